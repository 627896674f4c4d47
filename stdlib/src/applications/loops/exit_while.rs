//! `ExitWhile()`: leaves a loop.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Block, Data, Kind, Value};

use super::{Loops, here, leave};

pub(crate) static EXIT_WHILE: Application = Application {
    name: "ExitWhile",
    since: "0.2.0",
    synopsis: "Leaves this loop.",
    description: "The call goes on behind the `EndWhile`.",
    args: &[Arg::optional(
        "data",
        "Nothing.",
        Kind::Line(Data::Steers(Block::Loop), "`break`"),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application ExitWhile; observed table flow.jsonl",
    example: include_str!("exit_while.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let place = here(call);
    let end = call.keep(|loops: &mut Loops| {
        let number = loops.open().checked_sub(1);
        loops.close(number, &place)
    });
    leave(call, end)?;
    Ok(Value::UNIT)
}
