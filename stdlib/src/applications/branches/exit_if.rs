//! `ExitIf()`: leaves an `If`.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Application, Arg, Args, Block, Data, Kind, Value};

use super::leave;

pub(crate) static EXIT_IF: Application = Application {
    name: "ExitIf",
    since: "0.2.0",
    synopsis: "Goes on behind the `EndIf`.",
    description: "It is needed in front of an `ElseIf`.",
    args: &[Arg::optional(
        "data",
        "Nothing.",
        Kind::Line(
            Data::Steers(Block::Choice),
            "the rest of the branch into `else { … }`",
        ),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application ExitIf; observed table flow.jsonl",
    example: include_str!("exit_if.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    if !leave(call)? {
        let message = "there is no `EndIf` behind this line";
        return Err(ScriptError::fault(Code::BadArgument, message));
    }
    Ok(Value::UNIT)
}
