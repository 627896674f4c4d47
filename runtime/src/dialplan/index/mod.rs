//! Looks up what was dialled among what the extensions of one context are called: a hash for exact names, and two
//! trees, one of patterns and one of exact names for what begins with something. The trees are walked in the order Asterisk
//! tries patterns, so the first hit is the right one.
//!
//! Several things can have one name, with different caller-ID patterns; and an extension need not have the priority that
//! is looked for. So whoever looks says which hits count.
//!
//! The trees are persistent: a clone shares all branches, and a change copies those on the way to it. That is how a
//! reload of one file costs what that file holds, while calls still look up in the index as it was.

mod bytes;
mod difference;
mod ids;
mod names;
mod node;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use difference::{Tell, difference};
use ids::Ids;
use names::Names;
use node::Node;

use super::pattern::{Key, without_dashes};

/// What has a name to be looked up by.
pub(super) trait Keyed {
    fn key(&self) -> &Key;
}

/// All of one kind in one context.
#[derive(Debug)]
pub(super) struct Index<T> {
    /// Exact names by their hash, and in order.
    names: Names<T>,
    exact: Option<Node<T>>,
    patterns: Option<Node<T>>,
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

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self {
            names: Names::default(),
            exact: None,
            patterns: None,
        }
    }
}

/// Shares everything with the original.
impl<T> Clone for Index<T> {
    fn clone(&self) -> Self {
        Self {
            names: self.names.clone(),
            exact: self.exact.clone(),
            patterns: self.patterns.clone(),
        }
    }
}

impl<T: Keyed> Index<T> {
    /// Takes something in, in place of what has the same key.
    pub(super) fn insert(&mut self, new: Arc<T>) {
        self.names.insert(&new);
        match self.tree_mut(new.key()) {
            Some(node) => node.insert(new, 0),
            empty => *empty = Some(Node::Leaf(Ids::One(new))),
        }
    }

    /// Takes out what has this key.
    pub(super) fn remove(&mut self, key: &Key) {
        self.names.remove(key);
        let tree = self.tree_mut(key);
        if let Some(node) = tree
            && node.remove(key, 0)
        {
            *tree = None;
        }
    }

    /// What has this key.
    pub(super) fn get(&self, key: &Key) -> Option<&Arc<T>> {
        self.tree(key)?.get(key)
    }

    /// The first that `dialled` leads to and that counts.
    pub(super) fn find<'a>(
        &'a self,
        dialled: &str,
        counts: &dyn Fn(&'a T) -> bool,
    ) -> Option<&'a Arc<T>> {
        let stripped;
        let bytes = if dialled.contains('-') {
            stripped = without_dashes(dialled.as_bytes());
            &stripped[..]
        } else {
            dialled.as_bytes()
        };
        let exact = self.names.get(bytes);
        exact.and_then(|ids| ids.first(counts)).or_else(|| {
            let patterns = self.patterns.as_ref()?;
            let matching = patterns.find(bytes, 0, counts);
            // A pattern is also reached by its own name, as `Goto(_1XX,1)` has it.
            let itself = || patterns.named(&Key::parse(dialled, None).0, counts);
            let itself = dialled.starts_with('_').then(itself).flatten();
            let both = matching.into_iter().chain(itself);
            both.min_by_key(|found| found.key())
        })
    }

    /// How far `dialled` reaches in the first it reaches at all and that `wanted` takes.
    pub(super) fn reach(
        &self,
        dialled: &str,
        counts: &dyn Fn(&T) -> bool,
        wanted: &dyn Fn(Reach) -> bool,
    ) -> Option<Reach> {
        let bytes = without_dashes(dialled.as_bytes());
        let mut trees = self.trees();
        trees.find_map(|node| node.reach(&bytes, 0, counts, wanted))
    }

    /// Shows everything there is, exact names first.
    pub(super) fn each<'a>(&'a self, show: &mut dyn FnMut(&'a Arc<T>)) {
        self.trees().for_each(|node| node.each(show));
    }

    /// Shows what differs from a former index: what was there, what is there now.
    pub(super) fn differences<'a>(&'a self, former: &'a Self, tell: Tell<'_, 'a, T>) {
        difference(former.exact.as_ref(), self.exact.as_ref(), tell);
        difference(former.patterns.as_ref(), self.patterns.as_ref(), tell);
    }

    fn trees(&self) -> impl Iterator<Item = &Node<T>> {
        self.exact.iter().chain(&self.patterns)
    }

    fn tree(&self, key: &Key) -> Option<&Node<T>> {
        if key.name.is_pattern() {
            self.patterns.as_ref()
        } else {
            self.exact.as_ref()
        }
    }

    fn tree_mut(&mut self, key: &Key) -> &mut Option<Node<T>> {
        if key.name.is_pattern() {
            &mut self.patterns
        } else {
            &mut self.exact
        }
    }
}
