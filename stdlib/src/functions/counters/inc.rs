//! `INC(variable)`: counts a variable up.

use runtime::library::Function;

use super::{COUNTED, NUMBERS, count};

pub(crate) static INC: Function = Function {
    name: "INC",
    since: "0.1.0",
    synopsis: "Adds 1 to a variable and gives its new value.",
    description: NUMBERS,
    args: &[COUNTED],
    values: &[],
    source: "Asterisk function INC",
    example: include_str!("inc.rhai"),
    read: Some(|call, args| count(call, &args.text(0), 1)),
    write: None,
};
