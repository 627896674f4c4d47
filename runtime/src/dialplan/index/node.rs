//! The nodes of an index: how names are told apart place by place.

use std::sync::Arc;

use super::bytes::Bytes;
use super::ids::Ids;
use super::{Keyed, Reach};
use crate::dialplan::pattern::{ByteSet, Element, Key, Name, matches};

/// A place in a tree. Of one set of names there is one tree, however it came to be.
#[derive(Debug)]
pub(super) enum Node<T> {
    /// One name is left.
    Leaf(Ids<T>),
    /// Several names with the same beginning.
    Branch(Arc<Branch<T>>),
}

/// Several names with the same beginning, told apart by their next place.
#[derive(Debug)]
pub(super) struct Branch<T> {
    /// Single bytes, sorted; they come before all sets.
    pub(super) bytes: Bytes<T>,
    /// Sets, most specific first.
    pub(super) sets: Vec<(ByteSet, Node<T>)>,
    /// Patterns whose next place is `.`.
    pub(super) some: Ids<T>,
    /// Patterns whose next place is `!`.
    pub(super) any: Ids<T>,
    /// Names that end here.
    pub(super) end: Ids<T>,
}

impl<T> Clone for Node<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Leaf(ids) => Self::Leaf(ids.clone()),
            Self::Branch(branch) => Self::Branch(Arc::clone(branch)),
        }
    }
}

impl<T> Clone for Branch<T> {
    fn clone(&self) -> Self {
        Self {
            bytes: self.bytes.clone(),
            sets: self.sets.clone(),
            some: self.some.clone(),
            any: self.any.clone(),
            end: self.end.clone(),
        }
    }
}

impl<T> Default for Branch<T> {
    fn default() -> Self {
        Self {
            bytes: Bytes::default(),
            sets: Vec::new(),
            some: Ids::None,
            any: Ids::None,
            end: Ids::None,
        }
    }
}

/// How far `rest` reaches in what remains of a name; `None` if it does not match so far.
fn reach(name: &Name, depth: usize, rest: &[u8]) -> Option<Reach> {
    let elements = match name {
        Name::Exact(bytes) => {
            let name = &bytes[depth..];
            let whole = name.len() == rest.len();
            let reach = if whole { Reach::Whole } else { Reach::More };
            return name.starts_with(rest).then_some(reach);
        }
        Name::Pattern(pattern) => &pattern.elements()[depth..],
    };
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

/// Whether what remains of a name matches `rest`.
fn fits(name: &Name, depth: usize, rest: &[u8]) -> bool {
    match name {
        Name::Exact(bytes) => &bytes[depth..] == rest,
        Name::Pattern(pattern) => matches(&pattern.elements()[depth..], rest),
    }
}

impl<T: Keyed> Node<T> {
    /// `depth` places of the name lead here.
    pub(super) fn insert(&mut self, new: Arc<T>, depth: usize) {
        match self {
            Self::Leaf(ids) if ids.name() == Some(&new.key().name) => ids.insert(new),
            Self::Leaf(ids) => {
                let mut branch = Branch::default();
                for id in std::mem::take(ids).iter() {
                    branch.insert(Arc::clone(id), depth);
                }
                branch.insert(new, depth);
                *self = Self::Branch(Arc::new(branch));
            }
            Self::Branch(branch) => Arc::make_mut(branch).insert(new, depth),
        }
    }

    /// Whether nothing is left.
    pub(super) fn remove(&mut self, key: &Key, depth: usize) -> bool {
        match self {
            Self::Leaf(ids) => {
                ids.remove(key);
                ids.is_empty()
            }
            Self::Branch(branch) => {
                let branch = Arc::make_mut(branch);
                branch.remove(key, depth);
                let Some(left) = branch.single_name() else {
                    return branch.is_empty();
                };
                *self = Self::Leaf(left);
                false
            }
        }
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Arc<T>> {
        self.place(key)?.get(key)
    }

    /// The first that has the name of `key` and counts.
    pub(super) fn named<'a>(
        &'a self,
        key: &Key,
        counts: &dyn Fn(&'a T) -> bool,
    ) -> Option<&'a Arc<T>> {
        let mut ids = self.place(key)?.iter();
        ids.find(|one| one.key().name == key.name && counts(one))
    }

    /// Where what has that name would stand. Other names may stand there too.
    fn place(&self, key: &Key) -> Option<&Ids<T>> {
        let mut node = self;
        for depth in 0.. {
            let branch = match node {
                Self::Leaf(ids) => return Some(ids),
                Self::Branch(branch) => branch,
            };
            node = match branch.next(key, depth) {
                Next::Ids(ids) => return Some(ids),
                Next::Node(next) => next?,
            };
        }
        None
    }

    /// Every node is visited at most once for one text, and the depth is that of the longest name.
    pub(super) fn find<'a>(
        &'a self,
        dialled: &[u8],
        depth: usize,
        counts: &dyn Fn(&'a T) -> bool,
    ) -> Option<&'a Arc<T>> {
        let rest = &dialled[depth..];
        let branch = match self {
            Self::Leaf(ids) => {
                let hit = fits(ids.name()?, depth, rest);
                return hit.then(|| ids.first(counts)).flatten();
            }
            Self::Branch(branch) => branch,
        };
        let Some(&byte) = rest.first() else {
            return (branch.any.first(counts)).or_else(|| branch.end.first(counts));
        };
        (branch.of_byte(byte))
            .and_then(|node| node.find(dialled, depth + 1, counts))
            .or_else(|| {
                let mut candidates = branch.of_sets(byte);
                candidates.find_map(|node| node.find(dialled, depth + 1, counts))
            })
            .or_else(|| branch.some.first(counts))
            .or_else(|| branch.any.first(counts))
    }

    /// As [`Index::reach`], in the order in which patterns are tried.
    pub(super) fn reach(
        &self,
        dialled: &[u8],
        depth: usize,
        counts: &dyn Fn(&T) -> bool,
        wanted: &dyn Fn(Reach) -> bool,
    ) -> Option<Reach> {
        let found = |ids: &Ids<T>, reach: Reach| {
            (wanted(reach) && ids.first(counts).is_some()).then_some(reach)
        };
        let rest = &dialled[depth..];
        let branch = match self {
            Self::Leaf(ids) => return found(ids, reach(ids.name()?, depth, rest)?),
            Self::Branch(branch) => branch,
        };
        let Some(&byte) = rest.first() else {
            // All is dialled: whatever is below here needs more.
            return (branch.below().any(|node| node.has(counts)) && wanted(Reach::More))
                .then_some(Reach::More)
                .or_else(|| found(&branch.some, Reach::More))
                .or_else(|| found(&branch.any, Reach::Early))
                .or_else(|| found(&branch.end, Reach::Whole));
        };
        (branch.of_byte(byte))
            .and_then(|node| node.reach(dialled, depth + 1, counts, wanted))
            .or_else(|| {
                let mut candidates = branch.of_sets(byte);
                candidates.find_map(|node| node.reach(dialled, depth + 1, counts, wanted))
            })
            .or_else(|| found(&branch.some, Reach::More))
            .or_else(|| found(&branch.any, Reach::Early))
    }

    /// Whether there is something here or below that counts.
    fn has(&self, counts: &dyn Fn(&T) -> bool) -> bool {
        match self {
            Self::Leaf(ids) => ids.first(counts).is_some(),
            Self::Branch(branch) => {
                let mut ends = branch.ends().into_iter();
                ends.any(|ids| ids.first(counts).is_some())
                    || branch.below().any(|node| node.has(counts))
            }
        }
    }

    pub(super) fn each<'a>(&'a self, show: &mut dyn FnMut(&'a Arc<T>)) {
        match self {
            Self::Leaf(ids) => ids.iter().for_each(show),
            Self::Branch(branch) => {
                branch.below().for_each(|node| node.each(show));
                let ends = branch.ends().into_iter();
                ends.flat_map(Ids::iter).for_each(show);
            }
        }
    }
}

/// Where a name goes on from a branch.
enum Next<'a, T> {
    Ids(&'a Ids<T>),
    Node(Option<&'a Node<T>>),
}

impl<T: Keyed> Branch<T> {
    fn insert(&mut self, new: Arc<T>, depth: usize) {
        match new.key().element(depth).as_deref() {
            None => self.end.insert(new),
            Some(Element::Some) => self.some.insert(new),
            Some(Element::Any) => self.any.insert(new),
            Some(Element::Byte(byte)) => {
                let byte = *byte;
                match self.bytes.get_mut(byte) {
                    Some(node) => node.insert(new, depth + 1),
                    None => self.bytes.add(byte, Node::Leaf(Ids::One(new))),
                }
            }
            Some(Element::Set(set)) => {
                let set = **set;
                match self.sets.binary_search_by(|(other, _)| other.cmp(&set)) {
                    Ok(at) => self.sets[at].1.insert(new, depth + 1),
                    Err(at) => self.sets.insert(at, (set, Node::Leaf(Ids::One(new)))),
                }
            }
        }
    }

    fn remove(&mut self, key: &Key, depth: usize) {
        match key.element(depth).as_deref() {
            None => self.end.remove(key),
            Some(Element::Some) => self.some.remove(key),
            Some(Element::Any) => self.any.remove(key),
            Some(Element::Byte(byte)) => {
                let node = self.bytes.get_mut(*byte);
                if node.is_some_and(|node| node.remove(key, depth + 1)) {
                    self.bytes.remove(*byte);
                }
            }
            Some(Element::Set(set)) => {
                let place = self.sets.binary_search_by(|(other, _)| other.cmp(set));
                if let Ok(at) = place
                    && self.sets[at].1.remove(key, depth + 1)
                {
                    self.sets.remove(at);
                }
            }
        }
    }

    fn next(&self, key: &Key, depth: usize) -> Next<'_, T> {
        match key.element(depth).as_deref() {
            None => Next::Ids(&self.end),
            Some(Element::Some) => Next::Ids(&self.some),
            Some(Element::Any) => Next::Ids(&self.any),
            Some(Element::Byte(byte)) => Next::Node(self.of_byte(*byte)),
            Some(Element::Set(set)) => {
                let place = self.sets.binary_search_by(|(other, _)| other.cmp(set));
                Next::Node(place.ok().map(|at| &self.sets[at].1))
            }
        }
    }

    /// What is left, if all of it has one name.
    fn single_name(&self) -> Option<Ids<T>> {
        let mut below = self.below();
        let ends = self.ends();
        let mut ends = ends.iter().filter(|ids| !ids.is_empty());
        match (below.next(), ends.next()) {
            (Some(Node::Leaf(ids)), None) if below.next().is_none() => Some(ids.clone()),
            (None, Some(ids)) if ends.next().is_none() && ids.name().is_some() => {
                Some((*ids).clone())
            }
            _ => None,
        }
    }

    fn is_empty(&self) -> bool {
        let mut ends = self.ends().into_iter();
        self.below().next().is_none() && ends.all(|ids| ids.is_empty())
    }
}

impl<T> Branch<T> {
    fn of_byte(&self, byte: u8) -> Option<&Node<T>> {
        self.bytes.get(byte)
    }

    fn of_sets(&self, byte: u8) -> impl Iterator<Item = &Node<T>> {
        let sets = self.sets.iter();
        let sets = sets.filter(move |(set, _)| set.contains(byte));
        sets.map(|(_, node)| node)
    }

    fn below(&self) -> impl Iterator<Item = &Node<T>> {
        self.bytes
            .nodes()
            .chain(self.sets.iter().map(|(_, node)| node))
    }

    pub(super) fn ends(&self) -> [&Ids<T>; 3] {
        [&self.some, &self.any, &self.end]
    }
}
