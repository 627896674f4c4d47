//! `FIELDQTY(variable,delimiter)`: how many fields a list has.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::{escape, texts};

pub(crate) static FIELDQTY: Function = Function {
    name: "FIELDQTY",
    since: "0.1.0",
    synopsis: "Counts the fields of a list that a variable holds.",
    description: "An empty list has none. Without a delimiter the answer is 1.",
    args: &[
        texts::VARIABLE,
        Arg::optional(
            "delimiter",
            "One character; of a longer text the first counts. `\\x2d` is the character of \
                that number.",
            Kind::Raw,
        ),
    ],
    values: &[],
    source: "Asterisk function FIELDQTY",
    example: include_str!("fieldqty.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    if args.len() < 2 {
        return Ok(1_i64.into());
    }
    let list = texts::named(call, &args.text(0))?;
    let delimiter = escape::octet(args.text(1).as_bytes()).ok().flatten();
    let fields = match delimiter {
        _ if list.is_empty() => 0,
        None => 1,
        Some((delimiter, _)) => list.bytes().filter(|octet| *octet == delimiter).count() + 1,
    };
    Ok(i64::try_from(fields).unwrap_or(i64::MAX).into())
}
