//! Sets of characters, and the bracket expressions that stand for them (POSIX.1-2017 section 9.3.5).
//!
//! In: what follows `[`. Out: the set, and what follows `]`. A backslash stands for itself.

use super::RegexError;

/// A set of characters.
#[derive(Clone, Debug)]
pub(super) struct Set {
    ranges: Vec<(char, char)>,
    classes: Vec<fn(char) -> bool>,
    inverted: bool,
    /// Which of ASCII are members, one bit each: they are nearly all that is ever asked for.
    ascii: u128,
}

impl Set {
    fn new(ranges: Vec<(char, char)>, classes: Vec<fn(char) -> bool>, inverted: bool) -> Self {
        let mut set = Self {
            ranges,
            classes,
            inverted,
            ascii: 0,
        };
        for byte in 0..128 {
            set.ascii |= u128::from(set.holds(byte.into())) << byte;
        }
        set
    }

    pub(super) fn one(c: char) -> Self {
        Self::new(vec![(c, c)], Vec::new(), false)
    }

    pub(super) fn class(class: fn(char) -> bool, inverted: bool) -> Self {
        Self::new(Vec::new(), vec![class], inverted)
    }

    pub(super) fn all() -> Self {
        Self::new(Vec::new(), Vec::new(), true)
    }

    pub(super) fn has(&self, c: char) -> bool {
        if c.is_ascii() {
            return self.ascii >> u32::from(c) & 1 == 1;
        }
        self.holds(c)
    }

    /// Whether all characters beyond ASCII are members.
    pub(super) fn is_open(&self) -> bool {
        let beyond = self.ranges.iter().any(|(_, to)| !to.is_ascii());
        self.inverted && !beyond && self.classes.is_empty()
    }

    /// Whether a character beyond ASCII may be a member.
    pub(super) fn has_some_others(&self) -> bool {
        let beyond = self.ranges.iter().any(|(_, to)| !to.is_ascii());
        self.inverted || beyond || !self.classes.is_empty()
    }

    fn holds(&self, c: char) -> bool {
        let in_range = self
            .ranges
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&c));
        (in_range || self.classes.iter().any(|class| class(c))) != self.inverted
    }
}

/// What `[` begins, and what follows it.
pub(super) fn parse(text: &str) -> Result<(Set, &str), RegexError> {
    let (inverted, mut rest) = match text.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mut ranges, mut classes) = (Vec::new(), Vec::new());
    let mut first = true;
    loop {
        if let Some(tail) = rest.strip_prefix(']').filter(|_| !first) {
            return Ok((Set::new(ranges, classes, inverted), tail));
        }
        // Between others a dash can only be that of a range.
        if !first && rest.starts_with('-') && !rest.starts_with("-]") {
            return Err(RegexError::Range);
        }
        let (item, tail) = item(rest)?;
        rest = tail;
        first = false;
        let range = rest.strip_prefix('-').filter(|tail| !tail.starts_with(']'));
        match (item, range) {
            (Item::Char(from), Some(tail)) => {
                let (to, tail) = self::item(tail)?;
                rest = tail;
                ranges.push(to.above(from)?);
            }
            (Item::Char(c), None) => ranges.push((c, c)),
            (Item::Class(_), Some(_)) => return Err(RegexError::Range),
            (Item::Class(class), None) => classes.push(class),
        }
    }
}

/// One thing between brackets.
enum Item {
    Char(char),
    Class(fn(char) -> bool),
}

impl Item {
    /// The range that it is the upper end of.
    fn above(self, from: char) -> Result<(char, char), RegexError> {
        match self {
            Self::Char(to) if from <= to => Ok((from, to)),
            _ => Err(RegexError::Range),
        }
    }
}

/// A character, `[:class:]`, `[=a=]` or `[.a.]`.
fn item(text: &str) -> Result<(Item, &str), RegexError> {
    let mut chars = text.chars();
    let first = chars.next().ok_or(RegexError::Bracket)?;
    let kind = chars
        .next()
        .filter(|kind| first == '[' && ":=.".contains(*kind));
    let Some(kind) = kind else {
        return Ok((Item::Char(first), &text[first.len_utf8()..]));
    };
    let end = format!("{kind}]");
    let (name, rest) = text[2..].split_once(&end).ok_or(RegexError::Bracket)?;
    let mut chars = name.chars();
    match (kind, chars.next(), chars.next()) {
        (':', ..) => Ok((Item::Class(class(name)?), rest)),
        (_, Some(c), None) => Ok((Item::Char(c), rest)),
        _ => Err(RegexError::Class),
    }
}

fn class(name: &str) -> Result<fn(char) -> bool, RegexError> {
    Ok(match name {
        "alpha" => char::is_alphabetic,
        "digit" => |c| c.is_ascii_digit(),
        "alnum" => char::is_alphanumeric,
        "upper" => char::is_uppercase,
        "lower" => char::is_lowercase,
        "punct" => |c| is_printed(c) && !c.is_alphanumeric() && !c.is_whitespace(),
        "xdigit" => |c| c.is_ascii_hexdigit(),
        "cntrl" => char::is_control,
        "graph" => |c| is_printed(c) && !c.is_whitespace(),
        "print" => is_printed,
        "blank" => |c| matches!(c, ' ' | '\t'),
        "space" => char::is_whitespace,
        _ => return Err(RegexError::Class),
    })
}

fn is_printed(c: char) -> bool {
    !c.is_control()
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
