//! `Hangup([cause])`: ends the call.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::host::Cause;
use runtime::library::{Application, Arg, Args, Kind, Value};
use runtime::number;

pub(crate) static HANGUP: Application = Application {
    name: "Hangup",
    since: "0.1.0",
    synopsis: "Ends the call and the extension.",
    description: "A call that has not been answered is refused with what fits the cause: 486 for \
        17, 404 for 1, 503 for 34, and so on.",
    args: &[Arg::optional(
        "cause",
        "Why: a Q.850 cause number from 1 to 127, or its name as in `USER_BUSY`; 16, normal \
            clearing, by default.",
        Kind::Cause(NAMES),
    )],
    status: None,
    comes_back: false,
    source: "Asterisk application Hangup",
    example: include_str!("hangup.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let number = match args.given(0) {
        None => NORMAL,
        Some(text) if call.in_line() => in_line(call, &text),
        Some(text) => number_named(&text)?.into(),
    };
    call.set_hangup_cause(number);
    Err(ScriptError::Hangup(cause_numbered(number)))
}

/// Normal clearing (Q.850).
const NORMAL: u32 = 16;

/// A line ends the call whatever its cause is, and `HANGUPCAUSE` is any number it gives.
fn in_line(call: &Call, text: &str) -> u32 {
    let named = NAMES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(text));
    let number = named.map(|&(_, number)| number.into()).or_else(|| {
        let (number, _) = number::leading(text)?;
        u32::try_from(number).ok().filter(|&number| number > 0)
    });
    number.unwrap_or_else(|| {
        call.complain(no_cause(text));
        NORMAL
    })
}

/// What a cause is called; empty for a number that has no name.
pub(crate) fn name(number: u8) -> &'static str {
    let named = NAMES.iter().find(|(_, named)| *named == number);
    named.map_or("", |(name, _)| name)
}

/// The cause that a number or a name stands for.
pub(crate) fn named(text: &str) -> Result<Cause, ScriptError> {
    number_named(text).map(|number| cause_numbered(number.into()))
}

fn number_named(text: &str) -> Result<u8, ScriptError> {
    let number = NAMES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(text))
        .map(|&(_, number)| number)
        .or_else(|| text.parse().ok())
        .filter(|number| (1..=127).contains(number));
    number.ok_or_else(|| no_cause(text))
}

fn no_cause(text: &str) -> ScriptError {
    ScriptError::fault(Code::BadArgument, format!("`{text}` is not a hangup cause"))
        .with_help("give a Q.850 number such as 17, or a name such as `USER_BUSY`")
}

/// The nearest of the causes that the switch tells apart (Q.850 table 1).
fn cause_numbered(number: u32) -> Cause {
    match number {
        1..=3 => Cause::Unknown,
        17 => Cause::Busy,
        18 | 19 => Cause::NoAnswer,
        20 | 27 => Cause::Offline,
        26 => Cause::Elsewhere,
        21 | 22 | 28 => Cause::Rejected,
        34 | 38..=47 => Cause::Congestion,
        58 | 65 | 79 | 88 => Cause::Incompatible,
        _ => Cause::Normal,
    }
}

/// Asterisk's names of the causes, without `AST_CAUSE_`.
const NAMES: &[(&str, u8)] = &[
    ("UNALLOCATED", 1),
    ("NO_ROUTE_TRANSIT_NET", 2),
    ("NO_ROUTE_DESTINATION", 3),
    ("NORMAL_CLEARING", 16),
    ("USER_BUSY", 17),
    ("NO_USER_RESPONSE", 18),
    ("NO_ANSWER", 19),
    ("SUBSCRIBER_ABSENT", 20),
    ("CALL_REJECTED", 21),
    ("NUMBER_CHANGED", 22),
    ("ANSWERED_ELSEWHERE", 26),
    ("DESTINATION_OUT_OF_ORDER", 27),
    ("INVALID_NUMBER_FORMAT", 28),
    ("NORMAL_CIRCUIT_CONGESTION", 34),
    ("NETWORK_OUT_OF_ORDER", 38),
    ("NORMAL_TEMPORARY_FAILURE", 41),
    ("SWITCH_CONGESTION", 42),
    ("BEARERCAPABILITY_NOTAVAIL", 58),
    ("BEARERCAPABILITY_NOTIMPL", 65),
    ("INCOMPATIBLE_DESTINATION", 88),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<Cause>) {
        let cause = number_named(text).map(|number| cause_numbered(number.into()));
        assert_eq!(cause.ok(), expected, "{text}");
    }

    #[test]
    fn a_cause_is_a_number_or_a_name() {
        check("17", Some(Cause::Busy));
        check("user_busy", Some(Cause::Busy));
        check("NORMAL_CIRCUIT_CONGESTION", Some(Cause::Congestion));
        check("busy", None);
        check("answered_elsewhere", Some(Cause::Elsewhere));
        check("1", Some(Cause::Unknown));
        check("127", Some(Cause::Normal));
        check("0", None);
        check("128", None);
        check("tired", None);
    }
}
