//! The lexical rules that header values share (RFC 3261 section 25.1): tokens, linear white space,
//! quoted strings and comma lists, all on bytes, since a value need not be UTF-8.

/// Whether `byte` may stand in a `token`.
pub(crate) fn is_token(byte: u8) -> bool {
    TOKEN[usize::from(byte)]
}

/// A set of bytes, so that asking for one is a look-up: every octet of a header is asked for.
pub(crate) const fn byte_set(others: &[u8]) -> [bool; 256] {
    let mut set = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        set[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let mut at = 0;
    while at < others.len() {
        set[others[at] as usize] = true;
        at += 1;
    }
    set
}

const TOKEN: [bool; 256] = byte_set(b"-.!%*_+`'~");

/// Whether `text` is a non-empty `token`.
pub(crate) fn all_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|&byte| is_token(byte))
}

/// Linear white space as it can still stand in an unfolded value.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// `text` without white space at its ends.
pub(crate) fn trim(mut text: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = text
        && is_space(*first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && is_space(*last)
    {
        text = rest;
    }
    text
}

/// `bytes` as text; what is not UTF-8 shows as U+FFFD.
pub(crate) fn lossy(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Position of the first `wanted` byte outside quoted strings.
pub(crate) fn find_unquoted(text: &[u8], wanted: u8) -> Option<usize> {
    // Most values have no quotes before what is looked for.
    let mut at = memchr::memchr2(wanted, b'"', text)?;
    let mut quoted = false;
    while at < text.len() {
        match text[at] {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            byte if byte == wanted && !quoted => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The quoted string `text` begins with: its content with quoted pairs undone, and what follows it.
/// `None` when the closing quote is missing.
pub(crate) fn quoted_string(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut rest = text.strip_prefix(b"\"")?;
    let mut content = Vec::with_capacity(rest.len());
    loop {
        match rest {
            [b'"', after @ ..] => return Some((content, after)),
            [b'\\', escaped, after @ ..] => {
                content.push(*escaped);
                rest = after;
            }
            [byte, after @ ..] => {
                content.push(*byte);
                rest = after;
            }
            [] => return None,
        }
    }
}

/// The values of a comma list, trimmed. Commas inside quotes and angle brackets do not count; an
/// unbalanced quote or bracket makes the rest one value. Empty elements are kept, so that a reader
/// can refuse them.
pub(crate) fn list(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(value);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = list_element_end(text);
        rest = text.get(end + 1..);
        Some(trim(&text[..end]))
    })
}

/// Where the first element of the comma list `text` ends.
pub(crate) fn list_element_end(text: &[u8]) -> usize {
    let (mut quoted, mut bracketed) = (false, false);
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'\\' if quoted => at += 1,
            b'"' if !bracketed => quoted = !quoted,
            b'<' if !quoted => bracketed = true,
            b'>' if !quoted => bracketed = false,
            b',' if !quoted && !bracketed => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// A decimal number that fits `u32`; leading zeros are fine, signs are not.
pub(crate) fn decimal(text: &[u8]) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u32, |number, &byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// Undoes `%HH` once. A `%` that two hexadecimal digits do not follow stays as it is.
pub(crate) fn unescape(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = (
            bytes.get(at + 1).and_then(hex),
            bytes.get(at + 2).and_then(hex),
        );
        if let (b'%', (Some(high), Some(low))) = (bytes[at], pair) {
            decoded.push(high << 4 | low);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    lossy(&decoded)
}

/// Appends `text` with every byte that `keep` refuses as `%HH`.
pub(crate) fn escape_into(out: &mut String, text: &str, keep: fn(u8) -> bool) {
    for &byte in text.as_bytes() {
        if keep(byte) && byte.is_ascii() {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// `bytes` in lower-case hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
        .collect()
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn hex(byte: &u8) -> Option<u8> {
    char::from(*byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// Appends `text` between quotes, with quotes and backslashes escaped and controls as spaces, so
/// that no caller can end the header line or the string.
pub(crate) fn quote_into(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            control if control.is_control() && control != '\t' => out.push(' '),
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: &[&str]) {
        let found: Vec<_> = list(value.as_bytes()).map(lossy).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn commas_in_quotes_and_brackets_do_not_split_a_list() {
        check("a, b ,c", &["a", "b", "c"]);
        check(
            "\"x, \\\" y\" <sip:a,b@c>, d",
            &["\"x, \\\" y\" <sip:a,b@c>", "d"],
        );
        check("a,,b", &["a", "", "b"]);
        check("", &[""]);
    }

    #[test]
    fn escapes_are_undone_once() {
        assert_eq!(unescape("%2541%zz%4"), "%41%zz%4");
    }

    #[test]
    fn numbers_outside_u32_are_none() {
        assert_eq!(decimal(b"0004294967295"), Some(u32::MAX));
        assert_eq!(decimal(b"4294967296"), None);
        assert_eq!(decimal(b"-1"), None);
        assert_eq!(decimal(b""), None);
    }
}
