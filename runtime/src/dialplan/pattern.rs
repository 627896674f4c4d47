//! Extension patterns with Asterisk's rules.
//!
//! In: the name of an extension as written. Out: what it matches, and where it stands among other
//! patterns. Matching is by byte, upper and lower case differ, dashes outside sets do not count.
//!
//! Sources: Asterisk's documentation of pattern matching, and the observed table `match.jsonl`.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::{Arc, LazyLock};

/// The name of an extension: exact, or a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// Itself, without its dashes.
    Exact(Vec<u8>),
    /// What follows the `_`.
    Pattern(Pattern),
}

/// A pattern, without the `_`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    elements: Vec<Element>,
}

/// What tells the extensions of a context apart, in the order in which Asterisk tries them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) name: Name,
    /// Which callers it is for: `100/_555X`. An empty one is for callers without a number.
    pub(super) caller: Option<Name>,
}

/// One place of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Element {
    /// This byte.
    Byte(u8),
    /// One of a set: `X`, `Z`, `N` and `[…]`.
    Set(Arc<ByteSet>),
    /// `.`: one or more of anything.
    Some,
    /// `!`: none or more of anything.
    Any,
}

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ByteSet([u64; 4]);

/// What is wrong with a pattern. It still matches as Asterisk would have it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternFault {
    /// `_` alone.
    #[error("the pattern is empty")]
    Empty,
    /// `[12`.
    #[error("the set `{text}` is not closed with `]`")]
    OpenSet {
        /// The set as far as it goes.
        text: String,
    },
    /// `[]`.
    #[error("the set `[]` is empty")]
    EmptySet,
    /// `[5-1]`.
    #[error("the range `{text}` runs backwards")]
    BackwardRange {
        /// The range.
        text: String,
    },
    /// `_X.1`.
    #[error("nothing can follow `{wildcard}`, but `{rest}` does")]
    AfterWildcard {
        /// `.` or `!`.
        wildcard: char,
        /// What follows.
        rest: String,
    },
    /// Beyond [`MAX_LENGTH`].
    #[error("it is longer than {MAX_LENGTH} bytes")]
    TooLong,
}

/// Longest name or pattern, in bytes. Asterisk's is 80.
pub const MAX_LENGTH: usize = 256;

impl Name {
    /// Reads a name, and says what is wrong with it.
    pub fn parse(text: &str) -> (Self, Option<PatternFault>) {
        let bytes = &text.as_bytes()[..text.len().min(MAX_LENGTH)];
        let too_long = (text.len() > MAX_LENGTH).then_some(PatternFault::TooLong);
        match bytes.strip_prefix(b"_") {
            None => (Self::Exact(without_dashes(bytes)), too_long),
            Some(rest) => {
                let (pattern, fault) = Pattern::parse(rest);
                (Self::Pattern(pattern), too_long.or(fault))
            }
        }
    }
}

impl Name {
    /// Whether it is a pattern.
    pub fn is_pattern(&self) -> bool {
        matches!(self, Self::Pattern(_))
    }

    /// What can stand at each place: the octets as one bit each, the lowest first, or `None` for a wildcard.
    /// Nothing for a name that is no pattern.
    pub(crate) fn places(&self) -> impl Iterator<Item = Option<[u64; 4]>> {
        let elements = match self {
            Self::Exact(_) => &[],
            Self::Pattern(pattern) => pattern.elements(),
        };
        elements.iter().map(|element| Some(element.set()?.0))
    }

    /// Whether `dialled`, free of dashes, matches.
    pub fn matches(&self, dialled: &[u8]) -> bool {
        match self {
            Self::Exact(bytes) => bytes == dialled,
            Self::Pattern(pattern) => pattern.matches(dialled),
        }
    }

    /// Whether it takes `dialled`, dashes and all: what it matches, and itself. A pattern can be the target of a jump by its
    /// own name, or another spelling of it.
    pub(super) fn takes(&self, dialled: &str) -> bool {
        self.matches(&without_dashes(dialled.as_bytes()))
            || dialled.starts_with('_') && *self == Self::parse(dialled).0
    }

    /// Whether something can be dialled that both match.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Exact(dialled), other) | (other, Self::Exact(dialled)) => other.matches(dialled),
            (Self::Pattern(one), Self::Pattern(other)) => overlap(&one.elements, &other.elements),
        }
    }
}

/// Whether something matches both.
fn overlap(one: &[Element], other: &[Element]) -> bool {
    match (one, other) {
        ([], []) | ([Element::Any, ..], _) | (_, [Element::Any, ..]) => true,
        ([], _) | (_, []) => false,
        // What follows a wildcard does not count, so anything longer will do.
        ([Element::Some, ..], _) | (_, [Element::Some, ..]) => true,
        ([first, rest @ ..], [second, tail @ ..]) => {
            let both = first.set().zip(second.set());
            let meet = both.is_some_and(|(a, b)| {
                (0..=u8::MAX).any(|byte| a.contains(byte) && b.contains(byte))
            });
            meet && overlap(rest, tail)
        }
    }
}

impl Key {
    /// Reads a name and the caller-ID pattern that belongs to it, and says what is wrong with them.
    pub(super) fn parse(name: &str, caller: Option<&str>) -> (Self, Option<PatternFault>) {
        let (name, fault) = Name::parse(name);
        let (caller, caller_fault) = caller.map(Name::parse).unzip();
        (Self { name, caller }, fault.or(caller_fault.flatten()))
    }

    /// One place of the name; none behind its end.
    pub(super) fn element(&self, at: usize) -> Option<Cow<'_, Element>> {
        match &self.name {
            Name::Exact(bytes) => bytes.get(at).map(|&byte| Cow::Owned(Element::Byte(byte))),
            Name::Pattern(pattern) => pattern.elements.get(at).map(Cow::Borrowed),
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        let callers = match (&self.caller, &other.caller) {
            (Some(ours), Some(theirs)) => ours.cmp(theirs),
            (ours, theirs) => ours.is_none().cmp(&theirs.is_none()),
        };
        self.name.cmp(&other.name).then(callers)
    }
}

/// A name or dialled text with its dashes taken out, as both are compared.
pub(super) fn without_dashes(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(|&byte| byte != b'-').collect()
}

impl Pattern {
    fn parse(mut rest: &[u8]) -> (Self, Option<PatternFault>) {
        let mut fault = rest.is_empty().then_some(PatternFault::Empty);
        let mut elements = Vec::new();
        while let [byte, tail @ ..] = rest {
            rest = tail;
            match byte {
                b'-' => {}
                b'X' | b'x' => elements.push(Element::digits(b'0')),
                b'Z' | b'z' => elements.push(Element::digits(b'1')),
                b'N' | b'n' => elements.push(Element::digits(b'2')),
                b'.' | b'!' => {
                    elements.push(if *byte == b'.' {
                        Element::Some
                    } else {
                        Element::Any
                    });
                    if !rest.is_empty() {
                        fault.get_or_insert(PatternFault::AfterWildcard {
                            wildcard: char::from(*byte),
                            rest: String::from_utf8_lossy(rest).into_owned(),
                        });
                    }
                }
                b'[' => match rest.iter().position(|&byte| byte == b']') {
                    None => {
                        fault.get_or_insert(PatternFault::OpenSet {
                            text: format!("[{}", String::from_utf8_lossy(rest)),
                        });
                        // An empty set: as in Asterisk, nothing gets past it.
                        elements.push(Element::Set(Arc::default()));
                        rest = &[];
                    }
                    Some(end) => {
                        let (set, wrong) = ByteSet::parse(&rest[..end]);
                        rest = &rest[end + 1..];
                        // Asterisk passes over `[]` without looking at the dialled text.
                        if wrong != Some(PatternFault::EmptySet) {
                            elements.push(match set.single() {
                                Some(byte) => Element::Byte(byte),
                                None => Element::Set(Arc::new(set)),
                            });
                        }
                        fault = fault.or(wrong);
                    }
                },
                _ => elements.push(Element::Byte(*byte)),
            }
        }
        (Self { elements }, fault)
    }

    pub(super) fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// Whether `dialled`, free of dashes, matches. The index does the same for many patterns at once;
    /// this is what it is tested against.
    pub fn matches(&self, dialled: &[u8]) -> bool {
        matches(&self.elements, dialled)
    }
}

/// Whether the rest of a pattern matches the rest of what was dialled.
pub(super) fn matches(elements: &[Element], dialled: &[u8]) -> bool {
    let mut at = 0;
    for element in elements {
        match element {
            Element::Any => return true,
            Element::Some => return at < dialled.len(),
            Element::Byte(byte) if dialled.get(at) == Some(byte) => at += 1,
            Element::Set(set) if dialled.get(at).is_some_and(|&byte| set.contains(byte)) => at += 1,
            Element::Byte(_) | Element::Set(_) => return false,
        }
    }
    at == dialled.len()
}

impl PartialOrd for Pattern {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The order in which Asterisk tries patterns: place by place from the left, smaller sets first, then
/// `.`, then `!`, then the end. Equal patterns match the same and cannot stand in one context.
impl Ord for Pattern {
    fn cmp(&self, other: &Self) -> Ordering {
        let mut ours = self.elements.iter();
        let mut theirs = other.elements.iter();
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return Ordering::Equal,
                (None, Some(_)) => return Ordering::Greater,
                (Some(_), None) => return Ordering::Less,
                (Some(a), Some(b)) => match a.cmp(b) {
                    Ordering::Equal => {}
                    unequal => return unequal,
                },
            }
        }
    }
}

impl Element {
    /// `X`, `Z` or `N`. All patterns share the three of them: one of its own would be a place in memory to go to.
    fn digits(from: u8) -> Self {
        static SETS: [LazyLock<Arc<ByteSet>>; 3] = [
            LazyLock::new(|| ByteSet::digits(b'0')),
            LazyLock::new(|| ByteSet::digits(b'1')),
            LazyLock::new(|| ByteSet::digits(b'2')),
        ];
        Self::Set(Arc::clone(&SETS[usize::from(from - b'0')]))
    }

    /// The set this place stands for; `None` for the two wildcards.
    pub(super) fn set(&self) -> Option<ByteSet> {
        match self {
            Self::Byte(byte) => {
                let mut set = ByteSet::default();
                set.insert(*byte);
                Some(set)
            }
            Self::Set(set) => Some(**set),
            Self::Some | Self::Any => None,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Byte(_) | Self::Set(_) => 0,
            Self::Some => 1,
            Self::Any => 2,
        }
    }

    pub(super) fn cmp(&self, other: &Self) -> Ordering {
        match (self.set(), other.set()) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl ByteSet {
    fn digits(from: u8) -> Arc<Self> {
        let mut set = Self::default();
        (from..=b'9').for_each(|byte| set.insert(byte));
        Arc::new(set)
    }

    fn parse(mut body: &[u8]) -> (Self, Option<PatternFault>) {
        let mut set = Self::default();
        if body.is_empty() {
            return (set, Some(PatternFault::EmptySet));
        }
        let mut fault = None;
        while let [first, tail @ ..] = body {
            body = tail;
            if let [b'-', last, tail @ ..] = body {
                if first > last {
                    let text = format!("{}-{}", char::from(*first), char::from(*last));
                    fault.get_or_insert(PatternFault::BackwardRange { text });
                }
                (*first..=*last).for_each(|byte| set.insert(byte));
                body = tail;
            } else if *first != b'-' {
                set.insert(*first);
            }
        }
        if set == Self::default() && fault.is_none() {
            // `[-]`: a dash that joins nothing.
            fault = Some(PatternFault::BackwardRange { text: "-".into() });
        }
        (set, fault)
    }

    pub(super) fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte) / 64] |= 1 << (byte % 64);
    }

    pub(super) fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte) / 64] & (1 << (byte % 64)) != 0
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// How many bytes of it are smaller than this one.
    pub(super) fn before(&self, byte: u8) -> usize {
        let at = usize::from(byte) / 64;
        let whole = self.0[..at].iter().map(|word| word.count_ones());
        let below = self.0[at] & ((1_u64 << (byte % 64)) - 1);
        (whole.sum::<u32>() + below.count_ones()) as usize
    }

    /// All bytes.
    pub(super) fn all() -> Self {
        Self([u64::MAX; 4])
    }

    /// One byte.
    pub(super) fn of(byte: u8) -> Self {
        let mut set = Self::default();
        set.insert(byte);
        set
    }

    /// The bytes of both.
    pub(super) fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    /// The bytes that the other has not.
    pub(super) fn without(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & !other.0[at]))
    }

    pub(super) fn is_empty(self) -> bool {
        self.first().is_none()
    }

    /// The smallest byte.
    pub(super) fn first(self) -> Option<u8> {
        let at = self.0.iter().position(|word| *word != 0)?;
        Some((at * 64) as u8 + self.0[at].trailing_zeros() as u8)
    }

    /// The only byte of a set of one.
    pub(super) fn single(&self) -> Option<u8> {
        (self.count() == 1).then(|| self.least())
    }

    fn least(&self) -> u8 {
        let word = self.0.iter().zip(0_u8..).find(|(word, _)| **word != 0);
        word.map_or(0, |(word, at)| at * 64 + word.trailing_zeros() as u8)
    }

    /// The set as Asterisk compares it: byte 0 first, its lowest bit the largest weight.
    fn weight(&self) -> [u64; 4] {
        self.0.map(u64::reverse_bits)
    }

    /// Fewer members first, then the smaller first member, then the set with the smaller members.
    pub(super) fn cmp(&self, other: &Self) -> Ordering {
        self.count()
            .cmp(&other.count())
            .then(self.least().cmp(&other.least()))
            .then(other.weight().cmp(&self.weight()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, matching: &[&str], other: &[&str]) {
        let (Name::Pattern(parsed), _) = Name::parse(pattern) else {
            panic!("{pattern} is no pattern");
        };
        for dialled in matching {
            let stripped = without_dashes(dialled.as_bytes());
            assert!(parsed.matches(&stripped), "{pattern} {dialled}");
        }
        for dialled in other {
            let stripped = without_dashes(dialled.as_bytes());
            assert!(!parsed.matches(&stripped), "{pattern} {dialled}");
        }
    }

    #[test]
    fn letters_stand_for_digits() {
        check(
            "_XZN",
            &["012", "999"],
            &["002", "011", "12", "0120", "XZN"],
        );
        check("_xzn", &["012"], &["xzn"]);
    }

    #[test]
    fn sets_hold_characters_and_ranges() {
        check("_[1-5a]X", &["19", "a0"], &["60", "-1", "A0"]);
        check("_[*#]X", &["*1", "#1"], &["1"]);
        check("_[abc]", &["c"], &["-", "d", "abc"]);
    }

    #[test]
    fn a_dot_needs_one_character_and_a_bang_none() {
        check("_1.", &["12", "1x-9"], &["1", "2"]);
        check("_1!", &["1", "12"], &["2", ""]);
    }

    #[test]
    fn dashes_do_not_count() {
        check("_X-X", &["11", "1-1", "1--1"], &["1"]);
    }

    fn faulty(pattern: &str, fault: &str) {
        let (_, found) = Name::parse(pattern);
        assert_eq!(found.map(|fault| fault.to_string()).as_deref(), Some(fault));
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        faulty("_", "the pattern is empty");
        faulty("_1[23", "the set `[23` is not closed with `]`");
        faulty("_[]", "the set `[]` is empty");
        faulty("_[5-1]", "the range `5-1` runs backwards");
        faulty("_X.1", "nothing can follow `.`, but `1` does");
        assert_eq!(Name::parse("_1NXX").1, None);
        assert_eq!(Name::parse("a.b!").1, None);
    }
}
