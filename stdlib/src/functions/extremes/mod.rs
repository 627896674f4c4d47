//! The smaller or larger of two numbers: `MIN` and `MAX`.

mod max;
mod min;

use runtime::call::ScriptError;
use runtime::library::{Arg, Args, Kind, Value};

use crate::{number, texts};

pub(crate) use max::MAX;
pub(crate) use min::MIN;

const NUMBERS: &str = "A third number is not looked at, as in Asterisk. What is no whole number has six digits \
    behind the point.";

const TWO: [Arg; 2] = [
    Arg::optional("one", "A number.", Kind::Text),
    Arg::optional("other", "Another.", Kind::Raw),
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
