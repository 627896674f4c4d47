//! `LTRIM(text)`: a text without blanks before it.

use runtime::library::Function;

use crate::texts;

pub(crate) static LTRIM: Function = Function {
    name: "LTRIM",
    since: "0.1.0",
    synopsis: "Gives a text without the blanks before it.",
    description: "Blanks are spaces and all control characters.",
    args: &[texts::TEXT],
    values: &[],
    source: "Asterisk function LTRIM",
    example: include_str!("ltrim.rhai"),
    read: Some(|_, args| Ok(args.text(0).trim_start_matches(texts::is_blank).into())),
    write: None,
};
