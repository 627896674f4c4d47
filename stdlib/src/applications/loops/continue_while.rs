//! `ContinueWhile()`: begins the next turn of a loop.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Block, Data, Kind, Value};

use super::Loops;

pub(crate) static CONTINUE_WHILE: Application = Application {
    name: "ContinueWhile",
    since: "0.2.0",
    synopsis: "Goes back to the `While` of this loop without running the rest of it.",
    description: "Outside a loop it does nothing.",
    args: &[Arg::optional(
        "data",
        "Nothing.",
        Kind::Line(Data::Steers(Block::Loop), "`continue`"),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application ContinueWhile; observed table flow.jsonl",
    example: include_str!("continue_while.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let begin = call.keep(|loops: &mut Loops| {
        let number = loops.open().checked_sub(1)?;
        loops.begins[number].clone()
    });
    match begin {
        Some(begin) => Err(ScriptError::Goto(begin)),
        None => Ok(Value::UNIT),
    }
}
