//! Looks up what was dialled among the extensions of one context: a hash for exact names, a tree for
//! patterns. The tree is walked in the order Asterisk tries patterns, so the first hit is the right one.

use std::collections::HashMap;

use super::pattern::{ByteSet, Element, Name, Pattern, matches, without_dashes};

/// The extensions of one context.
#[derive(Debug, Default)]
pub(super) struct Index {
    exact: HashMap<Box<[u8]>, u32>,
    root: Option<Box<Node>>,
}

/// A place in the tree.
#[derive(Debug)]
enum Node {
    /// One pattern is left: what remains of it.
    Leaf(Box<[Element]>, u32),
    /// Several patterns with the same beginning.
    Branch {
        /// Single bytes, sorted; they come before all sets.
        bytes: Vec<(u8, Self)>,
        /// Sets, most specific first.
        sets: Vec<(ByteSet, Self)>,
        /// A pattern whose next place is `.`.
        some: Option<u32>,
        /// A pattern whose next place is `!`.
        any: Option<u32>,
        /// A pattern that ends here.
        end: Option<u32>,
    },
}

impl Index {
    /// Builds the index. Of two equal names the first given stays, and the second is reported: the
    /// result's second part holds (kept, refused) pairs.
    pub(super) fn build(names: Vec<(Name, u32)>) -> (Self, Vec<(u32, u32)>) {
        let mut exact = HashMap::new();
        let mut patterns = Vec::new();
        let mut refused = Vec::new();
        for (name, id) in names {
            match name {
                Name::Pattern(pattern) => patterns.push((pattern, id)),
                Name::Exact(bytes) => {
                    if let Some(&first) = exact.get(&bytes[..]) {
                        refused.push((first, id));
                    } else {
                        exact.insert(bytes.into_boxed_slice(), id);
                    }
                }
            }
        }
        // The sort is stable, so the first of two equal ones is the first given.
        patterns.sort_by(|(a, _), (b, _)| a.cmp(b));
        patterns.dedup_by(|second, first| {
            let equal = second.0.cmp(&first.0).is_eq();
            if equal {
                refused.push((first.1, second.1));
            }
            equal
        });
        let root = (!patterns.is_empty()).then(|| Box::new(Node::build(&patterns, 0)));
        (Self { exact, root }, refused)
    }

    /// The extension that `dialled` leads to.
    pub(super) fn find(&self, dialled: &str) -> Option<u32> {
        let stripped;
        let bytes = if dialled.contains('-') {
            stripped = without_dashes(dialled.as_bytes());
            &stripped[..]
        } else {
            dialled.as_bytes()
        };
        let exact = self.exact.get(bytes).copied();
        exact.or_else(|| self.root.as_ref()?.find(bytes))
    }
}

impl Node {
    /// Builds the subtree of patterns that are equal before place `depth`. They are sorted.
    fn build(patterns: &[(Pattern, u32)], depth: usize) -> Self {
        if let [(pattern, id)] = patterns {
            return Self::Leaf(pattern.elements()[depth..].into(), *id);
        }
        let mut bytes = Vec::new();
        let mut sets = Vec::new();
        let (mut some, mut any, mut end) = (None, None, None);
        let same = |a: &(Pattern, u32), b: &(Pattern, u32)| match (
            a.0.elements().get(depth),
            b.0.elements().get(depth),
        ) {
            (Some(a), Some(b)) => a.cmp(b).is_eq(),
            (a, b) => a.is_none() && b.is_none(),
        };
        for group in patterns.chunk_by(same) {
            let id = Some(group[0].1);
            match group[0].0.elements().get(depth) {
                None => end = id,
                Some(Element::Some) => some = id,
                Some(Element::Any) => any = id,
                Some(element) => {
                    let set = element.set().unwrap_or_default();
                    match set.single() {
                        Some(byte) => bytes.push((byte, Self::build(group, depth + 1))),
                        None => sets.push((set, Self::build(group, depth + 1))),
                    }
                }
            }
        }
        Self::Branch {
            bytes,
            sets,
            some,
            any,
            end,
        }
    }

    /// Every node is visited at most once for one text, and the depth is that of the longest pattern.
    fn find(&self, rest: &[u8]) -> Option<u32> {
        let (bytes, sets, some, any, end) = match self {
            Self::Leaf(elements, id) => return matches(elements, rest).then_some(*id),
            Self::Branch {
                bytes,
                sets,
                some,
                any,
                end,
            } => (bytes, sets, some, any, end),
        };
        let Some((&first, tail)) = rest.split_first() else {
            return any.or(*end);
        };
        bytes
            .binary_search_by_key(&first, |(byte, _)| *byte)
            .ok()
            .and_then(|at| bytes[at].1.find(tail))
            .or_else(|| {
                let mut candidates = sets.iter().filter(|(set, _)| set.contains(first));
                candidates.find_map(|(_, node)| node.find(tail))
            })
            .or(*some)
            .or(*any)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What Asterisk does: exact names, then every pattern in order.
    fn naive(names: &[String], dialled: &str) -> Option<u32> {
        let stripped = without_dashes(dialled.as_bytes());
        let mut patterns = Vec::new();
        for (id, name) in names.iter().enumerate() {
            match Name::parse(name).0 {
                Name::Exact(bytes) if bytes == stripped => return Some(id as u32),
                Name::Exact(_) => {}
                Name::Pattern(pattern) => patterns.push((pattern, id as u32)),
            }
        }
        patterns.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut patterns = patterns.iter();
        let hit = patterns.find(|(pattern, _)| pattern.matches(&stripped))?;
        Some(hit.1)
    }

    fn build(names: &[String]) -> (Index, Vec<(u32, u32)>) {
        let parsed = names.iter().enumerate();
        Index::build(
            parsed
                .map(|(id, name)| (Name::parse(name).0, id as u32))
                .collect(),
        )
    }

    proptest! {
        #[test]
        fn the_index_finds_what_trying_every_pattern_finds(
            names in prop::collection::vec("_?([0-3XZN]|\\[[0-3]-[2-5]\\]|\\[13\\]|-){0,4}[.!]?", 0..40),
            dialled in prop::collection::vec("[0-4-]{0,6}", 20),
        ) {
            let (index, _) = build(&names);
            for text in dialled {
                prop_assert_eq!(index.find(&text), naive(&names, &text), "{}", text);
            }
        }

        #[test]
        fn no_text_makes_the_index_panic(names in prop::collection::vec(any::<String>(), 0..8), dialled: String) {
            let (index, _) = build(&names);
            index.find(&dialled);
        }
    }

    #[test]
    fn the_second_of_two_equal_patterns_is_refused() {
        let names = ["_X", "_[0-9]", "12", "1-2", "_1", "_[1]"].map(String::from);
        assert_eq!(build(&names).1, [(2, 3), (4, 5), (0, 1)]);
    }

    #[test]
    fn patterns_are_tried_in_the_order_asterisk_tries_them() {
        for (names, dialled, expected) in [
            (&["_.", "_X.", "_XXX", "123"][..], "124", "_XXX"),
            (
                &["_XXX", "_NXX", "_1XX", "_12X", "_[1-2]XX", "_[13]XX"],
                "134",
                "_1XX",
            ),
            (&["_[135]", "_[1-3]"], "1", "_[1-3]"),
            (&["_Z!", "_N!", "_X!"], "5", "_N!"),
            (&["_9[0-4]X", "_9X[0-4]", "_9XX"], "950", "_9X[0-4]"),
            (&["_1!", "_12X"], "13", "_1!"),
            (&["_00.", "_0.", "_0X", "_0ZX"], "00", "_0X"),
        ] {
            let owned: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let found = build(&owned).0.find(dialled).map(|id| names[id as usize]);
            assert_eq!(found, Some(expected), "{dialled}");
        }
    }
}
