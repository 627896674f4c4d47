//! `FILTER(allowed,text)`: keeps only certain characters.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::{escape, texts};

pub(crate) static FILTER: Function = Function {
    name: "FILTER",
    since: "0.1.0",
    synopsis: "Keeps the allowed characters of a text and drops all others.",
    description: "This is the way to make what a caller dialled or typed safe to dial: \
        `Dial(\"SIP/\" + FILTER(\"0-9\", EXTEN))` cannot be talked into a second target with `&`.\n\n\
        A hyphen between two characters is a range; a range that runs backwards goes around, as in \
        Asterisk. `\\-` is a hyphen, `\\\\` a backslash, `\\n`, `\\r` and `\\t` are the usual, and `\\x41` is \
        the character with that number. In Rhai texts with double quotes the backslash itself is \
        doubled.",
    args: &[
        Arg::required(
            "allowed",
            "Characters and ranges: `0-9A-F`.",
            Kind::Verbatim,
        ),
        Arg::required("text", "What to look through.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function FILTER",
    example: include_str!("filter.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    texts::expect(args, 2, "FILTER(allowed,text)")?;
    texts::value(filter(&args.text(0), &args.text(1))?)
}

fn filter(allowed: &str, text: &str) -> Result<Vec<u8>, ScriptError> {
    let allowed = allowed_octets(allowed.as_bytes())?;
    let kept = text.bytes().filter(|octet| allowed[usize::from(*octet)]);
    Ok(kept.collect())
}

/// Which octets are allowed. Letters beyond ASCII are allowed by their octets, as in Asterisk.
fn allowed_octets(mut set: &[u8]) -> Result<[bool; 256], ScriptError> {
    let mut allowed = [false; 256];
    while let Some((first, length)) = escape::octet(set)? {
        set = &set[length..];
        let mut last = first;
        if let [b'-', rest @ ..] = set {
            // A hyphen at the end begins no range and, in Asterisk, is not allowed either.
            let end = escape::octet(rest).ok().flatten();
            let (octet, length) = end.unwrap_or((first, 0));
            last = octet;
            set = &rest[length..];
        }
        let mut octet = first;
        allowed[usize::from(octet)] = true;
        while octet != last {
            octet = octet.wrapping_add(1);
            allowed[usize::from(octet)] = true;
        }
    }
    Ok(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(allowed: &str, text: &str, expected: &str) {
        let kept = filter(allowed, text).unwrap();
        assert_eq!(kept, expected.as_bytes(), "{allowed:?} of {text:?}");
    }

    #[test]
    fn ranges_and_single_characters_are_kept() {
        check("0-9", "(555) 123-4567", "5551234567");
        check("A-Z", "Hello World", "HW");
        check("0-9()", "(555) 123-4567", "(555)1234567");
        check("0-9 ", "(555) 123-4567", "555 1234567");
        check("abc", "cabbage", "cabba");
        check("é", "héllo", "é");
        check("", "abc", "");
    }

    #[test]
    fn a_hyphen_is_literal_where_it_cannot_be_a_range() {
        check("\\-0-9", "(555) 123-4567", "555123-4567");
        check("0-9\\-", "(555) 123-4567", "555123-4567");
        check("a-", "a-b-c", "a");
        check("-a", "a-b-c", "a--");
        check("a-c-e", "a-b-c-d-e", "a-b-c--e");
    }

    #[test]
    fn a_range_that_runs_backwards_goes_around() {
        check("z-a", "abc", "a");
    }

    #[test]
    fn escapes_stand_for_what_they_name() {
        check("\\t", "a\tb\tc", "\t\t");
        check("\\\\", "a\\b", "\\");
        check("\\x41-\\x43", "ABCDE", "ABC");
        check("\\0101", "ABC", "A");
        check("\\", "a\\b", "\\");
    }

    proptest::proptest! {
        #[test]
        fn what_is_kept_was_there_in_that_order(allowed in ".*", text in ".*") {
            let kept = filter(&allowed, &text).unwrap_or_default();
            let mut rest = text.bytes();
            proptest::prop_assert!(kept.iter().all(|octet| rest.any(|there| there == *octet)));
        }
    }
}
