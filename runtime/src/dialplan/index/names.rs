//! Exact names by their hash, for the look-up that every call makes.
//!
//! The table is in parts, each shared with the former generation until something in it changes. A name is hashed once,
//! and short ones stand in the table itself: among 100,000 extensions each step to another place in memory costs more than
//! all computing.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::Keyed;
use super::ids::Ids;
use crate::dialplan::pattern::{Key, Name};

/// Names in a part, on average, before there are twice as many parts. A change copies a part, and a new generation
/// counts the parts: both are few where each is about the root of all.
const FULL: usize = 128;

/// Longest name that stands in the table.
const SHORT: usize = 23;

/// All exact names.
pub(super) struct Names<T> {
    parts: Vec<Arc<Part<T>>>,
    hasher: RandomState,
    count: usize,
}

/// Names by their hashes. Two of one hash are one in 2⁶⁴, and have a list.
type Part<T> = HashMap<u64, Slot<T>, BuildHasherDefault<Hashed>>;

struct Slot<T> {
    first: Named<T>,
    others: Vec<Named<T>>,
}

/// What has one name.
struct Named<T> {
    /// The name, if it is short.
    short: [u8; SHORT],
    /// Its length; more than [`SHORT`] of any that is not.
    length: u8,
    ids: Ids<T>,
}

/// Hands on what is a hash already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self {
            first: self.first.clone(),
            others: self.others.clone(),
        }
    }
}

impl<T> Clone for Named<T> {
    fn clone(&self) -> Self {
        Self {
            ids: self.ids.clone(),
            ..*self
        }
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

impl<T: Keyed> Named<T> {
    fn new(name: &[u8], ids: Ids<T>) -> Self {
        let mut short = [0; SHORT];
        let length = name.len().min(SHORT + 1);
        if let Some(place) = short.get_mut(..name.len()) {
            place.copy_from_slice(name);
        }
        Self {
            short,
            length: length as u8,
            ids,
        }
    }

    fn is(&self, name: &[u8]) -> bool {
        match self.short.get(..usize::from(self.length)) {
            Some(short) => short == name,
            None => matches!(self.ids.name(), Some(Name::Exact(own)) if own == name),
        }
    }
}

impl<T: Keyed> Slot<T> {
    fn get(&self, name: &[u8]) -> Option<&Named<T>> {
        if self.first.is(name) {
            return Some(&self.first);
        }
        self.others.iter().find(|other| other.is(name))
    }

    fn get_mut(&mut self, name: &[u8]) -> Option<&mut Named<T>> {
        if self.first.is(name) {
            return Some(&mut self.first);
        }
        self.others.iter_mut().find(|other| other.is(name))
    }

    /// Takes out what has no ids any more. Gives whether nothing is left.
    fn shrink(&mut self) -> bool {
        self.others.retain(|other| !other.ids.is_empty());
        if !self.first.ids.is_empty() {
            return false;
        }
        match self.others.pop() {
            Some(other) => {
                self.first = other;
                false
            }
            None => true,
        }
    }
}

impl<T: Keyed> Names<T> {
    pub(super) fn get(&self, name: &[u8]) -> Option<&Ids<T>> {
        let hash = self.hasher.hash_one(name);
        let slot = self.parts.get(self.part(hash))?.get(&hash)?;
        Some(&slot.get(name)?.ids)
    }

    pub(super) fn insert(&mut self, new: &Arc<T>) {
        let Name::Exact(name) = &new.key().name else {
            return;
        };
        if self.count >= self.parts.len() * FULL {
            self.grow();
        }
        let hash = self.hasher.hash_one(&name[..]);
        let at = self.part(hash);
        let part = Arc::make_mut(&mut self.parts[at]);
        let known = part.get_mut(&hash).and_then(|slot| slot.get_mut(name));
        if let Some(named) = known {
            return named.ids.insert(Arc::clone(new));
        }
        let mut ids = Ids::None;
        ids.insert(Arc::clone(new));
        put(part, hash, Named::new(name, ids));
        self.count += 1;
    }

    pub(super) fn remove(&mut self, key: &Key) {
        let Name::Exact(name) = &key.name else {
            return;
        };
        let hash = self.hasher.hash_one(&name[..]);
        let at = self.part(hash);
        let Some(part) = self.parts.get_mut(at) else {
            return;
        };
        let part = Arc::make_mut(part);
        let Some(slot) = part.get_mut(&hash) else {
            return;
        };
        let Some(named) = slot.get_mut(name) else {
            return;
        };
        named.ids.remove(key);
        if named.ids.is_empty() {
            self.count -= 1;
            if slot.shrink() {
                part.remove(&hash);
            }
        }
    }

    /// The number of the part of a hash.
    fn part(&self, hash: u64) -> usize {
        // A part takes the low and the highest bits for itself; the number of parts is a power of two.
        (hash >> 32) as usize & self.parts.len().saturating_sub(1)
    }

    fn grow(&mut self) {
        let count = (self.parts.len() * 2).max(1);
        let parts: Vec<Arc<Part<T>>> = (0..count).map(|_| Arc::default()).collect();
        let former = std::mem::replace(&mut self.parts, parts);
        for (hash, slot) in former.iter().flat_map(|part| part.iter()) {
            let at = self.part(*hash);
            Arc::make_mut(&mut self.parts[at]).insert(*hash, slot.clone());
        }
    }
}

fn put<T: Keyed>(part: &mut Part<T>, hash: u64, named: Named<T>) {
    match part.get_mut(&hash) {
        Some(slot) => slot.others.push(named),
        None => drop(part.insert(
            hash,
            Slot {
                first: named,
                others: Vec::new(),
            },
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Row(Key);

    impl Keyed for Row {
        fn key(&self) -> &Key {
            &self.0
        }
    }

    fn row(name: &str) -> Arc<Row> {
        Arc::new(Row(Key::parse(name, None).0))
    }

    #[test]
    fn names_of_one_hash_are_told_apart() {
        let long = "1".repeat(40);
        let mut part = Part::default();
        for name in ["100", "200", &long] {
            put(
                &mut part,
                7,
                Named::new(name.as_bytes(), Ids::One(row(name))),
            );
        }
        let slot = part.get_mut(&7).expect("all have that hash");
        let has = |slot: &Slot<Row>, name: &str| slot.get(name.as_bytes()).is_some();
        assert!(has(slot, "100") && has(slot, "200") && has(slot, &long));
        assert!(!has(slot, "300") && !has(slot, &long[1..]));
        slot.first.ids = Ids::None;
        assert!(!slot.shrink() && has(slot, "200") && has(slot, &long));
        for _ in 0..2 {
            slot.first.ids = Ids::None;
            slot.shrink();
        }
        assert!(slot.shrink());
    }

    #[test]
    fn thousands_of_names_are_found_and_leave_nothing_behind() {
        let rows: Vec<Arc<Row>> = (0..3_000).map(|at| row(&at.to_string())).collect();
        let mut names = Names::default();
        rows.iter().for_each(|row| names.insert(row));
        assert!((0..3_000).all(|at| names.get(at.to_string().as_bytes()).is_some()));
        assert!(names.get(b"3000").is_none());
        rows.iter().for_each(|row| names.remove(row.key()));
        assert!(names.parts.iter().all(|part| part.is_empty()));
        assert_eq!(names.count, 0);
    }
}
