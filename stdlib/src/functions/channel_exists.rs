//! `CHANNEL_EXISTS(channel)`: whether there is such a channel.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::channels;

pub(crate) static CHANNEL_EXISTS: Function = Function {
    name: "CHANNEL_EXISTS",
    since: "0.2.0",
    synopsis: "Says whether there is a channel of that name or number.",
    description: "True or false in Rhai; as text, 1 or 0.",
    args: &[Arg::required(
        "channel",
        "The name of a channel, in upper or lower case, or its `UNIQUEID`.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function CHANNEL_EXISTS",
    example: include_str!("channel_exists.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let wanted = args.text(0);
    let mut names = channels::names(call)?.into_iter();
    Ok(names
        .any(|(name, number)| name.eq_ignore_ascii_case(&wanted) || number == wanted)
        .into())
}
