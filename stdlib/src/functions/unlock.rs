//! `UNLOCK(name)`: gives a name back.

use runtime::library::{Arg, Function, Kind};

use super::lock::name;

pub(crate) static UNLOCK: Function = Function {
    name: "UNLOCK",
    since: "0.2.0",
    synopsis: "Gives back a name that this call holds.",
    description: "True or false in Rhai, 1 or 0 as text: whether it held it. See `LOCK`.",
    args: &[Arg::required(
        "name",
        "Any name; all calls share them.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function UNLOCK",
    example: include_str!("unlock.rhai"),
    read: Some(|call, args| Ok(call.give_lock_back(&name(args)?).into())),
    write: None,
};
