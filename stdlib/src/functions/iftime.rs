//! `IFTIME(times?then:otherwise)`: one of two texts, as the clock says.

use runtime::call::{Call, ScriptError};
use runtime::conf::separate_raw;
use runtime::diagnostic::Code;
use runtime::dialplan::Times;
use runtime::library::{Arg, Args, Function, Judge, Kind, Value, Wrong};

use crate::times;

pub(crate) static IFTIME: Function = Function {
    name: "IFTIME",
    since: "0.2.0",
    synopsis: "Gives one of two texts, as the time of day and the date say.",
    description: "The times are four parts separated by commas, and a time zone as a fifth: \
        `09:00-17:00,mon-fri,1-15,jan&mar,Europe/Amsterdam`. Each part is `*`, a value, a range, \
        or several joined with `&`; a range may run over midnight or the end of the year. What \
        is left out holds always.",
    args: &[Arg::required(
        "choice",
        "`times?then:otherwise`; one of the two may be left out.",
        Kind::Whole(Judge(wrong)),
    )],
    values: &[],
    source: "Asterisk function IFTIME; observed tables flow.jsonl and func.jsonl",
    example: include_str!("iftime.rhai"),
    read: Some(read),
    write: None,
};

fn wrong(text: &str, _: &[Option<&str>]) -> Option<Wrong> {
    let [times, _] = separate_raw(text, '?', 2)[..] else {
        let message = format!("there is no `?` in `{text}`, and so no text for those times");
        return Some(Wrong::Fails(message));
    };
    let fault = Times::parse(times).1.into_iter().next()?;
    Some(Wrong::Odd(fault.to_string()))
}

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let parts: Vec<String> = (0..args.len()).map(|at| args.text(at)).collect();
    let text = parts.join(",");
    let parts = separate_raw(&text, '?', 2);
    let [times, choice] = parts[..] else {
        return Err(incomplete(&text));
    };
    if times.is_empty() {
        return Err(incomplete(&text));
    }
    let choice = separate_raw(choice, ':', 2);
    let at = usize::from(!times::hold(call, times, call.wall_clock()));
    Ok(choice.get(at).copied().unwrap_or_default().into())
}

fn incomplete(text: &str) -> ScriptError {
    let message = format!("`{text}` is no `times?then:otherwise`");
    ScriptError::fault(Code::BadArgument, message)
        .with_help("`ISTIME(times)` says whether it is such a time")
}
