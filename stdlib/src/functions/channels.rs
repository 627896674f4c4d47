//! `CHANNELS([pattern])` and `CHANNEL_EXISTS(channel)`: which channels there are.

use runtime::call::{Call, ScriptError};
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Function, Kind, Value};
use runtime::regex::Regex;

use crate::texts;

pub(crate) static CHANNELS: Function = Function {
    name: "CHANNELS",
    since: "0.2.0",
    synopsis: "Lists the channels there are, separated by spaces.",
    description: "All of them, sorted by name, or those whose name a regular expression finds, in upper and lower case: \
        `CHANNELS(\"^SIP/100-\")`. This channel is among them.",
    args: &[Arg::optional(
        "pattern",
        "A regular expression (POSIX extended); without it, all.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function CHANNELS",
    example: include_str!("channels.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let pattern = args.text(0);
    let fault = |error| texts::bad(format!("`{pattern}`: {error}"));
    let regex = Regex::new(&pattern.to_lowercase()).map_err(fault)?;
    let mut found = Vec::new();
    for (name, _) in names(call)? {
        if regex.find(&name.to_lowercase()).map_err(fault)?.is_some() {
            found.push(name);
        }
    }
    texts::value(found.join(" ").into_bytes())
}

/// The channels there are, with their numbers.
pub(super) fn names(call: &Call) -> Result<Vec<(String, String)>, ScriptError> {
    Ok(match call.request(Request::Channels)? {
        Reply::Rows(rows) => rows,
        _ => Vec::new(),
    })
}
