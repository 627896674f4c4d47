//! `ElseIf(condition)`: lines that run on another condition.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Block, Data, Kind, Value};

use super::choose;
use crate::lines;

pub(crate) static ELSE_IF: Application = Application {
    name: "ElseIf",
    since: "0.2.0",
    synopsis: "Begins lines that run if no condition before held, and this one does.",
    description: "Lines of a branch that ran come to the next `ElseIf` and have it looked at, as in \
        Asterisk, unless `ExitIf` stands before it.",
    args: &[Arg::optional(
        "condition",
        "The condition.",
        Kind::Line(Data::Steers(Block::Choice), "`else if condition { … }`"),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application ElseIf; observed table flow.jsonl",
    example: include_str!("else_if.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    choose(call, &lines::data(call))?;
    Ok(Value::UNIT)
}
