//! `URIENCODE(text)`: percent-encoding (RFC 3986, section 2.1).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use runtime::call::{Call, ScriptError};
use runtime::library::{Args, Function, Value};

use crate::texts;

pub(crate) static URIENCODE: Function = Function {
    name: "URIENCODE",
    since: "0.1.0",
    synopsis: "Encodes a text so that it can stand in a URI.",
    description: "Letters, digits and `-_.!~*'()` stay as they are; of everything else each octet of UTF-8 \
        becomes `%` and two digits.",
    args: &[texts::TEXT],
    values: &[],
    source: "Asterisk function URIENCODE; RFC 2396, section 2",
    example: include_str!("uriencode.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let encoded = utf8_percent_encode(&args.text(0), CHANGED).to_string();
    texts::value(encoded.into_bytes())
}

/// All but what RFC 2396 section 2.3 leaves as it is.
const CHANGED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');
