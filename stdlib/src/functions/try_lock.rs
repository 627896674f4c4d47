//! `TRYLOCK(name)`: takes a name if it is free.

use runtime::library::{Arg, Function, Kind};

use super::lock::name;

pub(crate) static TRYLOCK: Function = Function {
    name: "TRYLOCK",
    since: "0.2.0",
    synopsis: "Holds a name if no other call does, without waiting.",
    description: "True or false in Rhai, 1 or 0 as text. See `LOCK`.",
    args: &[Arg::required(
        "name",
        "Any name; all calls share them.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function TRYLOCK",
    example: include_str!("try_lock.rhai"),
    read: Some(|call, args| Ok(call.take_lock(&name(args)?).into())),
    write: None,
};
