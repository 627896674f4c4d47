//! `TIMEOUT(which)`: how long a call may last, and how long a caller may take to dial.

use std::time::Duration;

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Arg, Args, Function, Judge, Kind, Value, Wrong, text_of};

pub(crate) static TIMEOUT: Function = Function {
    name: "TIMEOUT",
    since: "0.2.0",
    synopsis: "Reads or sets how long a call may last, and how long a caller may take to dial.",
    description: "A call that has lasted as long as it may goes to the extension `T` of its context, or to \
        `e` with the exception `ABSOLUTETIMEOUT`; without either it ends.",
    args: &[Arg::required(
        "which",
        "`absolute`: the rest of the call, 0 for as long as it likes. `digit`: between \
                two keys, 5 by default. `response`: until the first key, 10 by default. All in \
                seconds, fractions allowed; the first letter is enough.",
        Kind::Form(Judge(wrong)),
    )],
    values: &[],
    source: "Asterisk function TIMEOUT; observed tables flow.jsonl and func.jsonl",
    example: include_str!("timeout.rhai"),
    read: Some(read),
    write: Some(write),
};

fn wrong(text: &str, _: &[Option<&str>]) -> Option<Wrong> {
    const WORDS: [&str; 3] = ["absolute", "digit", "response"];
    if which(text).is_err() {
        return Some(Wrong::Fails(format!("`{text}` is no time of a call")));
    }
    let begins = |word: &&str| word.starts_with(&text.to_ascii_lowercase());
    let message = || format!("only the first letter of `{text}` counts here");
    (!WORDS.iter().any(begins)).then(|| Wrong::Odd(message()))
}

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let time = match which(&args.text(0))? {
        'a' => call.time_left(),
        'd' => Some(call.timeouts().digit()),
        _ => Some(call.timeouts().response()),
    };
    Ok(time.map_or("0".into(), |time| {
        format!("{:.3}", time.as_secs_f64()).into()
    }))
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let which = which(&args.text(0))?;
    let seconds = text_of(value).trim().parse().unwrap_or(0.0);
    let time = Duration::try_from_secs_f64(seconds)
        .unwrap_or_default()
        .min(LONGEST);
    match which {
        'a' => call.set_time_left(Some(time).filter(|time| !time.is_zero())),
        'd' => call.timeouts().set_digit(time),
        _ => call.timeouts().set_response(time),
    }
    Ok(())
}

/// Longest time that can be set. Nobody waits longer for a call.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

fn which(text: &str) -> Result<char, ScriptError> {
    let first = text
        .chars()
        .next()
        .map(|letter| letter.to_ascii_lowercase());
    first
        .filter(|letter| "adr".contains(*letter))
        .ok_or_else(|| {
            let message = format!("`{text}` is no time of a call");
            let help = "the times are `absolute`, `digit` and `response`";
            ScriptError::fault(Code::BadArgument, message).with_help(help)
        })
}
