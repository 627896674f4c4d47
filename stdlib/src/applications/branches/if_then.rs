//! `If(condition)`: lines that run on a condition.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Block, Data, Kind, Value};

use super::choose;
use crate::lines;

pub(crate) static IF: Application = Application {
    name: "If",
    since: "0.2.0",
    synopsis: "Begins lines that run if a condition holds.",
    description: "The condition is read as in `GotoIf`. If it does not hold, the call goes on at the next \
        `ElseIf`, behind the `Else`, or behind the `EndIf` that belongs to it.",
    args: &[Arg::optional(
        "condition",
        "The condition.",
        Kind::Line(Data::Opens(Block::Choice), "`if condition { … }`"),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application If; observed table flow.jsonl",
    example: include_str!("if_then.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    choose(call, &lines::data(call))?;
    Ok(Value::UNIT)
}
