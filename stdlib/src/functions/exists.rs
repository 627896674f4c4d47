//! `EXISTS(text)`: whether a text is not empty.

use runtime::library::{Arg, Function, Kind};

pub(crate) static EXISTS: Function = Function {
    name: "EXISTS",
    since: "0.1.0",
    synopsis: "Says whether a text is not empty.",
    description: "True or false in Rhai; as text, 1 or 0.",
    args: &[Arg::optional(
        "text",
        "The text. A blank is not empty.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function EXISTS",
    example: include_str!("exists.rhai"),
    read: Some(|_, args| Ok((!args.text(0).is_empty()).into())),
    write: None,
};
