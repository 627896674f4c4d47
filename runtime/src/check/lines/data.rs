//! The data of a line before anything in it has been replaced: texts with `${…}` and `$[…]` in them, whose values
//! only a call knows.
//!
//! All parts are slices of the line, so that a finding can say where it stands.

use crate::conf::Brackets;

/// `${…}` or `$[…]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hole<'a> {
    /// With its dollar and brackets.
    pub(crate) whole: &'a str,
    /// What stands in the brackets.
    pub(crate) inner: &'a str,
    pub(crate) kind: HoleKind,
    /// Whether its bracket is closed.
    pub(crate) closed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HoleKind {
    /// `${…}`.
    Value,
    /// `$[…]`.
    Expression,
}

/// The outermost ones of a text.
pub(crate) fn holes(text: &str) -> impl Iterator<Item = Hole<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find('$')?;
            match hole(&rest[at..]) {
                Some(hole) => {
                    rest = &rest[at + hole.whole.len()..];
                    return Some(hole);
                }
                None => rest = &rest[at + 1..],
            }
        }
    })
}

/// The one that a text begins with.
pub(crate) fn hole(text: &str) -> Option<Hole<'_>> {
    let behind = text.strip_prefix('$')?;
    let brackets = Brackets::open(behind)?;
    let (inner, tail) = brackets.enclosed(&behind[1..]);
    let length = 2 + inner.len() + usize::from(tail.is_some());
    Some(Hole {
        whole: &text[..length],
        inner,
        kind: match behind.as_bytes()[0] {
            b'{' => HoleKind::Value,
            _ => HoleKind::Expression,
        },
        closed: tail.is_some(),
    })
}

/// Whether a text is known as it stands.
pub(crate) fn is_literal(text: &str) -> bool {
    holes(text).next().is_none()
}

/// Where `wanted` stands first outside all holes.
pub(crate) fn find(text: &str, wanted: char) -> Option<usize> {
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if let Some(hole) = hole(&text[at..]) {
            at += hole.whole.len();
        } else if c == wanted {
            return Some(at);
        } else {
            at += c.len_utf8();
        }
    }
    None
}

/// A text in two at the first `delimiter` outside all holes.
pub(crate) fn split_once(text: &str, delimiter: char) -> Option<(&str, &str)> {
    let at = find(text, delimiter)?;
    Some((&text[..at], &text[at + delimiter.len_utf8()..]))
}

/// The parts between delimiters outside all holes, whatever else stands around them; the last of `most` takes what
/// is left.
pub(crate) fn split_plain(text: &str, delimiter: char, most: usize) -> Vec<&str> {
    parts(text, most, |rest| split_once(rest, delimiter))
}

/// A text in as many parts as something splits it into, one after the other; the last of `most` takes what is left.
pub(crate) fn parts<'t>(
    text: &'t str,
    most: usize,
    once: impl Fn(&'t str) -> Option<(&'t str, &'t str)>,
) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while parts.len() + 1 < most
        && let Some((part, tail)) = once(rest)
    {
        parts.push(part);
        rest = tail;
    }
    parts.push(rest);
    parts
}

/// The parts between delimiters that nothing protects: as [`separate_raw`](crate::conf::separate_raw) does it once
/// the values are there. The last of `most` takes what is left; an empty text has no part.
pub(crate) fn split(text: &str, delimiter: char, most: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = Some(text).filter(|text| !text.is_empty());
    while let Some(text) = rest {
        let end = (parts.len() + 1 < most)
            .then(|| unprotected(text, delimiter))
            .flatten();
        match end {
            Some(end) => {
                parts.push(&text[..end]);
                rest = Some(&text[end + delimiter.len_utf8()..]);
            }
            None => {
                parts.push(text);
                rest = None;
            }
        }
    }
    parts
}

/// Where the first delimiter stands that neither brackets, quotes, a backslash nor a hole protect.
fn unprotected(text: &str, delimiter: char) -> Option<usize> {
    let (mut parentheses, mut brackets, mut quoted) = (0_u32, 0_u32, false);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if let Some(hole) = hole(&text[at..]) {
            at += hole.whole.len();
            continue;
        }
        match c {
            '(' => parentheses += 1,
            ')' => parentheses = parentheses.saturating_sub(1),
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            '"' => quoted = !quoted,
            '\\' => at += text[at + 1..].chars().next().map_or(0, char::len_utf8),
            _ if c == delimiter && parentheses == 0 && brackets == 0 && !quoted => return Some(at),
            _ => {}
        }
        at += c.len_utf8();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(split(text, ',', usize::MAX), expected, "{text}");
    }

    #[test]
    fn values_protect_the_commas_in_them() {
        check("a,${CUT(X,,1)},b", &["a", "${CUT(X,,1)}", "b"]);
        check("$[1,2],${A", &["$[1,2]", "${A"]);
        check("f(a,b),\"c,d\",e\\,f", &["f(a,b)", "\"c,d\"", "e\\,f"]);
        check("a,", &["a", ""]);
        check("", &[]);
        check("\\", &["\\"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_falls_into_parts(text in "[$\\[\\]{}(),\"\\\\a:?ä]{0,24}") {
            let parts = split(&text, ',', usize::MAX);
            let length: usize = parts.iter().map(|part| part.len()).sum();
            proptest::prop_assert_eq!(length + parts.len().saturating_sub(1), text.len());
            holes(&text).for_each(drop);
            split_plain(&text, ':', 3);
        }

        /// Without holes it is what the interpreter does.
        #[test]
        fn a_literal_is_split_as_the_interpreter_splits_it(text in "[\\[\\](),\"\\\\a]{0,24}") {
            let ours = split(&text, ',', usize::MAX);
            proptest::prop_assert_eq!(ours, crate::conf::separate_raw(&text, ',', usize::MAX));
        }
    }
}
