//! `GLOBAL_DELETE(variable)`: takes a global variable away.

use runtime::library::{Arg, Function, Kind};

pub(crate) static GLOBAL_DELETE: Function = Function {
    name: "GLOBAL_DELETE",
    since: "0.2.0",
    synopsis: "Takes a global variable away.",
    description: "Can only be written, as `DELETE`.",
    args: &[Arg::required("variable", "Its name.", Kind::Raw)],
    values: &[],
    source: "Asterisk function GLOBAL_DELETE",
    example: include_str!("global_delete.rhai"),
    read: None,
    write: Some(|call, args, _| call.set_global(&args.text(0), "")),
};
