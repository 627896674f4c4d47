//! DTMF: what scripts send, and what comes by INFO (draft-kaplan-dispatch-info-dtmf-package, Cisco's `dtmf-relay`).
//!
//! DTMF in RTP is the engine's affair; its events come in through `channel::media_event`.

use std::collections::VecDeque;
use std::time::Duration;

use media::Command;
use runtime::host::{ChannelId, Digits, Event, Reply, RequestId};

use super::Channels;
use super::media_leg::leg_of;
use super::timer::Timer;
use crate::core::Core;
use crate::io::{Now, Output};

/// A key pressed by INFO sounds that long at the other side.
const RELAYED: Duration = Duration::from_millis(100);

/// Most digits of one `SendDigits`.
const MAX_DIGITS: usize = 256;

/// What a channel still has to send.
#[derive(Debug, Default)]
pub(super) struct Dialing {
    gap: Duration,
    segments: VecDeque<Segment>,
}

#[derive(Debug, PartialEq, Eq)]
enum Segment {
    Digits(Vec<(char, Duration)>),
    Pause(Duration),
}

impl Dialing {
    fn new(wanted: &Digits) -> Self {
        let mut segments = VecDeque::new();
        for digit in wanted.keys.chars().take(MAX_DIGITS) {
            let digit = digit.to_ascii_uppercase();
            match (digit, segments.back_mut()) {
                ('W', Some(Segment::Pause(time))) => *time += Digits::WAIT,
                ('W', _) => segments.push_back(Segment::Pause(Digits::WAIT)),
                _ if !is_digit(digit) => {}
                (_, Some(Segment::Digits(digits))) => digits.push((digit, wanted.duration)),
                _ => segments.push_back(Segment::Digits(vec![(digit, wanted.duration)])),
            }
        }
        Self {
            gap: wanted.gap,
            segments,
        }
    }
}

impl Channels {
    pub(super) fn send_digits(
        &mut self,
        core: &mut Core,
        now: Now,
        asked: RequestId,
        id: ChannelId,
        digits: &Digits,
    ) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        if channel.media.open(core).is_err() {
            core.reply(asked, Reply::Gone);
            return;
        }
        channel.dialing = Dialing::new(digits);
        core.reply(asked, Reply::Done);
        self.go_on_dialing(core, now, id);
    }

    /// Sends the next digits, waits, or says that all are sent.
    pub(super) fn go_on_dialing(&mut self, core: &mut Core, now: Now, id: ChannelId) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        match channel.dialing.segments.pop_front() {
            Some(Segment::Digits(digits)) => {
                let (leg, gap) = (leg_of(id), channel.dialing.gap);
                core.output(Output::Media(Command::SendDigits { leg, digits, gap }));
            }
            Some(Segment::Pause(time)) => {
                self.timers.set(now.instant + time, Timer::Dialing(id));
            }
            None => {
                if let Some(call) = channel.script() {
                    core.event(call, Event::DigitsSent(id));
                }
            }
        }
    }

    /// A key that came by INFO: for the script, and for who is bridged, since RTP does not carry it.
    pub(super) fn relay_digit(&mut self, core: &mut Core, id: ChannelId, digit: char) {
        let Some(channel) = self.table.get(&id) else {
            return;
        };
        if let Some(call) = channel.script() {
            core.event(call, Event::Digit(id, digit));
        }
        if let Some(bridged) = channel.bridged {
            let digits = vec![(digit, RELAYED)];
            let gap = RELAYED;
            core.output(Output::Media(Command::SendDigits {
                leg: leg_of(bridged),
                digits,
                gap,
            }));
        }
    }
}

/// The key that the body of an INFO names; `Err` when it is of neither type.
pub(super) fn read_info(content_type: &str, body: &str) -> Result<Option<char>, ()> {
    let text = match content_type.to_ascii_lowercase().as_str() {
        "application/dtmf-relay" => body
            .lines()
            .filter_map(|line| line.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("signal"))
            .map_or("", |(_, value)| value),
        "application/dtmf" => body,
        _ => return Err(()),
    };
    Ok(key(text.trim()))
}

/// `5`, `#`, `a`, or the number of an event from 10 to 15 (RFC 4733 section 3.2).
fn key(text: &str) -> Option<char> {
    let mut characters = text.chars();
    match (characters.next()?.to_ascii_uppercase(), characters.as_str()) {
        (digit, "") => is_digit(digit).then_some(digit),
        ('1', second @ ("0" | "1" | "2" | "3" | "4" | "5")) => {
            "*#ABCD".chars().nth(second.parse().ok()?)
        }
        _ => None,
    }
}

fn is_digit(digit: char) -> bool {
    matches!(digit, '0'..='9' | '*' | '#' | 'A'..='D')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_info(content_type: &str, body: &str, expected: Result<Option<char>, ()>) {
        assert_eq!(
            read_info(content_type, body),
            expected,
            "{content_type}: {body:?}"
        );
    }

    #[test]
    fn both_kinds_of_info_name_the_key() {
        check_info(
            "application/dtmf-relay",
            "Signal=5\r\nDuration=160\r\n",
            Ok(Some('5')),
        );
        check_info("application/DTMF-relay", "signal= #", Ok(Some('#')));
        check_info("application/dtmf", "d\r\n", Ok(Some('D')));
        check_info("application/dtmf", "11", Ok(Some('#')));
    }

    #[test]
    fn what_is_no_key_is_none() {
        check_info("application/dtmf-relay", "Duration=160", Ok(None));
        check_info("application/dtmf", "16", Ok(None));
        check_info("application/dtmf", "", Ok(None));
        check_info("text/plain", "5", Err(()));
    }

    #[test]
    fn pauses_part_digits_and_strangers_are_left_out() {
        let time = Duration::from_millis(80);
        let segments = Dialing::new(&Digits {
            keys: "1x2wwb".into(),
            duration: time,
            gap: time,
        })
        .segments;
        assert_eq!(
            segments,
            [
                Segment::Digits(vec![('1', time), ('2', time)]),
                Segment::Pause(2 * Digits::WAIT),
                Segment::Digits(vec![('B', time)]),
            ]
        );
    }
}
