//! `SET(name=value)`: sets a variable within an expression.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::texts;

pub(crate) static SET: Function = Function {
    name: "SET",
    since: "0.1.0",
    synopsis: "Sets a variable or writes a function, and gives the value.",
    description: "For the conditions of loops in `extensions.conf`: \
        `While($[\"${SET(next=${SHIFT(list)})}\" != \"\"])`. In Rhai, `Set` is clearer.",
    args: &[Arg::required(
        "assignment",
        "`name=value`; blanks around both go away.",
        Kind::Assignments,
    )],
    values: &[],
    source: "Asterisk function SET",
    example: include_str!("set.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let assignment = args.text(0);
    match assignment.split_once('=') {
        Some((name, value)) if !name.is_empty() => {
            let value = texts::stripped(value);
            call.write(texts::stripped(name), &value.into())?;
            Ok(value.into())
        }
        _ => Err(texts::missing("SET(name=value)")),
    }
}
