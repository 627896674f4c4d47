//! `RTRIM(text)`: a text without blanks behind it.

use runtime::library::Function;

use crate::texts;

pub(crate) static RTRIM: Function = Function {
    name: "RTRIM",
    since: "0.1.0",
    synopsis: "Gives a text without the blanks behind it.",
    description: "Blanks are spaces and all control characters.",
    args: &[texts::TEXT],
    values: &[],
    source: "Asterisk function RTRIM",
    example: include_str!("rtrim.rhai"),
    read: Some(|_, args| Ok(args.text(0).trim_end_matches(texts::is_blank).into())),
    write: None,
};
