//! `RaiseException(reason)`: goes to the extension `e`.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

pub(crate) static RAISE_EXCEPTION: Application = Application {
    name: "RaiseException",
    since: "0.2.0",
    synopsis: "Goes to the extension `e` of this context.",
    description: "`EXCEPTION` then tells the reason, and where it was raised.",
    args: &[Arg::optional(
        "reason",
        "What `EXCEPTION(\"reason\")` gives.",
        Kind::Raw,
    )],
    status: None,
    comes_back: false,
    source: "Asterisk application RaiseException; observed table flow.jsonl",
    example: include_str!("raise_exception.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    Err(ScriptError::Goto(call.raise(args.text(0))))
}
