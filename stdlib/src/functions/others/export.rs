//! `EXPORT(channel,variable)`: sets a variable of another call.

use runtime::library::{Arg, Function, Kind, text_of};

use super::{name, variable};

pub(crate) static EXPORT: Function = Function {
    name: "EXPORT",
    since: "0.2.0",
    synopsis: "Sets a variable of the call on another channel.",
    description: "Nothing happens when there is no such channel, or no dialplan runs on it. `IMPORT` reads one.",
    args: &[
        Arg::required(
            "channel",
            "The name of a channel, as `CHANNELS` lists it.",
            Kind::Text,
        ),
        Arg::required(
            "variable",
            "The variable, without `${}`; `_` and `__` in front mean inheritance.",
            Kind::Raw,
        ),
    ],
    values: &[],
    source: "Asterisk function EXPORT",
    example: include_str!("export.rhai"),
    read: None,
    write: Some(|call, args, value| {
        let wanted = name(args, 1, "EXPORT(channel,variable)")?;
        variable(call, Some(args.text(0)), wanted, Some(text_of(value))).map(drop)
    }),
};
