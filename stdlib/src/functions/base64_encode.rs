//! `BASE64_ENCODE(text)`: Base64 (RFC 4648, section 4).

use base64::engine::Engine;
use base64::engine::general_purpose::STANDARD;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::texts;

pub(crate) static BASE64_ENCODE: Function = Function {
    name: "BASE64_ENCODE",
    since: "0.1.0",
    synopsis: "Encodes a text in Base64.",
    description: "",
    args: &[Arg::required("text", "The text, as UTF-8.", Kind::Raw)],
    values: &[],
    source: "Asterisk function BASE64_ENCODE; RFC 4648, section 4",
    example: include_str!("base64_encode.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let text = args.text(0);
    if text.is_empty() {
        return Err(texts::missing("BASE64_ENCODE(text)"));
    }
    texts::value(STANDARD.encode(text).into_bytes())
}
