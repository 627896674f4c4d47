//! `HASHKEYS(name)`: the keys of a hash.

use runtime::library::{Arg, Function, Kind};

use super::keys;
use crate::texts;

pub(crate) static HASHKEYS: Function = Function {
    name: "HASHKEYS",
    since: "0.1.0",
    synopsis: "Lists the keys of a hash.",
    description: "Separated by commas, what was set last first.",
    args: &[Arg::required("name", "The hash.", Kind::Raw)],
    values: &[],
    source: "Asterisk function HASHKEYS",
    example: include_str!("hashkeys.rhai"),
    read: Some(|call, args| texts::value(keys(call, &args.text(0)).join(",").into_bytes())),
    write: None,
};
