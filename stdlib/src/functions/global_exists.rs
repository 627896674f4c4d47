//! `GLOBAL_EXISTS(variable)`: whether there is a global variable.

use runtime::library::{Arg, Function, Kind};

pub(crate) static GLOBAL_EXISTS: Function = Function {
    name: "GLOBAL_EXISTS",
    since: "0.2.0",
    synopsis: "Says whether a global variable is set.",
    description: "True or false in Rhai; as text, 1 or 0.",
    args: &[Arg::required("variable", "Its name.", Kind::Raw)],
    values: &[],
    source: "Asterisk function GLOBAL_EXISTS",
    example: include_str!("global_exists.rhai"),
    read: Some(|call, args| Ok((!call.global(&args.text(0)).is_empty()).into())),
    write: None,
};
