//! Looks up what was dialled among the extensions of one context: a hash for exact names, a tree for
//! patterns. The tree is walked in the order Asterisk tries patterns, so the first hit is the right one.
//!
//! Several extensions can have one name, with different caller-ID patterns; and an extension need not have
//! the priority that is looked for. So whoever looks says which hits count.

use std::collections::HashMap;

use super::pattern::{ByteSet, Element, Key, Name, matches, without_dashes};

/// The extensions of one context.
#[derive(Debug, Default)]
pub(super) struct Index {
    exact: HashMap<Box<[u8]>, Ids>,
    /// Exact names, sorted, to find those with one beginning.
    beginnings: Vec<(Box<[u8]>, u32)>,
    root: Option<Box<Node>>,
}

/// Whether what was dialled leads somewhere, now or with more digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// More digits could lead somewhere.
    More,
    /// A pattern with `!` takes it as it is, and no more need be waited for.
    Early,
    /// It is what an extension is called, and cannot grow into this one.
    Whole,
}

/// Extensions of one name, those with a caller-ID pattern first.
type Ids = Box<[u32]>;

/// A place in the tree.
#[derive(Debug)]
enum Node {
    /// One pattern is left: what remains of it.
    Leaf(Box<[Element]>, Ids),
    /// Several patterns with the same beginning.
    Branch {
        /// Single bytes, sorted; they come before all sets.
        bytes: Vec<(u8, Self)>,
        /// Sets, most specific first.
        sets: Vec<(ByteSet, Self)>,
        /// Patterns whose next place is `.`.
        some: Ids,
        /// Patterns whose next place is `!`.
        any: Ids,
        /// Patterns that end here.
        end: Ids,
    },
}

impl Index {
    /// Builds the index. No two extensions have the same name and the same caller-ID pattern.
    pub(super) fn build(mut extensions: Vec<(Key, u32)>) -> Self {
        extensions.sort_by(|(a, _), (b, _)| a.cmp(b));
        let first_pattern = extensions.partition_point(|(key, _)| !key.name.is_pattern());
        let patterns = extensions.split_off(first_pattern);
        let exact = extensions.chunk_by(|a, b| a.0.name == b.0.name);
        let exact = exact.filter_map(|group| match &group[0].0.name {
            Name::Exact(bytes) => Some((bytes.as_slice().into(), ids(group))),
            Name::Pattern(_) => None,
        });
        let mut beginnings: Vec<(Box<[u8]>, u32)> = (extensions.iter())
            .filter_map(|(key, id)| match &key.name {
                Name::Exact(bytes) => Some((bytes.as_slice().into(), *id)),
                Name::Pattern(_) => None,
            })
            .collect();
        beginnings.sort();
        Self {
            exact: exact.collect(),
            beginnings,
            root: (!patterns.is_empty()).then(|| Box::new(Node::build(&patterns, 0))),
        }
    }

    /// The first extension that `dialled` leads to and that counts.
    pub(super) fn find(&self, dialled: &str, counts: &dyn Fn(u32) -> bool) -> Option<u32> {
        let stripped;
        let bytes = if dialled.contains('-') {
            stripped = without_dashes(dialled.as_bytes());
            &stripped[..]
        } else {
            dialled.as_bytes()
        };
        let exact = self.exact.get(bytes);
        exact
            .and_then(|ids| first(ids, counts))
            .or_else(|| self.root.as_ref()?.find(bytes, counts))
    }
}

impl Index {
    /// How far `dialled` reaches in the first extension it reaches at all and that `wanted` takes.
    pub(super) fn reach(
        &self,
        dialled: &str,
        counts: &dyn Fn(u32) -> bool,
        wanted: &dyn Fn(Reach) -> bool,
    ) -> Option<Reach> {
        let bytes = without_dashes(dialled.as_bytes());
        let from = self.beginnings.partition_point(|(name, _)| **name < *bytes);
        let names = self.beginnings[from..].iter();
        let mut names = names.take_while(|(name, _)| name.starts_with(&bytes));
        let of_name = |name: &[u8]| match name.len() > bytes.len() {
            true => Reach::More,
            false => Reach::Whole,
        };
        names
            .find(|(name, id)| counts(*id) && wanted(of_name(name)))
            .map(|(name, _)| of_name(name))
            .or_else(|| self.root.as_ref()?.reach(&bytes, counts, wanted))
    }
}

fn ids(group: &[(Key, u32)]) -> Ids {
    group.iter().map(|(_, id)| *id).collect()
}

/// How far `rest` reaches in what remains of a pattern; `None` if it does not match so far.
fn reach(elements: &[Element], rest: &[u8]) -> Option<Reach> {
    let mut rest = rest.iter();
    for element in elements {
        let next = rest.as_slice().first();
        match (element, next) {
            (Element::Any, _) => return Some(Reach::Early),
            (Element::Some, _) | (_, None) => return Some(Reach::More),
            (element, Some(&byte)) => {
                let set = element.set().unwrap_or_default();
                if !set.contains(byte) {
                    return None;
                }
                rest.next();
            }
        }
    }
    rest.as_slice().is_empty().then_some(Reach::Whole)
}

fn first(ids: &[u32], counts: &dyn Fn(u32) -> bool) -> Option<u32> {
    ids.iter().copied().find(|&id| counts(id))
}

impl Node {
    /// Builds the subtree of patterns that are equal before place `depth`. They are sorted.
    fn build(patterns: &[(Key, u32)], depth: usize) -> Self {
        if patterns
            .iter()
            .all(|(key, _)| key.name == patterns[0].0.name)
        {
            return Self::Leaf(patterns[0].0.elements()[depth..].into(), ids(patterns));
        }
        let mut bytes = Vec::new();
        let mut sets = Vec::new();
        let (mut some, mut any, mut end) = (Ids::default(), Ids::default(), Ids::default());
        let same = |a: &(Key, u32), b: &(Key, u32)| match (
            a.0.elements().get(depth),
            b.0.elements().get(depth),
        ) {
            (Some(a), Some(b)) => a.cmp(b).is_eq(),
            (a, b) => a.is_none() && b.is_none(),
        };
        for group in patterns.chunk_by(same) {
            match group[0].0.elements().get(depth) {
                None => end = ids(group),
                Some(Element::Some) => some = ids(group),
                Some(Element::Any) => any = ids(group),
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

    /// As [`Index::reach`], in the order in which patterns are tried.
    fn reach(
        &self,
        rest: &[u8],
        counts: &dyn Fn(u32) -> bool,
        wanted: &dyn Fn(Reach) -> bool,
    ) -> Option<Reach> {
        let found = |ids: &Ids, reach: Reach| {
            (wanted(reach) && first(ids, counts).is_some()).then_some(reach)
        };
        let (bytes, sets, some, any, end) = match self {
            Self::Leaf(elements, ids) => return found(ids, reach(elements, rest)?),
            Self::Branch {
                bytes,
                sets,
                some,
                any,
                end,
            } => (bytes, sets, some, any, end),
        };
        let Some((&byte, tail)) = rest.split_first() else {
            // All is dialled: whatever is below here needs more.
            let below = bytes.iter().map(|(_, node)| node);
            let below = below.chain(sets.iter().map(|(_, node)| node));
            return below
                .filter_map(|node| node.any_below(counts, wanted))
                .next()
                .or_else(|| found(some, Reach::More))
                .or_else(|| found(any, Reach::Early))
                .or_else(|| found(end, Reach::Whole));
        };
        bytes
            .binary_search_by_key(&byte, |(byte, _)| *byte)
            .ok()
            .and_then(|at| bytes[at].1.reach(tail, counts, wanted))
            .or_else(|| {
                let mut candidates = sets.iter().filter(|(set, _)| set.contains(byte));
                candidates.find_map(|(_, node)| node.reach(tail, counts, wanted))
            })
            .or_else(|| found(some, Reach::More))
            .or_else(|| found(any, Reach::Early))
    }

    /// Whether there is an extension below that counts.
    fn any_below(
        &self,
        counts: &dyn Fn(u32) -> bool,
        wanted: &dyn Fn(Reach) -> bool,
    ) -> Option<Reach> {
        let there = match self {
            Self::Leaf(_, ids) => first(ids, counts).is_some(),
            Self::Branch {
                bytes,
                sets,
                some,
                any,
                end,
            } => {
                let ends = [some, any, end].into_iter();
                let below = bytes.iter().map(|(_, node)| node);
                let mut below = below.chain(sets.iter().map(|(_, node)| node));
                ends.into_iter().any(|ids| first(ids, counts).is_some())
                    || below.any(|node| node.any_below(counts, &|_| true).is_some())
            }
        };
        (there && wanted(Reach::More)).then_some(Reach::More)
    }

    /// Every node is visited at most once for one text, and the depth is that of the longest pattern.
    fn find(&self, rest: &[u8], counts: &dyn Fn(u32) -> bool) -> Option<u32> {
        let (bytes, sets, some, any, end) = match self {
            Self::Leaf(elements, ids) => {
                let hit = matches(elements, rest);
                return hit.then(|| first(ids, counts)).flatten();
            }
            Self::Branch {
                bytes,
                sets,
                some,
                any,
                end,
            } => (bytes, sets, some, any, end),
        };
        let Some((&byte, tail)) = rest.split_first() else {
            return first(any, counts).or_else(|| first(end, counts));
        };
        bytes
            .binary_search_by_key(&byte, |(byte, _)| *byte)
            .ok()
            .and_then(|at| bytes[at].1.find(tail, counts))
            .or_else(|| {
                let mut candidates = sets.iter().filter(|(set, _)| set.contains(byte));
                candidates.find_map(|(_, node)| node.find(tail, counts))
            })
            .or_else(|| first(some, counts))
            .or_else(|| first(any, counts))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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

    /// Of equal names the first is taken.
    fn build(names: &[String]) -> Index {
        let mut keys = BTreeMap::new();
        for (id, name) in names.iter().enumerate() {
            keys.entry(Key::parse(name, None).0).or_insert(id as u32);
        }
        Index::build(keys.into_iter().collect())
    }

    fn find(index: &Index, dialled: &str) -> Option<u32> {
        index.find(dialled, &|_| true)
    }

    proptest! {
        #[test]
        fn the_index_finds_what_trying_every_pattern_finds(
            names in prop::collection::vec("_?([0-3XZN]|\\[[0-3]-[2-5]\\]|\\[13\\]|-){0,4}[.!]?", 0..40),
            dialled in prop::collection::vec("[0-4-]{0,6}", 20),
        ) {
            let index = build(&names);
            for text in dialled {
                prop_assert_eq!(find(&index, &text), naive(&names, &text), "{}", text);
            }
        }

        #[test]
        fn no_text_makes_the_index_panic(names in prop::collection::vec(any::<String>(), 0..8), dialled: String) {
            let index = build(&names);
            find(&index, &dialled);
        }
    }

    #[test]
    fn an_extension_for_the_caller_comes_before_one_for_everybody() {
        let keys = [
            ("_X", None),
            ("_X", Some("_5.")),
            ("_X", Some("_55.")),
            ("1", None),
        ];
        let keys = keys.map(|(name, caller)| Key::parse(name, caller).0);
        let index = Index::build(keys.into_iter().zip(0..).collect());
        assert_eq!(index.find("2", &|_| true), Some(2));
        assert_eq!(index.find("2", &|id| id != 2), Some(1));
        assert_eq!(index.find("1", &|id| id != 3), Some(2));
        assert_eq!(index.find("1", &|id| id == 0), Some(0));
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
            let found = find(&build(&owned), dialled).map(|id| names[id as usize]);
            assert_eq!(found, Some(expected), "{dialled}");
        }
    }
}
