//! Decide: what to do when the ear wants the next frame. A pure function of what is there and how late it is.

use std::time::Duration;

/// Settings of the buffer.
#[derive(Clone, PartialEq, Debug)]
pub struct JitterConfig {
    /// Delay on top of the estimate. It hides the grain of the clock that polls. Defaults to 4 ms.
    pub margin: Duration,
    /// Longest delay above the fastest of the last packets. Above 400 ms nobody can hold a conversation
    /// (ITU-T G.114). Defaults to 500 ms.
    pub max_delay: Duration,
    /// How much delay is worth avoiding the loss of every packet: 20 ms for each hundredth that comes too late
    /// would be 2 s. Defaults to 4 s. More gives fewer gaps and more delay.
    pub late_cost: Duration,
}

impl Default for JitterConfig {
    fn default() -> Self {
        Self {
            margin: Duration::from_millis(4),
            max_delay: Duration::from_millis(500),
            late_cost: Duration::from_secs(4),
        }
    }
}

/// What the buffer sees when it is polled. Times in µs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Situation {
    /// Something was played and is to go on.
    pub(super) playing: bool,
    /// The first packet in store.
    pub(super) head: Option<Head>,
}

/// The first packet in store, against the one that was played last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Head {
    /// Played now, it would be this much later than the estimate wants; negative is early.
    pub(super) late: i64,
    /// Silence or loss between the end of the last frame and its beginning.
    pub(super) gap: i64,
    /// No sequence number is missing before it.
    pub(super) in_sequence: bool,
    /// Length of a frame.
    pub(super) frame: i64,
    /// The store ends with a frame that is not late.
    pub(super) followed: bool,
    /// Time was made up while the store was empty.
    pub(super) stalled: bool,
    /// It may repair the frame before it.
    pub(super) repairs: bool,
}

/// What to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Decision {
    /// Silence; the first packet is not due.
    Wait,
    /// The store is empty: make up sound and let the timeline stand.
    Stall,
    /// The frame is lost: make up as much, µs, and go on.
    Conceal(i64),
    /// The frame is lost, and the packet after it may hold a copy.
    Recover,
    /// Too late to be played, with enough behind it.
    Skip,
    Frame,
    Accelerate,
    Expand,
}

/// Sooner than this there is no use in waiting: the grain of the polling clock.
const EARLY: i64 = 2_500;
/// What is made up comes in pieces of this length: the shortest that codecs conceal well.
pub(super) const GRAIN: i64 = 10_000;
/// Later than this, speech is shortened; sooner than this, it is lengthened.
const ACCELERATE: i64 = 10_000;
const EXPAND: i64 = -8_000;
/// What was made up for, and came later than this after all, is left out when there is more behind it.
const SKIP: i64 = 30_000;

pub(super) fn decide(situation: Situation) -> Decision {
    match situation.head {
        None if situation.playing => Decision::Stall,
        None => Decision::Wait,
        Some(head) if head.late > SKIP && head.stalled && head.followed => Decision::Skip,
        Some(head) if !situation.playing || (head.in_sequence && head.gap > head.frame / 2) => {
            begin(head)
        }
        Some(head) if head.gap > head.frame / 2 => bridge(head),
        Some(head) => go_on(head),
    }
}

/// A talkspurt begins: the moment when delay can change without being heard.
fn begin(head: Head) -> Decision {
    if head.late < -EARLY {
        Decision::Wait
    } else {
        Decision::Frame
    }
}

/// Frames are missing before the head. Time left until it is due is filled, and no more.
fn bridge(head: Head) -> Decision {
    let left = -head.late;
    if left < GRAIN / 2 {
        Decision::Frame
    } else if head.repairs && head.gap <= head.frame * 3 / 2 && left >= head.frame * 3 / 4 {
        Decision::Recover
    } else {
        let grains = (left + GRAIN / 2) / GRAIN;
        Decision::Conceal((grains * GRAIN).min(head.frame.max(GRAIN)))
    }
}

fn go_on(head: Head) -> Decision {
    match head.late {
        late if late > ACCELERATE => Decision::Accelerate,
        late if late < EXPAND => Decision::Expand,
        _ => Decision::Frame,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Head = Head {
        late: 0,
        gap: 0,
        in_sequence: true,
        frame: 20_000,
        followed: false,
        stalled: false,
        repairs: false,
    };

    fn check(playing: bool, head: Option<Head>, decision: Decision) {
        assert_eq!(decide(Situation { playing, head }), decision, "{head:?}");
    }

    #[test]
    fn nothing_in_store() {
        check(false, None, Decision::Wait);
        check(true, None, Decision::Stall);
    }

    #[test]
    fn a_talkspurt_waits_for_its_time() {
        check(
            false,
            Some(Head {
                late: -20_000,
                ..HEAD
            }),
            Decision::Wait,
        );
        check(false, Some(HEAD), Decision::Frame);
        check(
            true,
            Some(Head {
                gap: 400_000,
                late: -20_000,
                ..HEAD
            }),
            Decision::Wait,
        );
        check(
            true,
            Some(Head {
                gap: 400_000,
                late: 60_000,
                ..HEAD
            }),
            Decision::Frame,
        );
    }

    #[test]
    fn a_lost_frame_is_filled_until_the_next_is_due() {
        let lost = Head {
            gap: 20_000,
            late: -20_000,
            in_sequence: false,
            ..HEAD
        };
        check(true, Some(lost), Decision::Conceal(20_000));
        check(
            true,
            Some(Head {
                repairs: true,
                ..lost
            }),
            Decision::Recover,
        );
        check(
            true,
            Some(Head {
                repairs: true,
                gap: 60_000,
                late: -60_000,
                ..lost
            }),
            Decision::Conceal(20_000),
        );
        check(
            true,
            Some(Head {
                late: -3_000,
                ..lost
            }),
            Decision::Frame,
        );
    }

    #[test]
    fn delay_follows_the_estimate() {
        check(
            true,
            Some(Head {
                late: 40_000,
                ..HEAD
            }),
            Decision::Accelerate,
        );
        check(
            true,
            Some(Head {
                late: -15_000,
                ..HEAD
            }),
            Decision::Expand,
        );
        check(
            true,
            Some(Head {
                late: 5_000,
                ..HEAD
            }),
            Decision::Frame,
        );
    }

    #[test]
    fn what_was_made_up_for_is_skipped_only_when_more_is_there() {
        let burst = Head {
            late: 100_000,
            stalled: true,
            followed: true,
            ..HEAD
        };
        check(true, Some(burst), Decision::Skip);
        check(
            true,
            Some(Head {
                followed: false,
                ..burst
            }),
            Decision::Accelerate,
        );
        check(
            true,
            Some(Head {
                stalled: false,
                ..burst
            }),
            Decision::Accelerate,
        );
    }
}
