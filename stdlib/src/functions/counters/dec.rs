//! `DEC(variable)`: counts a variable down.

use runtime::library::Function;

use super::{COUNTED, NUMBERS, count};

pub(crate) static DEC: Function = Function {
    name: "DEC",
    since: "0.1.0",
    synopsis: "Takes 1 off a variable and gives its new value.",
    description: NUMBERS,
    args: &[COUNTED],
    values: &[],
    source: "Asterisk function DEC",
    example: include_str!("dec.rhai"),
    read: Some(|call, args| count(call, &args.text(0), -1)),
    write: None,
};
