//! Exact names by their hash, for the look-up that every call makes.
//!
//! The table is in parts, each shared with the former generation until something in it changes.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use super::Keyed;
use super::ids::Ids;
use crate::dialplan::pattern::{Key, Name};

/// Names in a part, on average, before there are twice as many parts. A change copies a part, and a new generation
/// counts the parts: both are few where each is about the root of all.
const FULL: usize = 128;

/// All exact names.
pub(super) struct Names<T> {
    parts: Vec<Arc<HashSet<Named<T>, RandomState>>>,
    hasher: RandomState,
    count: usize,
}

/// What has one name.
struct Named<T>(Ids<T>);

impl<T: Keyed> Named<T> {
    fn bytes(&self) -> &[u8] {
        match self.0.name() {
            Some(Name::Exact(bytes)) => bytes,
            _ => &[],
        }
    }
}

impl<T: Keyed> Borrow<[u8]> for Named<T> {
    fn borrow(&self) -> &[u8] {
        self.bytes()
    }
}

impl<T: Keyed> Hash for Named<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes().hash(state);
    }
}

impl<T: Keyed> PartialEq for Named<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl<T: Keyed> Eq for Named<T> {}

impl<T> Clone for Named<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self {
            parts: Vec::new(),
            hasher: RandomState::new(),
            count: 0,
        }
    }
}

impl<T> Clone for Names<T> {
    fn clone(&self) -> Self {
        Self {
            parts: self.parts.clone(),
            hasher: self.hasher.clone(),
            count: self.count,
        }
    }
}

impl<T> fmt::Debug for Names<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} names", self.count)
    }
}

impl<T: Keyed> Names<T> {
    pub(super) fn get(&self, name: &[u8]) -> Option<&Ids<T>> {
        let named = self.parts.get(self.part(name))?.get(name)?;
        Some(&named.0)
    }

    pub(super) fn insert(&mut self, new: &Arc<T>) {
        let Name::Exact(name) = &new.key().name else {
            return;
        };
        if self.count >= self.parts.len() * FULL {
            self.grow();
        }
        let at = self.part(name);
        let part = Arc::make_mut(&mut self.parts[at]);
        let mut ids = part.take(&**name).map_or(Ids::None, |named| named.0);
        if ids.is_empty() {
            self.count += 1;
        }
        ids.insert(Arc::clone(new));
        part.insert(Named(ids));
    }

    pub(super) fn remove(&mut self, key: &Key) {
        let Name::Exact(name) = &key.name else {
            return;
        };
        let at = self.part(name);
        let Some(part) = self.parts.get_mut(at) else {
            return;
        };
        let part = Arc::make_mut(part);
        let Some(Named(mut ids)) = part.take(&**name) else {
            return;
        };
        ids.remove(key);
        if ids.is_empty() {
            self.count -= 1;
        } else {
            part.insert(Named(ids));
        }
    }

    /// The number of the part of a name.
    fn part(&self, name: &[u8]) -> usize {
        // A part takes the low bits of its own hash; the number of parts is a power of two.
        (self.hasher.hash_one(name) >> 32) as usize & self.parts.len().saturating_sub(1)
    }

    fn grow(&mut self) {
        let count = (self.parts.len() * 2).max(1);
        let hasher = &self.hasher;
        let empty = || Arc::new(HashSet::with_hasher(hasher.clone()));
        let parts: Vec<_> = (0..count).map(|_| empty()).collect();
        let former = std::mem::replace(&mut self.parts, parts);
        for named in former.iter().flat_map(|part| part.iter()) {
            let at = self.part(named.bytes());
            Arc::make_mut(&mut self.parts[at]).insert(named.clone());
        }
    }
}
