//! `ABS(number)`: a number without its sign.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::{number, texts};

pub(crate) static ABS: Function = Function {
    name: "ABS",
    since: "0.1.0",
    synopsis: "Gives a number without its sign.",
    description: "What is no whole number has six digits behind the point.",
    args: &[Arg::required("number", "The number.", Kind::Raw)],
    values: &[],
    source: "Asterisk function ABS",
    example: include_str!("abs.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let text = args.text(0);
    match number::float(&text) {
        Some((number, _)) => Ok(number::short(number.abs()).into()),
        None => Err(texts::bad(format!("`{text}` is not a number"))),
    }
}
