//! Patterns beside each other: whether two have texts in common, and whether one has any that those tried before
//! it leave to it.

use super::pattern::{ByteSet, Element, Name};

/// Whether some text matches both.
pub(crate) fn overlap(one: &Name, other: &Name) -> bool {
    match (one, other) {
        (Name::Exact(text), name) | (name, Name::Exact(text)) => name.matches(text),
        (Name::Pattern(one), Name::Pattern(other)) => meet(one.elements(), other.elements()),
    }
}

fn meet(one: &[Element], other: &[Element]) -> bool {
    let wild = |element: &Element| matches!(element, Element::Some | Element::Any);
    for (a, b) in one.iter().zip(other) {
        // What a `.` takes is at least one place, and the other one has that here.
        if wild(a) || wild(b) {
            return true;
        }
        let (a, b) = (a.set().unwrap_or_default(), b.set().unwrap_or_default());
        if a.and(b).is_empty() {
            return false;
        }
    }
    let common = one.len().min(other.len());
    let left = |elements: &[Element]| matches!(elements[common..], [] | [Element::Any, ..]);
    left(one) && left(other)
}

/// A few texts that match a pattern, for a quick look.
pub(crate) fn samples(name: &Name) -> Vec<String> {
    let Name::Pattern(pattern) = name else {
        return Vec::new();
    };
    let text = |last: bool, tail: &str| {
        let mut text = String::new();
        for element in pattern.elements() {
            match element.set() {
                Some(set) => {
                    let mut bytes = (0..128).filter(|&byte| set.contains(byte));
                    let byte = if last {
                        bytes.next_back()
                    } else {
                        bytes.next()
                    };
                    text.extend(byte.map(char::from));
                }
                None => text.push_str(tail),
            }
        }
        text
    };
    vec![text(true, "~~~~~~~~~~~~"), text(false, "~"), text(true, "")]
        .into_iter()
        .filter(|text| name.matches(text.as_bytes()))
        .collect()
}

/// Steps of a search after which a pattern counts as one that can match.
const BUDGET: usize = 20_000;

/// Whether every text that matches `name` matches one of `before` as well. `before` are those tried first that
/// have whatever would be looked for.
pub(crate) fn is_hidden(name: &Name, before: &[&Name]) -> bool {
    let Name::Pattern(pattern) = name else {
        return before.contains(&name);
    };
    let before: Vec<Rest<'_>> = before.iter().map(|name| Rest::of(name)).collect();
    let mut budget = BUDGET;
    covered(pattern.elements(), &before, &mut budget)
}

/// What is left of a name behind a beginning that matched.
#[derive(Clone, Copy)]
enum Rest<'a> {
    Text(&'a [u8]),
    Elements(&'a [Element]),
}

impl<'a> Rest<'a> {
    fn of(name: &'a Name) -> Self {
        match name {
            Name::Exact(text) => Self::Text(text),
            Name::Pattern(pattern) => Self::Elements(pattern.elements()),
        }
    }

    /// Whether it takes whatever follows, however much of it there is.
    fn takes_all(self) -> bool {
        matches!(self, Self::Elements([Element::Any, ..]))
    }

    /// Whether it takes whatever follows, if that is not nothing.
    fn takes_some(self) -> bool {
        matches!(self, Self::Elements([Element::Some | Element::Any, ..]))
    }

    fn takes_nothing(self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Elements(elements) => matches!(elements, [] | [Element::Any, ..]),
        }
    }

    /// The bytes that can follow; all of them for a wildcard.
    fn next(self) -> ByteSet {
        match self {
            Self::Text(text) => text
                .first()
                .map(|&byte| ByteSet::of(byte))
                .unwrap_or_default(),
            Self::Elements([]) => ByteSet::default(),
            Self::Elements([element, ..]) => element.set().unwrap_or_else(ByteSet::all),
        }
    }

    /// What is left behind that byte, which can follow.
    fn behind(self) -> Self {
        match self {
            Self::Text(text) => Self::Text(&text[1..]),
            // One is enough for a `.`, and from then on anything does.
            Self::Elements([Element::Some, ..]) => Self::Elements(&[Element::Any]),
            Self::Elements([Element::Any, ..]) => self,
            Self::Elements(elements) => Self::Elements(&elements[1..]),
        }
    }
}

/// Whether all texts that match `elements` match one of `others`.
fn covered(elements: &[Element], others: &[Rest<'_>], budget: &mut usize) -> bool {
    let Some(left) = budget.checked_sub(1 + others.len()) else {
        return false;
    };
    *budget = left;
    if others.is_empty() {
        return false;
    }
    if others.iter().any(|rest| rest.takes_all()) {
        return true;
    }
    match elements {
        [] => others.iter().any(|rest| rest.takes_nothing()),
        [Element::Any, ..] => {
            // Nothing, or something of which there is more than any finite text.
            others.iter().any(|rest| rest.takes_nothing())
                && covered(&[Element::Some], others, budget)
        }
        [Element::Some, ..] => {
            others.iter().any(|rest| rest.takes_some())
                || every_byte(ByteSet::all(), &[Element::Any], others, budget)
        }
        [element, tail @ ..] => every_byte(element.set().unwrap_or_default(), tail, others, budget),
    }
}

/// Whether that is so behind each of some bytes. Bytes that all others treat alike are looked at once.
fn every_byte(
    mut bytes: ByteSet,
    tail: &[Element],
    others: &[Rest<'_>],
    budget: &mut usize,
) -> bool {
    while let Some(byte) = bytes.first() {
        let mut alike = bytes;
        let mut rest = Vec::new();
        for other in others {
            let next = other.next();
            if next.contains(byte) {
                alike = alike.and(next);
                rest.push(other.behind());
            } else {
                alike = alike.without(next);
            }
        }
        if !covered(tail, &rest, budget) {
            return false;
        }
        bytes = bytes.without(alike);
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(names: &[&str]) -> Vec<Name> {
        names.iter().map(|name| Name::parse(name).0).collect()
    }

    fn check(name: &str, before: &[&str], expected: bool) {
        let others = parsed(before);
        let others: Vec<&Name> = others.iter().collect();
        assert_eq!(
            is_hidden(&Name::parse(name).0, &others),
            expected,
            "{name} {before:?}"
        );
    }

    #[test]
    fn a_pattern_is_hidden_when_others_take_all_it_could_match() {
        check("_X", &["_[0-4]", "_[5-9]"], true);
        check("_X", &["_[0-4]", "_[6-9]"], false);
        check(
            "_X",
            &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            true,
        );
        check("_1", &["_1!"], true);
        check("_1.", &["_1!"], true);
        check("_1!", &["_1."], false);
        check("_1!", &["_1.", "1"], true);
        check("_12X", &["_1."], true);
        check("_.", &["_X."], false);
        check("_XX", &["_X[0-4]", "_[0-4][5-9]", "_[5-9][5-9]"], true);
        check("_XX", &["_X[0-4]", "_[0-4][5-9]", "_[5-9][5-8]"], false);
    }

    #[test]
    fn patterns_overlap_when_a_text_matches_both() {
        let check = |one: &str, other: &str, expected: bool| {
            let names = parsed(&[one, other]);
            assert_eq!(overlap(&names[0], &names[1]), expected, "{one} {other}");
            assert_eq!(overlap(&names[1], &names[0]), expected, "{other} {one}");
        };
        check("100", "_1XX", true);
        check("100", "_2XX", false);
        check("_X.", "_1", false);
        check("_X!", "_1", true);
        check("_X.", "_12", true);
        check("_NXX", "_1XX", false);
        check("_NXX", "_[1-3]XX", true);
        check("_XX", "_XXX", false);
        check("s", "_.", true);
    }

    proptest! {
        /// Beside trying all short texts. The wildcards there are long enough for.
        #[test]
        fn what_is_hidden_matches_no_text_of_its_own(
            name in "_([0-2XN]|\\[01\\]|\\[1-9\\]){0,3}[.!]?",
            before in prop::collection::vec("_?([0-2XZ]|\\[01\\]|\\[2-9\\]){0,3}[.!]?", 0..8),
        ) {
            let name = Name::parse(&name).0;
            let others: Vec<Name> = before.iter().map(|name| Name::parse(name).0).collect();
            let others: Vec<&Name> = others.iter().collect();
            let texts = (0..=5_u32).flat_map(|length| {
                (0..5_u32.pow(length)).map(move |number| {
                    (0..length).map(|at| b"0129a"[(number / 5_u32.pow(at) % 5) as usize]).collect::<Vec<u8>>()
                })
            });
            let mut own = texts.filter(|text| name.matches(text));
            let witness = own.find(|text| !others.iter().any(|other| other.matches(text)));
            prop_assert_eq!(is_hidden(&name, &others), witness.is_none(), "{:?}", witness);
        }
    }
}
