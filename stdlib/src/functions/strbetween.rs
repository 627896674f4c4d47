//! `STRBETWEEN(variable,text)`: a text between all characters.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::texts;

pub(crate) static STRBETWEEN: Function = Function {
    name: "STRBETWEEN",
    since: "0.1.0",
    synopsis: "Puts a text between all characters of the text that a variable holds.",
    description: "`STRBETWEEN(digits,&)` makes prompts of digits. It goes by octets: for letters beyond \
        ASCII use Rhai.",
    args: &[
        texts::VARIABLE,
        Arg::required("text", "What to put between.", Kind::Text),
        Arg::optional("rest", "Must not be given.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function STRBETWEEN",
    example: include_str!("strbetween.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    if args.len() != 2 || args.text(0).is_empty() {
        return Err(texts::missing("STRBETWEEN(variable,text)"));
    }
    let (text, between) = (texts::named(call, &args.text(0))?, args.text(1));
    // Known before it is made: a short text can become one of gigabytes.
    if between.len().saturating_mul(text.len()) > texts::LONGEST {
        return texts::value(vec![0; texts::LONGEST + 1]);
    }
    let octets: Vec<[u8; 1]> = text.bytes().map(|octet| [octet]).collect();
    texts::value(octets.join(between.as_bytes()))
}
