//! What several files say of one thing: who comes first, and what becomes of the others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::index::{Index, Keyed};
use super::pattern::Key;
use super::unit::{Order, UnitId};
use crate::diagnostic::Diagnostic;

/// Something that a file defines in a context.
pub(super) trait Definition: Keyed + Clone {
    /// Who says so.
    fn unit(&self) -> UnitId;

    /// Takes in what a later file says of the same, or says why it cannot.
    fn join(&mut self, next: Self, findings: &mut Vec<Diagnostic>);
}

/// All of one kind in one context. A clone shares nearly everything.
#[derive(Debug)]
pub(super) struct Table<T> {
    pub(super) index: Index<T>,
    /// What several files define, in the order of the files.
    crowds: Arc<BTreeMap<Key, Crowd<T>>>,
    /// Crowds that have changed.
    unsettled: BTreeSet<Key>,
}

/// All that is said of one thing.
#[derive(Debug)]
struct Crowd<T> {
    definitions: Vec<Arc<T>>,
    findings: Vec<Diagnostic>,
}

impl<T: Definition> Table<T> {
    /// Takes in what a file says; the order of the files decides who comes first. It counts when the table is
    /// [settled](Self::settle).
    pub(super) fn insert(&mut self, new: &Arc<T>, order: &Order) {
        let key = new.key();
        let there = self.index.get(key);
        if !self.crowds.contains_key(key) {
            let Some(there) = there else {
                return self.index.insert(Arc::clone(new));
            };
            let crowd = Crowd {
                definitions: vec![Arc::clone(there)],
                findings: Vec::new(),
            };
            Arc::make_mut(&mut self.crowds).insert(key.clone(), crowd);
        }
        if let Some(crowd) = Arc::make_mut(&mut self.crowds).get_mut(key) {
            let place = |one: &Arc<T>| order.place(one.unit());
            let at = (crowd.definitions).partition_point(|one| place(one) <= place(new));
            crowd.definitions.insert(at, Arc::clone(new));
            self.unsettled.insert(key.clone());
        }
    }

    /// Takes out what a file said.
    pub(super) fn remove(&mut self, old: &Arc<T>) {
        let (key, unit) = (old.key(), old.unit());
        if !self.crowds.contains_key(key) {
            return self.index.remove(key);
        }
        if let Some(crowd) = Arc::make_mut(&mut self.crowds).get_mut(key) {
            crowd.definitions.retain(|one| one.unit() != unit);
            self.unsettled.insert(key.clone());
        }
    }

    /// Works out what counts where several files define the same, once all of them have been heard.
    pub(super) fn settle(&mut self) {
        for key in std::mem::take(&mut self.unsettled) {
            let crowds = Arc::make_mut(&mut self.crowds);
            let Some(crowd) = crowds.get_mut(&key) else {
                continue;
            };
            match &crowd.definitions[..] {
                [] => self.index.remove(&key),
                [one] => self.index.insert(Arc::clone(one)),
                _ => self.index.insert(crowd.settle()),
            }
            if crowd.definitions.len() < 2 {
                crowds.remove(&key);
            }
        }
    }

    /// What is wrong where several files define the same.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.crowds.values().flat_map(|crowd| &crowd.findings)
    }
}

impl<T: Definition> Crowd<T> {
    /// What counts in the end.
    fn settle(&mut self) -> Arc<T> {
        self.findings.clear();
        let (first, others) = (&self.definitions[0], &self.definitions[1..]);
        let mut joined = T::clone(first);
        for next in others {
            joined.join(T::clone(next), &mut self.findings);
        }
        Arc::new(joined)
    }
}

impl<T> Clone for Crowd<T> {
    fn clone(&self) -> Self {
        Self {
            definitions: self.definitions.clone(),
            findings: self.findings.clone(),
        }
    }
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self {
            index: self.index.clone(),
            crowds: Arc::clone(&self.crowds),
            unsettled: self.unsettled.clone(),
        }
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            index: Index::default(),
            crowds: Arc::default(),
            unsettled: BTreeSet::new(),
        }
    }
}
