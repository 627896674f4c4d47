//! `PUSH(variable[,delimiter])` and `UNSHIFT(variable[,delimiter])`: adds to a list.

use runtime::call::{Call, ScriptError};
use runtime::library::{Args, Function, Value, text_of};

use super::shift::{LIST, delimiter};
use crate::texts;

pub(crate) static PUSH: Function = Function {
    name: "PUSH",
    since: "0.1.0",
    synopsis: "Adds to the end of the list that a variable holds.",
    description: "Can only be written. A variable that is empty holds the value alone afterwards.",
    args: &LIST,
    source: "Asterisk function PUSH",
    example: include_str!("push.rhai"),
    read: None,
    write: Some(|call, args, value| add(call, args, value, |list, value| (list, value))),
};

pub(crate) static UNSHIFT: Function = Function {
    name: "UNSHIFT",
    since: "0.1.0",
    synopsis: "Adds to the beginning of the list that a variable holds.",
    description: "Can only be written. A variable that is empty holds the value alone afterwards.",
    args: &LIST,
    source: "Asterisk function UNSHIFT",
    example: include_str!("push.rhai"),
    read: None,
    write: Some(|call, args, value| add(call, args, value, |list, value| (value, list))),
};

fn add(
    call: &Call,
    args: &Args,
    value: &Value,
    order: fn(String, String) -> (String, String),
) -> Result<(), ScriptError> {
    let name = args.text(0);
    if name.is_empty() {
        return Err(texts::missing("PUSH(variable[,delimiter])"));
    }
    let list = texts::named(call, &name)?;
    let value = text_of(value);
    if list.len() + value.len() >= texts::LONGEST {
        return Err(texts::bad(format!("list `{name}` is full")));
    }
    let list = if list.is_empty() {
        value
    } else {
        let delimiter = char::from(delimiter(&args.text(1)));
        let (first, last) = order(list, value);
        format!("{first}{delimiter}{last}")
    };
    call.write(&name, &list.into())
}
