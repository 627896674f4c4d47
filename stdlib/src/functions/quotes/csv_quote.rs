//! `CSV_QUOTE(text)`: a text in quotes, as a field of CSV.

use runtime::library::Function;

use super::quoted;
use crate::texts;

pub(crate) static CSV_QUOTE: Function = Function {
    name: "CSV_QUOTE",
    since: "0.1.0",
    synopsis: "Puts a text in quotes, as a field of CSV: quotes in it are doubled.",
    description: "",
    args: &[texts::TEXT],
    values: &[],
    source: "Asterisk function CSV_QUOTE; RFC 4180, section 2",
    example: include_str!("csv_quote.rhai"),
    read: Some(|_, args| quoted(args, "\"")),
    write: None,
};
