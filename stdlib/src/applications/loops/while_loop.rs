//! `While(condition)`: begins a loop.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Block, Data, Kind, Value};
use runtime::number;

use super::{Loops, here, leave};
use crate::lines;

pub(crate) static WHILE: Application = Application {
    name: "While",
    since: "0.2.0",
    synopsis: "Begins a loop that runs as long as a condition holds.",
    description: "The condition is read as in `GotoIf`, each time the loop comes round. When it fails the \
        call goes on behind the `EndWhile` that belongs to it; loops can stand in each other.",
    args: &[Arg::optional(
        "condition",
        "The condition.",
        Kind::Line(Data::Opens(Block::Loop), "`while condition { … }`"),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application While; observed table flow.jsonl",
    example: include_str!("while_loop.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let place = here(call);
    let holds = number::is_true(&lines::data(call));
    let end = call.keep(|loops: &mut Loops| {
        let number = loops.number(&place);
        if holds {
            loops.begin(number, place);
            return None;
        }
        Some(loops.close(Some(number), &place))
    });
    if let Some(end) = end {
        leave(call, end)?;
    }
    Ok(Value::UNIT)
}
