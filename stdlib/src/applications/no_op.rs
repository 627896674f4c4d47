//! `NoOp([text])`: does nothing, visibly.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

pub(crate) static NO_OP: Application = Application {
    name: "NoOp",
    since: "0.1.0",
    synopsis: "Does nothing but show its text on the console.",
    description: "The text appears at level 3, so a quiet console leaves it out.",
    args: &[Arg::optional("text", "What to show.", Kind::Raw)],
    status: None,
    comes_back: true,
    source: "Asterisk application NoOp",
    example: include_str!("no_op.rhai"),
    run,
};

/// The level at which Asterisk shows the steps of a call.
const LEVEL: u8 = 3;

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    call.verbose(LEVEL, args.text(0));
    Ok(Value::UNIT)
}
