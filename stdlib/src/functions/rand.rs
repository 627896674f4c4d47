//! `RAND([min][,max])`: a random number.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::{number, texts};

pub(crate) static RAND: Function = Function {
    name: "RAND",
    since: "0.1.0",
    synopsis: "Gives a random whole number within a range, both ends included.",
    description: "Good for lots, not for secrets: who knows the numbers before can guess the next.",
    args: &[
        Arg::optional("min", "The smallest; 0 by default.", Kind::Text),
        Arg::optional("max", "The largest; 2147483647 by default.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function RAND",
    example: include_str!("rand.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let end = |index, default| match args.given(index) {
        Some(text) => match number::integer(&text) {
            Some((number, _)) => Ok(number.clamp(i32::MIN.into(), i32::MAX.into())),
            None => Err(texts::bad(format!("`{text}` is no whole number"))),
        },
        None => Ok(default),
    };
    let (min, max) = (end(0, 0)?, end(1, i64::from(i32::MAX))?);
    let (min, max) = (min.min(max), min.max(max));
    // At most 2^32 numbers: the remainder of 64 bits is even enough for lots.
    let count = max.abs_diff(min) + 1;
    let number = min.saturating_add_unsigned(call.random() % count);
    Ok(number.into())
}
