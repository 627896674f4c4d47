//! `FILTER(allowed,text)`: keeps only certain characters.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

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
        Arg {
            name: "allowed",
            doc: "Characters and ranges: `0-9A-F`.",
            kind: Kind::Text,
            required: true,
        },
        Arg {
            name: "text",
            doc: "What to look through.",
            kind: Kind::Text,
            required: true,
        },
    ],
    source: "Asterisk function FILTER",
    example: include_str!("filter.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    Ok(filter(&args.text(0), &args.text(1)).into())
}

fn filter(allowed: &str, text: &str) -> String {
    let ranges = Ranges::parse(allowed);
    text.chars().filter(|c| ranges.contain(*c)).collect()
}

#[derive(Debug, Default)]
struct Ranges(Vec<(char, char)>);

impl Ranges {
    fn parse(allowed: &str) -> Self {
        let mut ranges = Self::default();
        let mut rest = allowed.chars().peekable();
        while let Some(first) = character(&mut rest) {
            if rest.next_if_eq(&'-').is_none() {
                ranges.0.push((first, first));
                continue;
            }
            // A hyphen at the end begins no range and, in Asterisk, is not allowed either.
            let last = character(&mut rest).unwrap_or(first);
            ranges.0.push((first, last));
        }
        ranges
    }

    fn contain(&self, c: char) -> bool {
        self.0.iter().any(|&(first, last)| {
            if first <= last {
                (first..=last).contains(&c)
            } else {
                c >= first || c <= last
            }
        })
    }
}

type Rest<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// The next character of the set, its escape undone.
fn character(rest: &mut Rest<'_>) -> Option<char> {
    let first = rest.next()?;
    if first != '\\' {
        return Some(first);
    }
    Some(match rest.next() {
        None => '\\',
        Some('a') => '\x07',
        Some('b') => '\x08',
        Some('f') => '\x0c',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('v') => '\x0b',
        Some('x') => number(rest, 16, 2),
        Some('0') => number(rest, 8, 3),
        Some(other) => other,
    })
}

/// The character whose number follows; NUL without digits.
fn number(rest: &mut Rest<'_>, radix: u32, most: usize) -> char {
    let mut value = 0;
    for _ in 0..most {
        let Some(digit) = rest.peek().and_then(|c| c.to_digit(radix)) else {
            break;
        };
        value = value * radix + digit;
        rest.next();
    }
    char::from(u8::try_from(value).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(allowed: &str, text: &str, expected: &str) {
        assert_eq!(filter(allowed, text), expected, "{allowed:?} of {text:?}");
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
            let kept = filter(&allowed, &text);
            let mut rest = text.chars();
            proptest::prop_assert!(kept.chars().all(|c| rest.any(|there| there == c)));
        }
    }
}
