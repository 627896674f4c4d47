//! `VARIABLE_EXISTS(name)`: whether a variable is set.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

pub(crate) static VARIABLE_EXISTS: Function = Function {
    name: "VARIABLE_EXISTS",
    since: "0.1.0",
    synopsis: "Says whether a channel variable or a global one of a name is set.",
    description: "One that is set to an empty text exists. What the switch itself knows, such as EXTEN, \
        does not count.",
    args: &[Arg::required(
        "name",
        "The name of the variable.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function VARIABLE_EXISTS",
    example: include_str!("variable_exists.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    Ok(call.has_variable(&args.text(0)).into())
}
