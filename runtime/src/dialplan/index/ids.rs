//! What stands at one place of an index: nearly always one thing, and no allocation for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Keyed;
use crate::dialplan::pattern::{Key, Name};

/// Things of one name, those with a caller-ID pattern first.
#[derive(Debug, Default)]
pub(super) enum Ids<T> {
    #[default]
    None,
    One(Arc<T>),
    /// Sorted, so that the many callers a hostile file may name cost no square of their number.
    Several(Arc<BTreeMap<Key, Arc<T>>>),
}

impl<T> Clone for Ids<T> {
    fn clone(&self) -> Self {
        match self {
            Self::None => Self::None,
            Self::One(one) => Self::One(Arc::clone(one)),
            Self::Several(several) => Self::Several(Arc::clone(several)),
        }
    }
}

impl<T> Ids<T> {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<T>> {
        let (one, several) = match self {
            Self::None => (None, None),
            Self::One(one) => (Some(one), None),
            Self::Several(several) => (None, Some(several.values())),
        };
        one.into_iter().chain(several.into_iter().flatten())
    }

    pub(super) fn first<'a>(&'a self, counts: &dyn Fn(&'a T) -> bool) -> Option<&'a Arc<T>> {
        match self {
            Self::One(one) => counts(one).then_some(one),
            _ => self.iter().find(|one| counts(one)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::None)
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::One(a), Self::One(b)) => Arc::ptr_eq(a, b),
            (Self::Several(a), Self::Several(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl<T: Keyed> Ids<T> {
    /// The name, if all have the same one.
    pub(super) fn name(&self) -> Option<&Name> {
        match self {
            Self::None => None,
            Self::One(one) => Some(&one.key().name),
            Self::Several(several) => {
                let (first, last) = (several.first_key_value()?.0, several.last_key_value()?.0);
                (first.name == last.name).then_some(&first.name)
            }
        }
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Arc<T>> {
        match self {
            Self::None => None,
            Self::One(one) => (one.key() == key).then_some(one),
            Self::Several(several) => several.get(key),
        }
    }

    /// Takes something in, in place of what has the same key.
    pub(super) fn insert(&mut self, new: Arc<T>) {
        match self {
            Self::None => *self = Self::One(new),
            Self::One(one) if one.key() == new.key() => *one = new,
            Self::One(one) => {
                let both = [Arc::clone(one), new].map(|one| (one.key().clone(), one));
                *self = Self::Several(Arc::new(both.into()));
            }
            Self::Several(several) => {
                Arc::make_mut(several).insert(new.key().clone(), new);
            }
        }
    }

    pub(super) fn remove(&mut self, key: &Key) {
        match self {
            Self::None => {}
            Self::One(one) if one.key() != key => {}
            Self::One(_) => *self = Self::None,
            Self::Several(several) => {
                let several = Arc::make_mut(several);
                several.remove(key);
                if several.len() == 1
                    && let Some((_, one)) = several.pop_first()
                {
                    *self = Self::One(one);
                }
            }
        }
    }
}
