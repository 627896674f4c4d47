//! `GLOBAL(name)`: a variable that all calls share.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value, text_of};

pub(crate) static GLOBAL: Function = Function {
    name: "GLOBAL",
    since: "0.2.0",
    synopsis: "Reads or sets a global variable.",
    description: "All calls see the same one. A channel variable of the same name hides it when it is read \
        by its bare name.\n\nThere are 100,000 at most, of 64 MiB together with their names. They stay until the \
        switch ends; what is kept longer, or for each caller, belongs into `DB`.",
    args: &[Arg::required(
        "name",
        "The variable; setting it to an empty text removes it.",
        Kind::Variable,
    )],
    values: &[],
    source: "Asterisk function GLOBAL; observed tables flow.jsonl and func.jsonl",
    example: include_str!("global.rhai"),
    read: Some(read),
    write: Some(write),
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    Ok(call.global(&args.text(0)).into())
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    call.set_global(&args.text(0), &text_of(value))
}
