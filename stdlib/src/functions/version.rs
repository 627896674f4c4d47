//! `VERSION()`: which version of the switch this is.

use runtime::library::{Arg, Function, Kind};

pub(crate) static VERSION: Function = Function {
    name: "VERSION",
    since: "0.2.0",
    synopsis: "Gives the version of this switch.",
    description: "The version of skyplan, not one of Asterisk.",
    args: &[Arg::optional(
        "info",
        "Nothing else is known here; whatever stands here gives the version.",
        Kind::Text,
    )],
    values: &[],
    source: "Asterisk function VERSION",
    example: include_str!("version.rhai"),
    read: Some(|_, _| Ok(env!("CARGO_PKG_VERSION").into())),
    write: None,
};
