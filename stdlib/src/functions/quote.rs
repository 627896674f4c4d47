//! `QUOTE(text)` and `CSV_QUOTE(text)`: a text in quotes.

use runtime::call::ScriptError;
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::texts;

pub(crate) static QUOTE: Function = Function {
    name: "QUOTE",
    since: "0.1.0",
    synopsis: "Puts a text in quotes, with a backslash before quotes and backslashes in it.",
    description: "",
    args: &[Arg {
        name: "text",
        doc: "The text, commas included.",
        kind: Kind::Raw,
        required: false,
    }],
    source: "Asterisk function QUOTE",
    example: include_str!("quote.rhai"),
    read: Some(|_, args| quoted(args, "\\")),
    write: None,
};

pub(crate) static CSV_QUOTE: Function = Function {
    name: "CSV_QUOTE",
    since: "0.1.0",
    synopsis: "Puts a text in quotes, as a field of CSV: quotes in it are doubled.",
    description: "",
    args: &[Arg {
        name: "text",
        doc: "The text, commas included.",
        kind: Kind::Raw,
        required: false,
    }],
    source: "Asterisk function CSV_QUOTE; RFC 4180, section 2",
    example: include_str!("quote.rhai"),
    read: Some(|_, args| quoted(args, "\"")),
    write: None,
};

/// `mark` stands before what is special: quotes, and the mark itself.
fn quoted(args: &Args, mark: &str) -> Result<Value, ScriptError> {
    let text = args.text(0);
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if c == '"' || mark.contains(c) {
            quoted.push_str(mark);
        }
        quoted.push(c);
    }
    quoted.push('"');
    texts::value(quoted.into_bytes())
}
