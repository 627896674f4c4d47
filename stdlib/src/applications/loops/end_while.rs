//! `EndWhile()`: the end of a loop.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Block, Data, Kind, Value};

use super::{Loops, here};

pub(crate) static END_WHILE: Application = Application {
    name: "EndWhile",
    since: "0.2.0",
    synopsis: "Goes back to the `While` of this loop.",
    description: "Outside a loop it does nothing.",
    args: &[Arg::optional(
        "data",
        "Nothing.",
        Kind::Line(Data::Closes(Block::Loop), "`while condition { … }`"),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application EndWhile; observed table flow.jsonl",
    example: include_str!("end_while.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let mut behind = here(call);
    behind.priority += 1;
    let begin = call.keep(|loops: &mut Loops| {
        let number = loops.open().checked_sub(1)?;
        loops.ends.entry(number).or_insert(behind);
        loops.begins[number].clone()
    });
    match begin {
        Some(begin) => Err(ScriptError::Goto(begin)),
        None => Ok(Value::UNIT),
    }
}
