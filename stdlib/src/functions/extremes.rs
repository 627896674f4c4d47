//! `MIN(a,b)` and `MAX(a,b)`: the smaller or larger of two numbers.

use runtime::call::ScriptError;
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::{number, texts};

pub(crate) static MIN: Function = Function {
    name: "MIN",
    since: "0.1.0",
    synopsis: "Gives the smaller of two numbers.",
    description: "A third number is not looked at, as in Asterisk. What is no whole number has six digits \
        behind the point.",
    args: &TWO,
    source: "Asterisk function MIN",
    example: include_str!("extremes.rhai"),
    read: Some(|_, args| of_two(args, "MIN(one,other)", f64::min)),
    write: None,
};

pub(crate) static MAX: Function = Function {
    name: "MAX",
    since: "0.1.0",
    synopsis: "Gives the larger of two numbers.",
    description: "A third number is not looked at, as in Asterisk. What is no whole number has six digits \
        behind the point.",
    args: &TWO,
    source: "Asterisk function MAX",
    example: include_str!("extremes.rhai"),
    read: Some(|_, args| of_two(args, "MAX(one,other)", f64::max)),
    write: None,
};

const TWO: [Arg; 2] = [
    Arg {
        name: "one",
        doc: "A number.",
        kind: Kind::Text,
        required: false,
    },
    Arg {
        name: "other",
        doc: "Another.",
        kind: Kind::Raw,
        required: false,
    },
];

fn of_two(args: &Args, usage: &str, choose: fn(f64, f64) -> f64) -> Result<Value, ScriptError> {
    let number = |index| {
        let text = args.given(index);
        let number = text.map(|text| match number::float(&text) {
            Some((number, _)) => Ok(number),
            None => Err(texts::bad(format!("`{text}` is not a number"))),
        });
        number.transpose()
    };
    match (number(0)?, number(1)?) {
        (Some(one), Some(other)) => Ok(number::short(choose(one, other)).into()),
        (Some(only), None) | (None, Some(only)) => Ok(number::short(only).into()),
        (None, None) => Err(texts::missing(usage)),
    }
}
