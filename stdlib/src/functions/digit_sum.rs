//! `DIGIT_SUM(digits)`: the sum of digits.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::texts;

pub(crate) static DIGIT_SUM: Function = Function {
    name: "DIGIT_SUM",
    since: "0.1.0",
    synopsis: "Adds up the digits of a text.",
    description: "What is no digit does not count.",
    args: &[Arg::required("digits", "The digits.", Kind::Raw)],
    values: &[],
    source: "Asterisk function DIGIT_SUM",
    example: include_str!("digit_sum.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let digits = args.text(0);
    if digits.is_empty() {
        return Err(texts::missing("DIGIT_SUM(digits)"));
    }
    let sum = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .map(i64::from)
        .sum::<i64>();
    Ok(sum.into())
}
