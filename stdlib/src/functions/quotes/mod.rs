//! Texts in quotes: `QUOTE` and `CSV_QUOTE`.

mod csv_quote;
mod quote;

use runtime::call::ScriptError;
use runtime::library::{Args, Value};

use crate::texts;

pub(crate) use csv_quote::CSV_QUOTE;
pub(crate) use quote::QUOTE;

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
