//! `QUOTE(text)`: a text in quotes.

use runtime::library::Function;

use super::quoted;
use crate::texts;

pub(crate) static QUOTE: Function = Function {
    name: "QUOTE",
    since: "0.1.0",
    synopsis: "Puts a text in quotes, with a backslash before quotes and backslashes in it.",
    description: "",
    args: &[texts::TEXT],
    values: &[],
    source: "Asterisk function QUOTE",
    example: include_str!("quote.rhai"),
    read: Some(|_, args| quoted(args, "\\")),
    write: None,
};
