//! `MAX(one,other)`: the larger of two numbers.

use runtime::library::Function;

use super::{NUMBERS, TWO, of_two};

pub(crate) static MAX: Function = Function {
    name: "MAX",
    since: "0.1.0",
    synopsis: "Gives the larger of two numbers.",
    description: NUMBERS,
    args: &TWO,
    values: &[],
    source: "Asterisk function MAX",
    example: include_str!("max.rhai"),
    read: Some(|_, args| of_two(args, "MAX(one,other)", f64::max)),
    write: None,
};
