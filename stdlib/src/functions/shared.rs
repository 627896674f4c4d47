//! `SHARED(name[,channel])`: variables that other calls can read.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value, text_of};

use crate::texts;

pub(crate) static SHARED: Function = Function {
    name: "SHARED",
    since: "0.1.0",
    synopsis: "Reads or sets a variable of a channel that all calls can read and write.",
    description: "Shared variables are apart from channel variables and end with the call. A channel that \
        has shared nothing yet can be read, but not written, by others.",
    args: &[
        Arg::required("name", "The variable.", Kind::Variable),
        Arg::optional(
            "channel",
            "The name of a channel; by default this one.",
            Kind::Raw,
        ),
    ],
    values: &[],
    source: "Asterisk function SHARED",
    example: include_str!("shared.rhai"),
    read: Some(read),
    write: Some(write),
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let value = call.shared(&args.text(1), &name(args)?);
    Ok(value.unwrap_or_default().into())
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let channel = args.text(1);
    if call.share(&channel, &name(args)?, text_of(value)) {
        return Ok(());
    }
    Err(texts::bad(format!(
        "channel `{channel}` is not there, or has shared nothing, or more than it may"
    )))
}

fn name(args: &Args) -> Result<String, ScriptError> {
    args.given(0)
        .ok_or_else(|| texts::missing("SHARED(name[,channel])"))
}
