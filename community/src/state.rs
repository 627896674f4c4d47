//! What is on disk, in memory: the tables, and how a change alters them.
//!
//! Every store has to alter its tables in the same way; `Tables::apply` is the definition, and a
//! property test compares it with SQLite.

use std::collections::BTreeMap;

use crate::account::Account;
use crate::buddy::{Relation, Standing};
use crate::change::Change;
use crate::chat::{Message, MessageId};
use crate::destination::Destination;
use crate::name::SkypeName;
use crate::property::Property;

/// All that outlives a restart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tables {
    /// Accounts by name.
    pub accounts: BTreeMap<SkypeName, Account>,
    /// For each owner, what she has decided about others. No empty relations, no empty maps.
    pub relations: BTreeMap<SkypeName, BTreeMap<Destination, Relation>>,
    /// Messages that no client has taken yet, by recipient.
    pub waiting: BTreeMap<SkypeName, BTreeMap<MessageId, Message>>,
    /// The highest number given to a message so far.
    pub last_message: MessageId,
    /// The database of scripts, by path (`family/key`).
    pub entries: BTreeMap<String, String>,
}

impl Tables {
    /// The owner's side about another; empty when there is none.
    pub fn relation(&self, owner: &SkypeName, other: &Destination) -> &Relation {
        static STRANGER: Relation = Relation {
            listed: false,
            standing: Standing::None,
        };
        self.relations
            .get(owner)
            .and_then(|row| row.get(other))
            .unwrap_or(&STRANGER)
    }

    /// Makes the change true. Returns whether anything is different.
    pub fn apply(&mut self, change: &Change) -> bool {
        match change {
            Change::AccountAdded { name, ha1, at } => {
                let new = !self.accounts.contains_key(name);
                if new {
                    let account = Account::new(name.clone(), ha1.clone(), *at);
                    self.accounts.insert(name.clone(), account);
                }
                new
            }
            Change::AccountRemoved { name } => self.remove_account(name),
            Change::PasswordSet { name, ha1 } => {
                self.alter_account(name, |account| account.ha1 = ha1.clone())
            }
            Change::PropertySet {
                name,
                property,
                value,
            } => match Property::find(property) {
                Ok(row) => self.alter_account(name, |account| row.write(account, value)),
                Err(_) => false,
            },
            Change::Listed {
                owner,
                buddy,
                listed,
            } => self.alter_relation(owner, buddy, |relation| relation.listed = *listed),
            Change::Stands {
                owner,
                other,
                standing,
                unless_decided,
            } => self.alter_relation(owner, other, |relation| {
                if !(*unless_decided && relation.standing.is_decided()) {
                    relation.standing = standing.clone();
                }
            }),
            Change::ChatStored(message) => self.store_chat(message),
            Change::ChatDelivered { to, id } => self.remove_chat(to, *id),
            Change::EntrySet { path, value } => {
                let before = match value {
                    Some(value) => self.entries.insert(path.clone(), value.clone()),
                    None => self.entries.remove(path),
                };
                before != *value
            }
        }
    }

    fn alter_account(&mut self, name: &SkypeName, alter: impl FnOnce(&mut Account)) -> bool {
        let Some(account) = self.accounts.get_mut(name) else {
            return false;
        };
        let before = account.clone();
        alter(account);
        *account != before
    }

    fn remove_account(&mut self, name: &SkypeName) -> bool {
        if self.accounts.remove(name).is_none() {
            return false;
        }
        self.relations.remove(name);
        self.waiting.remove(name);
        let gone = Destination::Member(name.clone());
        self.relations.retain(|_, row| {
            row.remove(&gone);
            !row.is_empty()
        });
        true
    }

    fn alter_relation(
        &mut self,
        owner: &SkypeName,
        other: &Destination,
        alter: impl FnOnce(&mut Relation),
    ) -> bool {
        let both_there = self.accounts.contains_key(owner)
            && other
                .member()
                .is_none_or(|name| self.accounts.contains_key(name));
        if !both_there {
            return false;
        }
        let row = self.relations.entry(owner.clone()).or_default();
        let before = row.remove(other).unwrap_or_default();
        let mut after = before.clone();
        alter(&mut after);
        let changed = after != before;
        if !after.is_empty() {
            row.insert(other.clone(), after);
        }
        if row.is_empty() {
            self.relations.remove(owner);
        }
        changed
    }

    fn store_chat(&mut self, message: &Message) -> bool {
        // A number at or below the last one was stored before: this is the same change again.
        if message.id <= self.last_message {
            return false;
        }
        self.last_message = message.id;
        if !self.accounts.contains_key(&message.to) {
            return false;
        }
        self.waiting
            .entry(message.to.clone())
            .or_default()
            .insert(message.id, message.clone());
        true
    }

    fn remove_chat(&mut self, to: &SkypeName, id: MessageId) -> bool {
        let Some(row) = self.waiting.get_mut(to) else {
            return false;
        };
        let was_there = row.remove(&id).is_some();
        if row.is_empty() {
            self.waiting.remove(to);
        }
        was_there
    }
}
