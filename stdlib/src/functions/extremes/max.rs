//! `MAX(one,other)`: the larger of two numbers.

use runtime::library::Function;

use super::{TWO, of_two};

pub(crate) static MAX: Function = Function {
    name: "MAX",
    since: "0.1.0",
    synopsis: "Gives the larger of two numbers.",
    description: "A third number is not looked at, as in Asterisk. What is no whole number has six digits \
        behind the point.",
    args: &TWO,
    source: "Asterisk function MAX",
    example: include_str!("max.rhai"),
    read: Some(|_, args| of_two(args, "MAX(one,other)", f64::max)),
    write: None,
};
