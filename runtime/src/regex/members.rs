//! What a text consists of that a regular expression matches, or does not match: for checks of what a dialplan lets
//! through, which know the expression and not the text.

use super::RegexError;
use super::syntax::{Assertion, Node, parse};

/// The characters that matter of an expression. Those beyond ASCII count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Members {
    /// What a text consists of that it matches; `None` when something else can stand around the match.
    pub(crate) matched: Option<Chars>,
    /// What a text does not hold that it does not match.
    pub(crate) unmatched: Option<Chars>,
    /// What the first group can hold.
    pub(crate) group: Option<Chars>,
}

/// A set of characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chars {
    /// One bit each.
    pub(crate) ascii: u128,
    /// Whether all others are members.
    pub(crate) others: bool,
}

impl Members {
    /// Looks at an expression. `at_start` is for `:`, which matches at the beginning of a text only.
    ///
    /// # Errors
    ///
    /// When it is not a regular expression.
    pub(crate) fn of(pattern: &str, at_start: bool) -> Result<Self, RegexError> {
        let (node, _) = parse(pattern)?;
        let whole = (at_start || begins(&node)) && ends(&node);
        Ok(Self {
            matched: whole.then(|| chars(&node)),
            unmatched: single(&node).filter(|_| !at_start),
            group: group(&node),
        })
    }
}

impl Chars {
    fn and(self, other: Self) -> Self {
        Self {
            ascii: self.ascii | other.ascii,
            others: self.others || other.others,
        }
    }
}

/// Whether a match can only be at the beginning.
fn begins(node: &Node) -> bool {
    match node {
        Node::Assertion(assertion) => matches!(assertion, Assertion::Start),
        Node::Sequence(nodes) => nodes.first().is_some_and(begins),
        Node::Either(nodes) => nodes.iter().all(begins),
        Node::Group(_, node) => begins(node),
        Node::Repeat { .. } | Node::Set(_) => false,
    }
}

/// Whether a match can only reach to the end.
fn ends(node: &Node) -> bool {
    match node {
        Node::Assertion(assertion) => matches!(assertion, Assertion::End),
        Node::Sequence(nodes) => nodes.last().is_some_and(ends),
        Node::Either(nodes) => nodes.iter().all(ends),
        Node::Group(_, node) => ends(node),
        Node::Repeat { .. } | Node::Set(_) => false,
    }
}

/// All that can stand in a match.
fn chars(node: &Node) -> Chars {
    match node {
        Node::Set(set) => {
            let ascii = (0..128_u8).filter(|&byte| set.has(byte.into()));
            Chars {
                ascii: ascii.fold(0, |all, byte| all | 1 << byte),
                others: set.has_some_others(),
            }
        }
        Node::Assertion(_) => Chars::default(),
        Node::Sequence(nodes) | Node::Either(nodes) => {
            let sets = nodes.iter().map(chars);
            sets.fold(Chars::default(), Chars::and)
        }
        Node::Group(_, node) | Node::Repeat { node, .. } => chars(node),
    }
}

/// The characters of which each alone is a match.
fn single(node: &Node) -> Option<Chars> {
    match node {
        Node::Set(set) => Some(Chars {
            others: set.is_open(),
            ..chars(node)
        }),
        Node::Repeat { node, least, .. } if *least <= 1 => single(node),
        Node::Group(_, node) => single(node),
        Node::Either(nodes) => {
            let found: Vec<Chars> = nodes.iter().filter_map(single).collect();
            (!found.is_empty()).then(|| found.into_iter().fold(Chars::default(), Chars::and))
        }
        Node::Sequence(nodes) => {
            // What need not be there does not count: `.*[^0-9].*`.
            let optional = |node: &&Node| matches!(node, Node::Repeat { least: 0, .. });
            let mut needed = nodes.iter().filter(|node| !optional(node));
            let only = needed.next()?;
            needed.next().is_none().then(|| single(only)).flatten()
        }
        Node::Repeat { .. } | Node::Assertion(_) => None,
    }
}

fn group(node: &Node) -> Option<Chars> {
    match node {
        Node::Group(1, node) => Some(chars(node)),
        Node::Group(_, node) | Node::Repeat { node, .. } => group(node),
        Node::Sequence(nodes) | Node::Either(nodes) => nodes.iter().find_map(group),
        Node::Set(_) | Node::Assertion(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(chars: Option<Chars>) -> String {
        let Some(chars) = chars else {
            return "?".into();
        };
        let ascii = (b' '..127).filter(|byte| chars.ascii >> byte & 1 == 1);
        let others = if chars.others { "…" } else { "" };
        ascii.map(char::from).collect::<String>() + others
    }

    fn check(pattern: &str, matched: &str, unmatched: &str) {
        let members = Members::of(pattern, false).unwrap();
        assert_eq!(spelled(members.matched), matched, "{pattern}");
        assert_eq!(spelled(members.unmatched), unmatched, "{pattern}");
    }

    #[test]
    fn what_matches_as_a_whole_consists_of_its_characters() {
        check("^[0-9]+$", "0123456789", "?");
        check("^(00|\\+)?[1-3]{2,5}$", "+0123", "?");
        check("^a$|^b$", "ab", "?");
        check("^(a|b)$", "ab", "?");
        check("^a|b$", "?", "?");
        check("[0-9]+", "?", "0123456789");
        check("^[0-9]+", "?", "?");
    }

    #[test]
    fn what_does_not_match_lacks_single_characters() {
        check("[&|]", "?", "&|");
        check("&|;", "?", "&;");
        check(".*&.*", "?", "&");
        check("ab", "?", "?");
        check("[^0-9 -~]", "?", "…");
    }

    #[test]
    fn the_first_group_holds_its_own() {
        let members = Members::of("(0+)(1+)x", true).unwrap();
        assert_eq!(spelled(members.group), "0");
        assert_eq!(members.matched, None);
        assert_eq!(
            spelled(Members::of("[0-9]+$", true).unwrap().matched),
            "0123456789"
        );
    }
}
