//! What calls on all workers know of each other: the groups they are in and the variables they share.
//!
//! In: what scripts write (`GROUP`, `SHARED`). Out: what scripts of any call read. A call's entries are gone
//! when it is.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, RwLock};

use crate::host::CallId;

/// That a call is in a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Membership {
    /// The group.
    pub group: String,
    /// Its category; empty for that of no name.
    pub category: String,
}

impl Membership {
    /// Reads `group@category` or `group`.
    pub fn parse(text: &str) -> Self {
        let (group, category) = text.split_once('@').unwrap_or((text, ""));
        Self {
            group: group.to_owned(),
            category: category.to_owned(),
        }
    }

    /// Whether it is of that category; that of no name is of none.
    pub fn is_of(&self, category: &str) -> bool {
        !self.category.is_empty() && self.category.eq_ignore_ascii_case(category)
    }
}

impl fmt::Display for Membership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.group)?;
        match self.category.as_str() {
            "" => Ok(()),
            category => write!(f, "@{category}"),
        }
    }
}

/// A handle on what calls know of each other. Clones see the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    calls: Arc<RwLock<BTreeMap<CallId, Entry>>>,
}

#[derive(Debug, Default)]
struct Entry {
    /// The name of the call's channel.
    channel: String,
    memberships: Vec<Membership>,
    shared: BTreeMap<String, String>,
}

impl Entry {
    fn share(&mut self, name: &str, value: String) -> bool {
        let fits = self.shared.len() < MOST || self.shared.contains_key(name);
        if fits {
            self.shared.insert(name.to_owned(), value);
        }
        fits
    }
}

/// Most groups a call is in, and most variables it shares.
const MOST: usize = 100;

impl Groups {
    /// Puts a call into a group, in place of the one it was in of that category; takes it out of that one if
    /// the group has no name.
    pub(crate) fn join(&self, call: CallId, channel: &str, membership: Membership) {
        self.write(call, channel, |entry| {
            let category = &membership.category;
            let same = |row: &Membership| row.category.eq_ignore_ascii_case(category);
            entry.memberships.retain(|row| !same(row));
            if !membership.group.is_empty() && entry.memberships.len() < MOST {
                entry.memberships.push(membership);
            }
        });
    }

    /// The groups that a call is in, or all calls.
    pub(crate) fn memberships(&self, call: Option<CallId>) -> Vec<Membership> {
        // A panic while the lock is held leaves the map whole: each change is one insertion or removal.
        let calls = self.calls.read().unwrap_or_else(|held| held.into_inner());
        let rows = calls
            .iter()
            .filter(|(id, _)| call.is_none_or(|call| call == **id));
        rows.flat_map(|(_, entry)| entry.memberships.iter().cloned())
            .collect()
    }

    /// Sets a variable that a call shares. Gives whether that could be.
    pub(crate) fn share(&self, call: CallId, channel: &str, name: &str, value: String) -> bool {
        self.write(call, channel, |entry| entry.share(name, value))
    }

    /// The variable that the call on a channel shares.
    pub(crate) fn shared(&self, channel: &str, name: &str) -> Option<String> {
        let calls = self.calls.read().unwrap_or_else(|held| held.into_inner());
        let mut entries = calls.values().filter(|entry| entry.channel == channel);
        entries.find_map(|entry| entry.shared.get(name).cloned())
    }

    /// Sets a variable that the call on a channel shares, which must be in a group or share something already.
    /// Gives whether that could be.
    pub(crate) fn share_on(&self, channel: &str, name: &str, value: String) -> bool {
        let mut calls = self.calls.write().unwrap_or_else(|held| held.into_inner());
        let mut entries = calls.values_mut().filter(|entry| entry.channel == channel);
        entries.next().is_some_and(|entry| entry.share(name, value))
    }

    /// Forgets a call that is over.
    pub(crate) fn forget(&self, call: CallId) {
        let mut calls = self.calls.write().unwrap_or_else(|held| held.into_inner());
        calls.remove(&call);
    }

    fn write<T>(&self, call: CallId, channel: &str, change: impl FnOnce(&mut Entry) -> T) -> T {
        let mut calls = self.calls.write().unwrap_or_else(|held| held.into_inner());
        let entry = calls.entry(call).or_insert_with(|| Entry {
            channel: channel.to_owned(),
            ..Entry::default()
        });
        change(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(groups: &Groups, call: u64, expected: &str) {
        let rows = groups.memberships(Some(CallId(call)));
        let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
        assert_eq!(rows.join(" "), expected);
    }

    #[test]
    fn a_call_is_in_one_group_of_each_category_until_it_ends() {
        let groups = Groups::default();
        for name in ["a", "b@x", "c@X", "d"] {
            groups.join(CallId(1), "SIP/1", Membership::parse(name));
        }
        check(&groups, 1, "c@X d");
        groups.join(CallId(1), "SIP/1", Membership::parse("@x"));
        check(&groups, 1, "d");
        groups.join(CallId(2), "SIP/2", Membership::parse("d"));
        assert_eq!(groups.memberships(None).len(), 2);
        groups.forget(CallId(1));
        assert_eq!(groups.memberships(None).len(), 1);
    }

    #[test]
    fn what_is_shared_is_read_by_the_name_of_the_channel() {
        let groups = Groups::default();
        assert!(groups.share(CallId(1), "SIP/1", "x", "1".into()));
        assert_eq!(groups.clone().shared("SIP/1", "x").as_deref(), Some("1"));
        assert_eq!(groups.shared("SIP/2", "x"), None);
        groups.forget(CallId(1));
        assert!(!groups.share_on("SIP/1", "x", "2".into()));
    }
}
