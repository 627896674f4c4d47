//! `LEN(text)`: how long a text is.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

pub(crate) static LEN: Function = Function {
    name: "LEN",
    since: "0.1.0",
    synopsis: "Says how long a text is.",
    description: "In bytes of UTF-8, as in Asterisk: `é` counts 2. Rhai's own `text.len()` counts \
        characters.",
    args: &[Arg::optional(
        "text",
        "The text; an empty one has length 0.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function LEN",
    example: include_str!("len.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let length = i64::try_from(args.text(0).len()).unwrap_or(i64::MAX);
    Ok(length.into())
}
