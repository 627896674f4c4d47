//! What calls on all workers know of each other: the groups they are in and the variables they share.
//!
//! In: what scripts write (`GROUP`, `SHARED`). Out: what scripts of any call read. A call's entries are gone
//! when it is.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, RwLock};

use crate::host::CallId;

/// That a call is in a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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
    company: Arc<RwLock<Company>>,
}

#[derive(Debug, Default)]
struct Company {
    calls: BTreeMap<CallId, Entry>,
    sizes: Sizes,
}

/// How many calls are in each group, by its name in lower case and then as it is written.
#[derive(Debug, Default)]
struct Sizes(BTreeMap<String, BTreeMap<Arc<Membership>, usize>>);

impl Sizes {
    fn add(&mut self, membership: &Membership) {
        let spellings = self.0.entry(membership.group.to_ascii_lowercase());
        let spellings = spellings.or_default();
        match spellings.get_mut(membership) {
            Some(size) => *size += 1,
            None => drop(spellings.insert(Arc::new(membership.clone()), 1)),
        }
    }

    fn subtract(&mut self, membership: &Membership) {
        let group = membership.group.to_ascii_lowercase();
        let Some(spellings) = self.0.get_mut(&group) else {
            return;
        };
        if let Some(size) = spellings.get_mut(membership) {
            *size -= 1;
            if *size == 0 {
                spellings.remove(membership);
            }
        }
        if spellings.is_empty() {
            self.0.remove(&group);
        }
    }
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
        self.write(|company| {
            let entry = company.entry(call, channel);
            let category = &membership.category;
            let same = |row: &Membership| row.category.eq_ignore_ascii_case(category);
            let left: Vec<Membership> = entry.memberships.extract_if(.., |row| same(row)).collect();
            let joins = !membership.group.is_empty() && entry.memberships.len() < MOST;
            if joins {
                entry.memberships.push(membership.clone());
            }
            left.iter().for_each(|row| company.sizes.subtract(row));
            if joins {
                company.sizes.add(&membership);
            }
        });
    }

    /// The groups that a call is in.
    pub(crate) fn of(&self, call: CallId) -> Vec<Membership> {
        let read = |company: &Company| Some(company.calls.get(&call)?.memberships.clone());
        self.read(read).unwrap_or_default()
    }

    /// The groups of one name, in whatever category and however it is written, and how many calls are in each.
    pub(crate) fn named(&self, group: &str) -> Vec<(Arc<Membership>, usize)> {
        let group = group.to_ascii_lowercase();
        self.read(|company| {
            let spellings = company.sizes.0.get(&group).into_iter().flatten();
            spellings.map(counted).collect()
        })
    }

    /// All groups, and how many calls are in each.
    pub(crate) fn all(&self) -> Vec<(Arc<Membership>, usize)> {
        self.read(|company| {
            let spellings = company.sizes.0.values().flatten();
            spellings.map(counted).collect()
        })
    }

    /// Sets a variable that a call shares. Gives whether that could be.
    pub(crate) fn share(&self, call: CallId, channel: &str, name: &str, value: String) -> bool {
        self.write(|company| company.entry(call, channel).share(name, value))
    }

    /// The variable that the call on a channel shares.
    pub(crate) fn shared(&self, channel: &str, name: &str) -> Option<String> {
        self.read(|company| {
            let entries = company.calls.values();
            let mut entries = entries.filter(|entry| entry.channel == channel);
            entries.find_map(|entry| entry.shared.get(name).cloned())
        })
    }

    /// Sets a variable that the call on a channel shares, which must be in a group or share something already.
    /// Gives whether that could be.
    pub(crate) fn share_on(&self, channel: &str, name: &str, value: String) -> bool {
        self.write(|company| {
            let entries = company.calls.values_mut();
            let mut entries = entries.filter(|entry| entry.channel == channel);
            entries.next().is_some_and(|entry| entry.share(name, value))
        })
    }

    /// Forgets a call that is over.
    pub(crate) fn forget(&self, call: CallId) {
        self.write(|company| {
            let entry = company.calls.remove(&call);
            for membership in entry.iter().flat_map(|entry| &entry.memberships) {
                company.sizes.subtract(membership);
            }
        });
    }

    fn read<T>(&self, look: impl FnOnce(&Company) -> T) -> T {
        // Whoever panics while he holds the lock is at worst between a call and the count of its group.
        look(&self.company.read().unwrap_or_else(|held| held.into_inner()))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Company) -> T) -> T {
        let mut company = self
            .company
            .write()
            .unwrap_or_else(|held| held.into_inner());
        change(&mut company)
    }
}

impl Company {
    fn entry(&mut self, call: CallId, channel: &str) -> &mut Entry {
        self.calls.entry(call).or_insert_with(|| Entry {
            channel: channel.to_owned(),
            ..Entry::default()
        })
    }
}

fn counted((membership, size): (&Arc<Membership>, &usize)) -> (Arc<Membership>, usize) {
    (Arc::clone(membership), *size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(groups: &Groups, call: u64, expected: &str) {
        let rows = groups.of(CallId(call));
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
        groups.join(CallId(2), "SIP/2", Membership::parse("D@x"));
        let sizes = |rows: Vec<(Arc<Membership>, usize)>| -> Vec<(String, usize)> {
            let rows = rows.into_iter();
            rows.map(|(row, size)| (row.to_string(), size)).collect()
        };
        let both = [("D@x".to_owned(), 1), ("d".to_owned(), 2)];
        assert_eq!(sizes(groups.named("D")), both);
        assert_eq!(sizes(groups.all()), both);
        groups.forget(CallId(1));
        assert_eq!(sizes(groups.all())[1].1, 1);
        groups.forget(CallId(2));
        assert_eq!(groups.all(), []);
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
