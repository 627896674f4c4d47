//! `MIN(one,other)`: the smaller of two numbers.

use runtime::library::Function;

use super::{NUMBERS, TWO, of_two};

pub(crate) static MIN: Function = Function {
    name: "MIN",
    since: "0.1.0",
    synopsis: "Gives the smaller of two numbers.",
    description: NUMBERS,
    args: &TWO,
    values: &[],
    source: "Asterisk function MIN",
    example: include_str!("min.rhai"),
    read: Some(|_, args| of_two(args, "MIN(one,other)", f64::min)),
    write: None,
};
