//! `UNSHIFT(variable[,delimiter])`: adds to the beginning of a list.

use runtime::library::Function;

use super::{LIST, add};

pub(crate) static UNSHIFT: Function = Function {
    name: "UNSHIFT",
    since: "0.1.0",
    synopsis: "Adds to the beginning of the list that a variable holds.",
    description: "Can only be written. A variable that is empty holds the value alone afterwards.",
    args: &LIST,
    values: &[],
    source: "Asterisk function UNSHIFT",
    example: include_str!("unshift.rhai"),
    read: None,
    write: Some(|call, args, value| {
        let usage = "UNSHIFT(variable[,delimiter])";
        add(call, args, value, usage, |list, value| (value, list))
    }),
};
