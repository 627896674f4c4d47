//! `PUSH(variable[,delimiter])`: adds to the end of a list.

use runtime::library::Function;

use super::{LIST, add};

pub(crate) static PUSH: Function = Function {
    name: "PUSH",
    since: "0.1.0",
    synopsis: "Adds to the end of the list that a variable holds.",
    description: "Can only be written. A variable that is empty holds the value alone afterwards.",
    args: &LIST,
    values: &[],
    source: "Asterisk function PUSH",
    example: include_str!("push.rhai"),
    read: None,
    write: Some(|call, args, value| {
        let usage = "PUSH(variable[,delimiter])";
        add(call, args, value, usage, |list, value| (list, value))
    }),
};
