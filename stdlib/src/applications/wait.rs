//! `Wait(seconds)`: pauses.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::prompts;

pub(crate) static WAIT: Application = Application {
    name: "Wait",
    since: "0.1.0",
    synopsis: "Waits, and ignores what is dialled meanwhile.",
    description: "Thousands of calls can wait at once; a waiting script costs memory only.",
    args: &[Arg::required(
        "seconds",
        "How long; fractions are allowed.",
        Kind::Seconds,
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application Wait",
    example: include_str!("wait.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    call.sleep(args.seconds(0)?.unwrap_or_default())?;
    prompts::forget_digits(call);
    Ok(Value::UNIT)
}
