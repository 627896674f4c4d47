//! `URIDECODE(text)`: undoes percent-encoding (RFC 3986, section 2.1).

use runtime::call::{Call, ScriptError};
use runtime::library::{Args, Function, Value};

use crate::texts;

pub(crate) static URIDECODE: Function = Function {
    name: "URIDECODE",
    since: "0.1.0",
    synopsis: "Decodes a text from a URI.",
    description: "A `%` that is not followed by a number stays; `+` stays too. Octets that are no UTF-8 \
        become U+FFFD, and a NUL ends the text.",
    args: &[texts::TEXT],
    values: &[],
    source: "Asterisk function URIDECODE; RFC 2396, section 2",
    example: include_str!("uridecode.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    texts::value(decoded(args.text(0).as_bytes()))
}

/// Undoes `%41`. Of the two places behind a `%` a number may fill only the first: `%4g` is one octet too.
fn decoded(text: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let digit = |octet: u8| {
            char::from(octet)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        };
        let (octet, after) = match tail {
            [high, low, after @ ..] if *first == b'%' => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, after),
                (Some(only), None) => (only, after),
                (None, _) => (*first, tail),
            },
            _ => (*first, tail),
        };
        if octet == 0 {
            break;
        }
        octets.push(octet);
        rest = after;
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::decoded;

    fn check(text: &str, expected: &str) {
        assert_eq!(decoded(text.as_bytes()), expected.as_bytes(), "{text}");
    }

    #[test]
    fn what_is_no_number_stays() {
        check("a+b%20c", "a+b c");
        check("%C3%A9", "é");
        check("%", "%");
        check("%2", "%2");
        check("%zz", "%zz");
        check("%%41", "%A");
        check("%4g", "\x04");
        check("a%00b", "a");
    }
}
