//! `ISNULL(text)`: whether a text is empty.

use runtime::library::{Arg, Function, Kind};

pub(crate) static ISNULL: Function = Function {
    name: "ISNULL",
    since: "0.1.0",
    synopsis: "Says whether a text is empty.",
    description: "True or false in Rhai; as text, 1 or 0.",
    args: &[Arg::optional(
        "text",
        "The text. A blank is not empty.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function ISNULL",
    example: include_str!("isnull.rhai"),
    read: Some(|_, args| Ok(args.text(0).is_empty().into())),
    write: None,
};
