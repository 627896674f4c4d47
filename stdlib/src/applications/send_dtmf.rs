//! `SendDTMF(digits[,timeout_ms[,duration_ms]])`: presses keys.

use std::time::Duration;

use runtime::call::{Call, ScriptError};
use runtime::host::{Digits, Event, Request};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::replies;

pub(crate) static SEND_DTMF: Application = Application {
    name: "SendDTMF",
    since: "0.1.0",
    synopsis: "Sends telephone keys to the caller.",
    description: "Returns when the last key has been sent. Characters that are no keys are named \
        on the console and left out.",
    args: &[
        Arg::required(
            "digits",
            "Any of `0-9*#A-D`; `w` waits half a second and `W` a whole one.",
            Kind::Digits,
        ),
        Arg::optional(
            "timeout_ms",
            "Silence between two keys, in milliseconds; 250 by default.",
            Kind::Integer,
        ),
        Arg::optional(
            "duration_ms",
            "How long each key sounds, in milliseconds; 100 by default.",
            Kind::Integer,
        ),
    ],
    status: None,
    comes_back: true,
    source: "Asterisk application SendDTMF; RFC 4733",
    example: include_str!("send_dtmf.rhai"),
    run,
};

const GAP: Duration = Duration::from_millis(250);
const DURATION: Duration = Duration::from_millis(100);

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let gap = args.milliseconds(1)?.unwrap_or(GAP);
    let duration = args.milliseconds(2)?.unwrap_or(DURATION);
    let (keys, others) = keys(&args.text(0));
    if !others.is_empty() {
        call.verbose(1, format!("`{others}` cannot be sent as telephone keys"));
    }
    if keys.is_empty() {
        return Ok(Value::UNIT);
    }
    let channel = call.channel();
    let digits = Digits {
        keys,
        duration,
        gap,
    };
    if replies::begun(call, Request::SendDigits(channel, digits))? {
        call.event(None, |event| *event == Event::DigitsSent(channel))?;
    }
    Ok(Value::UNIT)
}

/// The keys in the form that hosts take, and what is none.
fn keys(text: &str) -> (String, String) {
    let mut digits = String::new();
    let mut others = String::new();
    for key in text.chars() {
        match key {
            '0'..='9' | '*' | '#' => digits.push(key),
            'a'..='d' | 'A'..='D' => digits.push(key.to_ascii_uppercase()),
            'w' => digits.push('w'),
            'W' => digits.push_str("ww"),
            _ => others.push(key),
        }
    }
    (digits, others)
}

#[cfg(test)]
mod tests {
    use super::keys;

    fn check(text: &str, digits: &str, others: &str) {
        assert_eq!(keys(text), (digits.to_owned(), others.to_owned()));
    }

    #[test]
    fn keys_and_pauses_pass_and_the_rest_is_named() {
        check("12#*", "12#*", "");
        check("aD", "AD", "");
        check("1W2w", "1ww2w", "");
        check("1-2 f", "12", "- f");
    }
}
