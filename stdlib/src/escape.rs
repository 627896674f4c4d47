//! Characters written with a backslash, in delimiters and sets of characters.
//!
//! `\n`, `\r` and `\t` are the usual, `\x41` and `\0101` are octets by their number, and a backslash before
//! anything else takes its meaning away. Works on octets, as Asterisk does: a letter beyond ASCII is several.

use runtime::call::ScriptError;
use runtime::diagnostic::Code;

/// The octet that `text` begins with and how many octets it is written with; `None` at the end.
///
/// # Errors
///
/// [`Code::BadArgument`] when `\x` is not followed by a hexadecimal digit.
pub(crate) fn octet(text: &[u8]) -> Result<Option<(u8, usize)>, ScriptError> {
    let read = match text {
        [] => return Ok(None),
        [b'\\', b'n', ..] => (b'\n', 2),
        [b'\\', b'r', ..] => (b'\r', 2),
        [b'\\', b't', ..] => (b'\t', 2),
        [b'\\', b'x', rest @ ..] => match number(rest, 16, 2) {
            (_, 0) => {
                let message = "`\\x` is not followed by a hexadecimal digit";
                return Err(ScriptError::fault(Code::BadArgument, message));
            }
            (value, digits) => (value, 2 + digits),
        },
        [b'\\', b'0', rest @ ..] => {
            let (value, digits) = number(rest, 8, rest.len());
            (value, 2 + digits)
        }
        [b'\\', other, ..] => (*other, 2),
        [first, ..] => (*first, 1),
    };
    Ok(Some(read))
}

/// All octets of a text, up to the first that makes no sense.
pub(crate) fn octets(text: &str) -> Vec<u8> {
    let mut rest = text.as_bytes();
    let mut octets = Vec::new();
    while let Ok(Some((value, length))) = octet(rest) {
        octets.push(value);
        rest = &rest[length..];
    }
    octets
}

/// The number at the head of `text`, of at most `most` digits, and how many it has. Octets overflow.
fn number(text: &[u8], radix: u32, most: usize) -> (u8, usize) {
    let digits = text.iter().take(most);
    let digits = digits.map_while(|octet| char::from(*octet).to_digit(radix));
    digits.fold((0_u8, 0), |(value, count), digit| {
        let value = u32::from(value) * radix + digit;
        (value.to_le_bytes()[0], count + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[u8]) {
        assert_eq!(octets(text), expected, "{text:?}");
    }

    #[test]
    fn escapes_stand_for_what_they_name() {
        check("a\\n\\r\\t\\\\", b"a\n\r\t\\");
        check("\\x41\\x4g\\0101", b"A\x04gA");
        check("\\-\\,", b"-,");
        check("\\", b"\\");
    }

    #[test]
    fn a_number_without_digits_ends_the_text() {
        check("a\\xyz", b"a");
        check("\\08", b"\x008");
    }
}
