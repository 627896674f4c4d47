//! `MASTER_CHANNEL(variable)`: a variable of the call that this one goes back to.

use runtime::library::{Arg, Function, Kind, text_of};

use super::{name, variable};

pub(crate) static MASTER_CHANNEL: Function = Function {
    name: "MASTER_CHANNEL",
    since: "0.2.0",
    synopsis: "Reads or sets a variable of the call that this one goes back to.",
    description: "On a Local channel, and in a subroutine on a channel that is dialled (`b` and `U` of `Dial`), that is the \
        call whose `Dial` began it, or what that one goes back to. On a call from outside it is the call itself.",
    args: &[Arg::required(
        "variable",
        "The variable, without `${}`.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function MASTER_CHANNEL",
    example: include_str!("master_channel.rhai"),
    read: Some(|call, args| variable(call, None, name(args, 0, USAGE)?, None)),
    write: Some(|call, args, value| {
        variable(call, None, name(args, 0, USAGE)?, Some(text_of(value))).map(drop)
    }),
};

const USAGE: &str = "MASTER_CHANNEL(variable)";
