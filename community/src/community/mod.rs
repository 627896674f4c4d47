//! The community in memory: what is on disk, who is there now, and the rules.
//!
//! Nothing is acknowledged before it is on disk. An operation looks at memory and either refuses or
//! returns the `Change`s that make it true. The daemon's background thread commits them through a
//! `Store`; afterwards the switch calls `apply` for each, in the order of the commits, hears what
//! happened as `Notice`s, and acknowledges. When a commit fails it calls `abandon` instead. Changes
//! are absolute and idempotent (see `change`), so operations in flight do not have to know of each
//! other. An empty list of changes means that everything is so already: acknowledge at once.
//!
//! Presence is memory only: after a restart clients register and publish again.

mod accounts;
mod apply;
mod buddies;
mod chats;
mod entries;
mod presences;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::buddy::BuddyPolicy;
use crate::chat::MessageId;
use crate::name::SkypeName;
use crate::presence::Presence;
use crate::refusal::Refusal;
use crate::state::Tables;

/// The state of the network that Skype was.
#[derive(Debug, Default)]
pub struct Community {
    tables: Tables,
    presence: BTreeMap<SkypeName, Presence>,
    /// For each member, whose lists she is on: the index behind `watchers`.
    listed_by: BTreeMap<SkypeName, BTreeSet<SkypeName>>,
    policies: BTreeMap<SkypeName, BuddyPolicy>,
    /// Names whose creation is on its way to disk.
    reserved: BTreeSet<SkypeName>,
    /// The highest message number given out, on disk or not.
    last_message: MessageId,
}

impl Community {
    /// Begins with what a store has loaded.
    pub fn new(tables: Tables) -> Self {
        let mut listed_by: BTreeMap<SkypeName, BTreeSet<SkypeName>> = BTreeMap::new();
        for (owner, row) in &tables.relations {
            for (other, relation) in row {
                if let (Some(member), true) = (other.member(), relation.listed) {
                    listed_by
                        .entry(member.clone())
                        .or_default()
                        .insert(owner.clone());
                }
            }
        }
        Self {
            last_message: tables.last_message,
            tables,
            listed_by,
            ..Self::default()
        }
    }

    /// What is on disk.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    fn require(&self, name: &SkypeName) -> Result<(), Refusal> {
        if self.tables.accounts.contains_key(name) {
            return Ok(());
        }
        Err(Refusal::UnknownAccount { name: name.clone() })
    }
}
