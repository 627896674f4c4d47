//! Parts of a file's text, by octets or lines, as Asterisk's `FILE` counts them.
//!
//! Lines end with their line end; what follows the last one is a line too. Counting from the end and beyond it is
//! possible everywhere: it gives what there is.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What ends a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineEnd {
    /// `\n`.
    #[default]
    Unix,
    /// `\r\n`.
    Dos,
    /// `\r`.
    Macintosh,
}

impl LineEnd {
    /// Its characters.
    pub fn text(self) -> &'static str {
        match self {
            Self::Unix => "\n",
            Self::Dos => "\r\n",
            Self::Macintosh => "\r",
        }
    }

    /// What a text ends its lines with, as far as it has any.
    pub fn of(text: &[u8]) -> Option<Self> {
        let at = text
            .iter()
            .position(|octet| matches!(octet, b'\n' | b'\r'))?;
        Some(match (text[at], text.get(at + 1)) {
            (b'\n', _) => Self::Unix,
            (_, Some(b'\n')) => Self::Dos,
            _ => Self::Macintosh,
        })
    }
}

/// In what a part is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// Octets.
    Octets,
    /// Lines that end like this; as the text has them if `None`.
    Lines(Option<LineEnd>),
}

/// Which part of a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extract {
    /// In what it is counted.
    pub measure: Measure,
    /// Where it begins; from the end if negative.
    pub offset: i64,
    /// How much; all without it, all but so much if negative.
    pub length: Option<i64>,
    /// Whether the number of lines is wanted, and what ends them, and not the text.
    pub count: bool,
}

/// How a text is changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edit {
    /// All of it becomes this.
    Whole(String),
    /// This follows at the end.
    Append(String),
    /// A part of it becomes this.
    Part(Extract, String),
}

/// Reads a part.
pub fn extract(text: &[u8], wish: Extract) -> Vec<u8> {
    if wish.count {
        let format = LineEnd::of(text);
        let name = match format {
            None => "x",
            Some(LineEnd::Unix) => "u",
            Some(LineEnd::Dos) => "d",
            Some(LineEnd::Macintosh) => "m",
        };
        let lines = match wish.measure {
            Measure::Lines(Some(end)) => starts(text, end).len(),
            _ => starts(text, format.unwrap_or_default()).len(),
        };
        return format!("{lines}{name}").into_bytes();
    }
    text[part(text, wish)].to_vec()
}

/// What a text becomes.
pub fn edit(text: &[u8], edit: &Edit) -> Vec<u8> {
    match edit {
        Edit::Whole(new) => new.clone().into_bytes(),
        Edit::Append(new) => [text, new.as_bytes()].concat(),
        Edit::Part(wish, new) => {
            let part = part(text, *wish);
            [&text[..part.start], new.as_bytes(), &text[part.end..]].concat()
        }
    }
}

/// The octets of a part.
fn part(text: &[u8], wish: Extract) -> Range<usize> {
    let marks: Option<Vec<usize>> = match wish.measure {
        Measure::Octets => None,
        Measure::Lines(end) => Some(starts(text, end.or(LineEnd::of(text)).unwrap_or_default())),
    };
    let all = marks.as_ref().map_or(text.len(), Vec::len);
    let all = i64::try_from(all).unwrap_or(i64::MAX);
    let clamp = |at: i64| at.clamp(0, all);
    let from = clamp(if wish.offset < 0 {
        all.saturating_add(wish.offset)
    } else {
        wish.offset
    });
    let to = match wish.length {
        None => all,
        Some(length) if length < 0 => clamp(all.saturating_add(length)).max(from),
        Some(length) => clamp(from.saturating_add(length)),
    };
    let place = |at: i64| {
        let at = usize::try_from(at).unwrap_or(0);
        match &marks {
            None => at,
            Some(marks) => marks.get(at).copied().unwrap_or(text.len()),
        }
    };
    place(from)..place(to)
}

/// Where each line begins.
fn starts(text: &[u8], end: LineEnd) -> Vec<usize> {
    let end = end.text().as_bytes();
    let last = end[end.len() - 1];
    let ends = text.iter().enumerate().filter(|(_, octet)| **octet == last);
    let ends = ends
        .map(|(at, _)| at + 1)
        .filter(|&at| text[..at].ends_with(end) && at < text.len());
    let first = (!text.is_empty()).then_some(0);
    first.into_iter().chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "one\ntwo\nthree\nfour";

    fn wish(measure: Measure, offset: i64, length: Option<i64>) -> Extract {
        Extract {
            measure,
            offset,
            length,
            count: false,
        }
    }

    #[test]
    fn a_part_is_counted_from_the_beginning_or_the_end() {
        let check = |offset: i64, length: Option<i64>, expected: &str| {
            let got = extract(TEXT.as_bytes(), wish(Measure::Octets, offset, length));
            assert_eq!(
                String::from_utf8_lossy(&got),
                expected,
                "{offset} {length:?}"
            );
        };
        check(0, Some(3), "one");
        check(-4, None, "four");
        check(4, Some(-5), "two\nthree");
        check(100, Some(3), "");
        check(-100, Some(3), "one");
        check(3, Some(-100), "");
        check(i64::MAX, Some(i64::MAX), "");
        check(i64::MIN, Some(i64::MIN), "");
    }

    #[test]
    fn lines_are_counted_with_their_ends() {
        let check = |text: &str, offset: i64, length: Option<i64>, expected: &str| {
            let got = extract(text.as_bytes(), wish(Measure::Lines(None), offset, length));
            assert_eq!(
                String::from_utf8_lossy(&got),
                expected,
                "{offset} {length:?}"
            );
        };
        check(TEXT, 1, Some(2), "two\nthree\n");
        check(TEXT, -1, None, "four");
        check(TEXT, 0, Some(-3), "one\n");
        check("a\r\nb\r\n", 1, Some(1), "b\r\n");
        check("a\rb\r", 1, None, "b\r");
        check("", 0, None, "");
    }

    #[test]
    fn a_part_gives_way_to_something_else() {
        let check = |edited: Edit, expected: &str| {
            assert_eq!(
                String::from_utf8_lossy(&edit(TEXT.as_bytes(), &edited)),
                expected
            );
        };
        check(Edit::Whole("x".into()), "x");
        check(Edit::Append("x".into()), "one\ntwo\nthree\nfourx");
        check(
            Edit::Part(wish(Measure::Octets, 0, Some(3)), "1".into()),
            "1\ntwo\nthree\nfour",
        );
        check(
            Edit::Part(wish(Measure::Lines(None), 1, Some(1)), String::new()),
            "one\nthree\nfour",
        );
    }

    #[test]
    fn lines_are_counted_and_their_end_is_told() {
        let check = |text: &str, expected: &str| {
            let count = Extract {
                count: true,
                ..wish(Measure::Lines(None), 0, None)
            };
            assert_eq!(
                extract(text.as_bytes(), count),
                expected.as_bytes(),
                "{text:?}"
            );
        };
        check(TEXT, "4u");
        check("a\r\nb\r\n", "2d");
        check("a\rb", "2m");
        check("a", "1x");
        check("", "0x");
    }
}
