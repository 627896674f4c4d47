//! Hearing digits: one a timestamp, however many packets tell of it, and also when all its end packets are lost
//! (RFC 4733 section 2.5.2).

use super::{EventPayload, digit_of};
use crate::{Hz, rtp::RtpTimestamp};
use std::time::{Duration, Instant};

/// The digits of one stream.
#[derive(Clone, Debug)]
pub struct Receiver {
    clock: Hz,
    held: Option<Held>,
    /// Timestamp of the last digit that was told; late copies of its packets say nothing new.
    finished: Option<RtpTimestamp>,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    event: u8,
    start: RtpTimestamp,
    ticks: u16,
    last_packet: Instant,
}

/// No packet for so long ends a digit: updates come every 50 ms at most, three lost ones are 150 ms.
const LOST_END: Duration = Duration::from_millis(200);

impl Receiver {
    /// For durations that tick at `clock`.
    pub fn new(clock: Hz) -> Self {
        Self {
            clock,
            held: None,
            finished: None,
        }
    }

    /// A payload of the type telephone-event. Gives the digit that it ends: its own, or the one before it whose end
    /// was lost.
    pub fn handle_packet(
        &mut self,
        now: Instant,
        timestamp: RtpTimestamp,
        payload: &[u8],
    ) -> Option<(char, Duration)> {
        let report =
            EventPayload::parse(payload).filter(|report| digit_of(report.event).is_some())?;
        let old = |finished: RtpTimestamp| {
            timestamp.distance(finished) <= 0 && timestamp.distance(finished) > -OLD
        };
        if self.finished.is_some_and(old) {
            return None;
        }
        let before = match &mut self.held {
            Some(held) if held.start == timestamp => {
                held.ticks = held.ticks.max(report.duration);
                held.last_packet = now;
                None
            }
            _ => {
                let before = self.finish();
                let start = timestamp;
                self.held = Some(Held {
                    event: report.event,
                    start,
                    ticks: report.duration,
                    last_packet: now,
                });
                before
            }
        };
        if report.end && before.is_none() {
            self.finish()
        } else {
            before
        }
    }

    /// Ends a digit whose end packets were all lost.
    pub fn handle_timeout(&mut self, now: Instant) -> Option<(char, Duration)> {
        self.poll_timeout().filter(|at| *at <= now)?;
        self.finish()
    }

    /// When a digit is taken as ended.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.held.map(|held| held.last_packet + LOST_END)
    }

    fn finish(&mut self) -> Option<(char, Duration)> {
        let held = self.held.take()?;
        self.finished = Some(held.start);
        Some((
            digit_of(held.event)?,
            self.clock.duration(held.ticks.into()),
        ))
    }
}

/// Timestamps further back than this, in ticks, are of a clock that jumped.
const OLD: i32 = 48_000 * 10;

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;
    use crate::dtmf::code_of;

    /// Packets as `ms:timestamp digit duration`, with `!` for the end bit; `ms?` is a timeout. Digits as `1(50)`.
    fn check(packets: &str, digits: &str) {
        let (start, mut receiver) = (Instant::now(), Receiver::new(Hz(8000)));
        let mut heard = String::new();
        for step in packets.split(", ") {
            let (ms, rest) = step.split_once([':', '?']).unwrap();
            let now = start + Duration::from_millis(ms.parse().unwrap());
            let fields: Vec<_> = rest.trim_end_matches('!').split(' ').collect();
            let digit = match fields[..] {
                [timestamp, digit, ticks] => {
                    let event = code_of(digit.chars().next().unwrap()).unwrap();
                    let end = rest.ends_with('!');
                    let report = EventPayload {
                        event,
                        end,
                        volume: 10,
                        duration: ticks.parse().unwrap(),
                    };
                    let timestamp = RtpTimestamp(timestamp.parse::<i64>().unwrap() as u32);
                    receiver.handle_packet(now, timestamp, &report.to_bytes())
                }
                _ => receiver.handle_timeout(now),
            };
            if let Some((digit, duration)) = digit {
                heard += &format!("{digit}({})", duration.as_millis());
            }
        }
        assert_eq!(heard, digits, "{packets}");
    }

    #[test]
    fn a_digit_is_told_once() {
        check(
            "0:0 5 160, 50:0 5 560, 100:0 5 800!, 100:0 5 800!, 100:0 5 800!",
            "5(100)",
        );
        check("0:0 1 800!, 150:1200 1 800!", "1(100)1(100)");
        check("0:-80 # 160, 9:-80 # 400!, 10:320 # 400!", "#(50)#(50)");
    }

    #[test]
    fn a_lost_end_is_made_up_by_time_or_the_next_digit() {
        check("0:0 5 160, 50:0 5 560, 240?, 250?", "5(70)");
        check(
            "0:0 5 160, 50:0 5 560, 120:1600 6 160, 160:1600 6 400!",
            "5(70)6(50)",
        );
    }

    #[test]
    fn a_copy_that_comes_late_is_not_a_new_digit() {
        check("0:0 5 800!, 20:0 5 400, 300?", "5(100)");
    }
}
