//! Decide: what to do when the ear wants the next frame. A pure function of what is there and how late it is.
//!
//! Time goes on whether packets come or not: what comes too late is left out, not played later, because listeners
//! forgive a gap sooner than speech that drags behind and then hurries. Delay changes in pauses, where it is not
//! heard; in speech only when it is far from what it should be.

use std::time::Duration;

/// Settings of the buffer.
#[derive(Clone, PartialEq, Debug)]
pub struct JitterConfig {
    /// Delay on top of the estimate. It hides the grain of the clock that polls. Defaults to 4 ms.
    pub margin: Duration,
    /// Longest delay above the fastest of the last packets. Above 400 ms nobody can hold a conversation
    /// (ITU-T G.114). Defaults to 500 ms.
    pub max_delay: Duration,
    /// How much delay is worth avoiding that every packet comes too late: with 10 s, 100 ms for each hundredth of them.
    /// More gives fewer gaps and more delay. Defaults to 10 s.
    pub late_cost: Duration,
    /// Delay up to here counts once, beyond it three times: a conversation suffers little from the first 84 ms and
    /// more from each that follows (ITU-T G.114, figure 1). Defaults to 84 ms.
    pub comfortable: Duration,
    /// The delay that a call begins with, and keeps for the first seconds in which it does not know its path.
    /// Defaults to 84 ms.
    pub caution: Duration,
}

impl Default for JitterConfig {
    fn default() -> Self {
        Self {
            margin: Duration::from_millis(4),
            max_delay: Duration::from_millis(500),
            late_cost: Duration::from_secs(10),
            comfortable: Duration::from_millis(84),
            caution: Duration::from_millis(84),
        }
    }
}

/// What the buffer sees when it is polled. Times in µs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Situation {
    /// A frame has been played.
    pub(super) begun: bool,
    /// For so long nothing has been played.
    pub(super) starved: i64,
    /// The first packet in store.
    pub(super) head: Option<Head>,
}

/// The first packet in store, against the one that was played last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Head {
    /// Played now, it would be this much later than the estimate wants; negative is early.
    pub(super) late: i64,
    /// Time until its turn, if the delay stays; negative when that is over.
    pub(super) ahead: i64,
    /// No sequence number is missing before it.
    pub(super) in_sequence: bool,
    /// How long it sounds.
    pub(super) length: i64,
    /// So many packets have come too late, for so long and with nothing behind them, that the path is slower now.
    pub(super) slowed: bool,
    /// It may repair the frame before it.
    pub(super) repairs: bool,
}

/// What to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Decision {
    /// Silence; nothing is due.
    Wait,
    /// Nothing is there: make up so much, µs.
    Conceal(i64),
    /// The frame is lost, and the packet after it may hold a copy.
    Recover,
    /// The first so many µs of it come too late, or all.
    Late(i64),
    Frame,
    /// Take out so many µs, if it can be done unheard.
    Accelerate(i64),
    /// Put in so many.
    Expand(i64),
}

/// Sooner than this there is no use in waiting: the grain of the polling clock.
const EARLY: i64 = 2_500;
/// What is made up while the store is empty: the shortest that codecs conceal well.
pub(super) const GRAIN: i64 = 10_000;
/// Differences below this, half the least that codecs make up, are rounding.
const ROUNDING: i64 = 1_250;
/// By now what was made up has faded away.
pub(super) const FADED: i64 = 150_000;
/// Further from the estimate than this, a pause is used to change the delay.
const OFF: i64 = 8_000;

pub(super) fn decide(situation: Situation) -> Decision {
    match situation.head {
        None if !situation.begun || situation.starved >= FADED => Decision::Wait,
        None => Decision::Conceal(GRAIN),
        Some(head) if !situation.begun => begin(head),
        // The sender was silent: a moment when delay can change without being heard.
        Some(head) if head.in_sequence && head.ahead > head.length / 2 => begin(head),
        Some(head) if head.slowed => follow(head),
        Some(head) if head.ahead < -ROUNDING => Decision::Late(-head.ahead),
        Some(head) if head.ahead <= ROUNDING => go_on(head),
        Some(head) => bridge(head, situation.starved),
    }
}

/// The path is slower now: what waits is played with the delay that the new path needs.
fn follow(head: Head) -> Decision {
    if head.late < -EARLY {
        Decision::Conceal(GRAIN)
    } else {
        Decision::Frame
    }
}

fn begin(head: Head) -> Decision {
    if head.late < -EARLY {
        Decision::Wait
    } else {
        Decision::Frame
    }
}

/// Frames are missing before the head.
fn bridge(head: Head, starved: i64) -> Decision {
    if starved >= FADED {
        Decision::Wait
    } else if head.repairs && (head.ahead - head.length).abs() <= head.length / 4 {
        Decision::Recover
    } else {
        // What the packet after it repairs is left for last.
        let hopeless = if head.repairs && head.ahead > head.length {
            head.ahead - head.length
        } else {
            head.ahead
        };
        // In the 2.5 ms that all codecs can make up.
        Decision::Conceal((hopeless.min(head.length.max(GRAIN)) + ROUNDING) / 2_500 * 2_500)
    }
}

fn go_on(head: Head) -> Decision {
    match head.late {
        late if late > OFF => Decision::Accelerate(late),
        late if late < -OFF => Decision::Expand(-late),
        _ => Decision::Frame,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Head = Head {
        late: 0,
        ahead: 0,
        in_sequence: true,
        length: 20_000,
        slowed: false,
        repairs: false,
    };

    fn check(starved: i64, head: Option<Head>, decision: Decision) {
        assert_eq!(
            decide(Situation {
                begun: true,
                starved,
                head
            }),
            decision,
            "{head:?}"
        );
    }

    fn check_first(head: Option<Head>, decision: Decision) {
        assert_eq!(
            decide(Situation {
                begun: false,
                starved: 0,
                head
            }),
            decision,
            "{head:?}"
        );
    }

    #[test]
    fn an_empty_store_is_bridged_until_it_has_faded() {
        check_first(None, Decision::Wait);
        check(0, None, Decision::Conceal(GRAIN));
        check(FADED, None, Decision::Wait);
    }

    #[test]
    fn a_talkspurt_waits_for_its_time() {
        check_first(
            Some(Head {
                late: -20_000,
                ..HEAD
            }),
            Decision::Wait,
        );
        check_first(Some(HEAD), Decision::Frame);
        check(
            FADED,
            Some(Head {
                ahead: 400_000,
                late: -20_000,
                ..HEAD
            }),
            Decision::Wait,
        );
        check(
            FADED,
            Some(Head {
                ahead: 40_000,
                late: 60_000,
                ..HEAD
            }),
            Decision::Frame,
        );
    }

    #[test]
    fn a_lost_frame_is_filled_until_the_next_ones_turn() {
        let lost = Head {
            ahead: 20_000,
            in_sequence: false,
            ..HEAD
        };
        check(0, Some(lost), Decision::Conceal(20_000));
        check(
            0,
            Some(Head {
                ahead: 60_000,
                ..lost
            }),
            Decision::Conceal(20_000),
        );
        check(
            0,
            Some(Head {
                ahead: 9_800,
                ..lost
            }),
            Decision::Conceal(10_000),
        );
        check(
            0,
            Some(Head {
                repairs: true,
                ..lost
            }),
            Decision::Recover,
        );
        check(
            0,
            Some(Head {
                repairs: true,
                ahead: 60_000,
                ..lost
            }),
            Decision::Conceal(20_000),
        );
        check(
            0,
            Some(Head {
                repairs: true,
                ahead: 30_000,
                ..lost
            }),
            Decision::Conceal(10_000),
        );
        check(FADED, Some(lost), Decision::Wait);
    }

    #[test]
    fn what_is_late_is_left_out() {
        check(
            10_000,
            Some(Head {
                ahead: -10_000,
                ..HEAD
            }),
            Decision::Late(10_000),
        );
        check(
            90_000,
            Some(Head {
                ahead: -90_000,
                ..HEAD
            }),
            Decision::Late(90_000),
        );
        let slowed = Head {
            ahead: -90_000,
            slowed: true,
            ..HEAD
        };
        check(90_000, Some(slowed), Decision::Frame);
        check(
            90_000,
            Some(Head {
                late: -20_000,
                ..slowed
            }),
            Decision::Conceal(GRAIN),
        );
    }

    #[test]
    fn delay_follows_the_estimate() {
        check(
            0,
            Some(Head {
                late: 40_000,
                ..HEAD
            }),
            Decision::Accelerate(40_000),
        );
        check(
            0,
            Some(Head {
                late: -15_000,
                ..HEAD
            }),
            Decision::Expand(15_000),
        );
        check(
            0,
            Some(Head {
                late: 7_000,
                ..HEAD
            }),
            Decision::Frame,
        );
    }
}
