//! `Else()`: lines that run if no condition held.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Block, Data, Kind, Value};

use super::leave;

pub(crate) static ELSE: Application = Application {
    name: "Else",
    since: "0.2.0",
    synopsis: "Begins the lines that run if no condition before held.",
    description: "Whoever comes to it from the lines before goes on behind the `EndIf`.",
    args: &[Arg::optional(
        "data",
        "Nothing.",
        Kind::Line(Data::Steers(Block::Choice), "`else { … }`"),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application Else; observed table flow.jsonl",
    example: include_str!("else_branch.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    leave(call)?;
    Ok(Value::UNIT)
}
