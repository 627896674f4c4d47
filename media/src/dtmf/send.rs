//! Pressing digits: begin, updates, and an end sent three times (RFC 4733 section 2.5.1).

use super::{EventPayload, code_of};
use crate::Hz;
use std::{collections::VecDeque, time::Duration};

/// The digits that wait to be sent on one stream. Driven by its 20 ms tick, which it takes over from the sound.
#[derive(Clone, Debug, Default)]
pub struct Sender {
    waiting: VecDeque<(u8, Duration, Duration)>,
    now: Option<Pressed>,
}

#[derive(Clone, Copy, Debug)]
struct Pressed {
    event: u8,
    held: Duration,
    duration: Duration,
    gap: Duration,
    /// End packets still to send.
    ends: u8,
}

/// What a tick sends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Update {
    /// The payload.
    pub payload: EventPayload,
    /// First packet of its digit: sets the marker and takes a timestamp, which the rest keep.
    pub first: bool,
}

/// Shorter ones are not heard as digits (ITU-T Q.24: 40 ms).
const SHORTEST: Duration = Duration::from_millis(40);
/// A report's 16 bits hold 1.3 s at 48 kHz; a longer event would need segments.
const LONGEST: Duration = Duration::from_millis(1300);
const MOST_WAITING: usize = 256;
/// −10 dBm0, in the range that Q.24 has to hear.
const VOLUME: u8 = 10;
const ENDS: u8 = 3;

impl Sender {
    /// Appends digits; those that are none, and more than 256 that wait, are left out.
    pub fn push(&mut self, digits: &[(char, Duration)], gap: Duration) {
        for (digit, duration) in digits {
            if let Some(event) = code_of(*digit).filter(|_| self.waiting.len() < MOST_WAITING) {
                self.waiting
                    .push_back((event, (*duration).clamp(SHORTEST, LONGEST), gap));
            }
        }
    }

    /// Whether nothing is being sent and nothing waits.
    pub fn is_idle(&self) -> bool {
        self.now.is_none() && self.waiting.is_empty()
    }

    /// The next `tick` of time; what it sends, several when a digit ends. Empty in a gap.
    pub fn tick(&mut self, tick: Duration, clock: Hz, mut send: impl FnMut(Update)) {
        let pressed = match &mut self.now {
            Some(pressed) => pressed,
            now => {
                let Some((event, duration, gap)) = self.waiting.pop_front() else {
                    return;
                };
                now.insert(Pressed {
                    event,
                    held: Duration::ZERO,
                    duration,
                    gap,
                    ends: ENDS,
                })
            }
        };
        let first = pressed.held.is_zero();
        pressed.held += tick;
        let over = pressed.held >= pressed.duration;
        if pressed.ends == 0 {
            pressed.gap = pressed.gap.saturating_sub(tick);
        } else {
            let shown = clock.samples(pressed.held.min(pressed.duration));
            let duration = u16::try_from(shown).unwrap_or(u16::MAX);
            let payload = EventPayload {
                event: pressed.event,
                end: over,
                volume: VOLUME,
                duration,
            };
            // The three ends go out at once: on a path that loses bursts they are lost together, and the receiver
            // has its timeout; spread over ticks they would stretch every gap by 40 ms.
            let copies = if over { pressed.ends } else { 1 };
            (0..copies).for_each(|copy| {
                send(Update {
                    payload,
                    first: first && copy == 0,
                })
            });
            if over {
                pressed.ends = 0;
            }
        }
        if pressed.ends == 0 && pressed.gap.is_zero() {
            self.now = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each 20 ms tick sends: `5^160` begins, `5_320` goes on, `5.400` ends, `-` is a gap.
    fn check(digits: &[(char, u64)], gap: u64, sent: &str) {
        let mut sender = Sender::default();
        let digits: Vec<_> = digits
            .iter()
            .map(|(digit, ms)| (*digit, Duration::from_millis(*ms)))
            .collect();
        sender.push(&digits, Duration::from_millis(gap));
        let mut ticks = Vec::new();
        while !sender.is_idle() {
            let mut updates = String::new();
            sender.tick(Duration::from_millis(20), Hz(8000), |update| {
                let kind = if update.payload.end {
                    '.'
                } else if update.first {
                    '^'
                } else {
                    '_'
                };
                updates += &format!(
                    "{}{kind}{} ",
                    super::super::digit_of(update.payload.event).unwrap(),
                    update.payload.duration
                );
            });
            ticks.push(if updates.is_empty() {
                "-".into()
            } else {
                updates.trim().to_owned()
            });
        }
        assert_eq!(ticks.join(", "), sent);
    }

    #[test]
    fn a_digit_begins_goes_on_and_ends_three_times() {
        check(&[('5', 60)], 0, "5^160, 5_320, 5.480 5.480 5.480");
        check(&[('5', 50)], 20, "5^160, 5_320, 5.400 5.400 5.400, -");
    }

    #[test]
    fn a_gap_parts_digits_and_nonsense_is_left_out() {
        check(
            &[('1', 40), ('x', 40), ('#', 1)],
            40,
            "1^160, 1.320 1.320 1.320, -, -, #^160, #.320 #.320 #.320, -, -",
        );
    }
}
