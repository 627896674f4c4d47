//! `INC(variable)`: counts a variable up.

use runtime::library::{Arg, Function, Kind};

use super::count;

pub(crate) static INC: Function = Function {
    name: "INC",
    since: "0.1.0",
    synopsis: "Adds 1 to a variable and gives its new value.",
    description: "It must hold a whole number; the number it then holds is that of the channel, also when \
        a global variable was counted. Numbers have 32 bits and go around.",
    args: &[Arg::required(
        "variable",
        "Its name, without `${}`.",
        Kind::Variable,
    )],
    source: "Asterisk function INC",
    example: include_str!("inc.rhai"),
    read: Some(|call, args| count(call, &args.text(0), 1)),
    write: None,
};
