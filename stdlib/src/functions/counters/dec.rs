//! `DEC(variable)`: counts a variable down.

use runtime::library::{Arg, Function, Kind};

use super::count;

pub(crate) static DEC: Function = Function {
    name: "DEC",
    since: "0.1.0",
    synopsis: "Takes 1 off a variable and gives its new value.",
    description: "It must hold a whole number; the number it then holds is that of the channel, also when \
        a global variable was counted. Numbers have 32 bits and go around.",
    args: &[Arg::required(
        "variable",
        "Its name, without `${}`.",
        Kind::Variable,
    )],
    source: "Asterisk function DEC",
    example: include_str!("dec.rhai"),
    read: Some(|call, args| count(call, &args.text(0), -1)),
    write: None,
};
