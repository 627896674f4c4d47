//! `BASE64_DECODE(text)`: undoes Base64 (RFC 4648, section 4).

use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, Engine};

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::texts;

pub(crate) static BASE64_DECODE: Function = Function {
    name: "BASE64_DECODE",
    since: "0.1.0",
    synopsis: "Decodes Base64.",
    description: "Never refuses: it ends at the first `=`, takes any character that is not of the alphabet \
        for `/`, and leaves bits at the end that make no octet. Octets that are no UTF-8 become \
        U+FFFD, and a NUL ends the text.",
    args: &[Arg::required(
        "text",
        "Base64, with or without `=` at the end.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function BASE64_DECODE; RFC 4648, section 4",
    example: include_str!("base64_decode.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let text = args.text(0);
    if text.is_empty() {
        return Err(texts::missing("BASE64_DECODE(text)"));
    }
    texts::value(decoded(text.as_bytes()))
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let mut octets = octets(text);
    let end = octets.iter().position(|octet| *octet == 0);
    octets.truncate(end.unwrap_or(octets.len()));
    octets
}

/// All octets, NUL included.
pub(super) fn octets(text: &[u8]) -> Vec<u8> {
    let known = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'+';
    let symbols = text.iter().take_while(|octet| **octet != b'=');
    let mut symbols: Vec<u8> = symbols
        .map(|octet| if known(*octet) { *octet } else { b'/' })
        .collect();
    // One symbol alone is less than an octet.
    if symbols.len() % 4 == 1 {
        symbols.pop();
    }
    LENIENT.decode(symbols).unwrap_or_default()
}

/// Without padding, and whatever the bits behind the last octet are.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

#[cfg(test)]
mod tests {
    use super::decoded;

    fn check(text: &str, expected: &[u8]) {
        assert_eq!(decoded(text.as_bytes()), expected, "{text}");
    }

    #[test]
    fn anything_is_decoded_as_far_as_it_goes() {
        check("YQ", b"a");
        check("YWI", b"ab");
        check("aGVsbG8=garbage", b"hello");
        check("YWJj\\n", b"abc\xfe");
        check("a", b"");
        check("YQA=", b"a");
        check("====", b"");
    }
}
