//! `EndIf()`: the end of an `If`.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Block, Data, Kind, Value};

pub(crate) static END_IF: Application = Application {
    name: "EndIf",
    since: "0.2.0",
    synopsis: "Ends the lines that an `If` began.",
    description: "It does nothing by itself.",
    args: &[Arg::optional(
        "data",
        "Nothing.",
        Kind::Line(Data::Closes(Block::Choice), "`}`"),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application EndIf; observed table flow.jsonl",
    example: include_str!("end_if.conf"),
    run,
};

fn run(_: &Call, _: &Args) -> Result<Value, ScriptError> {
    Ok(Value::UNIT)
}
