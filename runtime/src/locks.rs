//! Locks that scripts of all calls share (`LOCK`): a name is one call's at a time, until it gives it back or ends.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::host::CallId;

/// A handle on the locks. Clones see the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Locks {
    held: Arc<Mutex<BTreeMap<String, Held>>>,
}

/// Whose a lock is, and how often that call has taken it.
#[derive(Debug)]
struct Held {
    by: CallId,
    times: u32,
}

/// Most locks that all calls hold together.
const MOST: usize = 10_000;

impl Locks {
    /// Takes a lock unless another call has it. Gives whether it is the call's now.
    pub(crate) fn take(&self, call: CallId, name: &str) -> bool {
        let mut held = self.held();
        let is_full = held.len() >= MOST;
        match held.get_mut(name) {
            Some(lock) if lock.by == call => {
                lock.times = lock.times.saturating_add(1);
                true
            }
            Some(_) => false,
            None if is_full => false,
            None => {
                let lock = Held { by: call, times: 1 };
                held.insert(name.to_owned(), lock);
                true
            }
        }
    }

    /// Gives a lock back. Gives whether it was the call's.
    pub(crate) fn give_back(&self, call: CallId, name: &str) -> bool {
        let mut held = self.held();
        let Some(lock) = held.get_mut(name).filter(|lock| lock.by == call) else {
            return false;
        };
        lock.times -= 1;
        if lock.times == 0 {
            held.remove(name);
        }
        true
    }

    /// Gives back all locks of a call that is over.
    pub(crate) fn forget(&self, call: CallId) {
        self.held().retain(|_, lock| lock.by != call);
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<String, Held>> {
        // A panic while the lock is held leaves the map whole: each change is one insertion or removal.
        self.held.lock().unwrap_or_else(|held| held.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_one_calls_until_it_has_given_it_back_as_often_as_it_took_it() {
        let locks = Locks::default();
        let (one, other) = (CallId(1), CallId(2));
        assert!(locks.take(one, "x") && locks.take(one, "x"));
        assert!(!locks.take(other, "x") && locks.take(other, "y"));
        assert!(!locks.give_back(other, "x"));
        assert!(locks.give_back(one, "x") && !locks.take(other, "x"));
        assert!(locks.give_back(one, "x") && locks.take(other, "x"));
        locks.forget(other);
        assert!(locks.take(one, "y") && !locks.give_back(one, "x"));
    }
}
