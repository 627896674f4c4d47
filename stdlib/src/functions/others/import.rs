//! `IMPORT(channel,variable)`: a variable of another call.

use runtime::library::{Arg, Function, Kind};

use super::{name, variable};

pub(crate) static IMPORT: Function = Function {
    name: "IMPORT",
    since: "0.2.0",
    synopsis: "Reads a variable of the call on another channel.",
    description: "Empty when there is no such channel, or no dialplan runs on it: a telephone that was dialled has the \
        variables of a subroutine (`b` and `U` of `Dial`) only while that runs. Functions cannot be read this way; \
        `SHARED` is for what calls tell each other.",
    args: &[
        Arg::required(
            "channel",
            "The name of a channel, as `CHANNELS` lists it.",
            Kind::Text,
        ),
        Arg::required("variable", "The variable, without `${}`.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function IMPORT",
    example: include_str!("import.rhai"),
    read: Some(|call, args| {
        let wanted = name(args, 1, "IMPORT(channel,variable)")?;
        variable(call, Some(args.text(0)), wanted, None)
    }),
    write: None,
};
