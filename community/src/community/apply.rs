//! After the commit: memory follows the disk, and the rooms above hear of it.

use crate::account_status::AccountStatus;
use crate::buddy::Standing;
use crate::change::Change;
use crate::community::Community;
use crate::destination::Destination;
use crate::name::SkypeName;
use crate::notice::Notice;

impl Community {
    /// Makes a committed change true in memory. Applying it again does nothing.
    pub fn apply(&mut self, change: &Change) -> Vec<Notice> {
        self.release(change);
        match change {
            Change::PropertySet {
                name,
                property: "status",
                value,
            } => AccountStatus::parse(value)
                .map_or_else(Vec::new, |status| self.set_status(name, status)),
            Change::PropertySet { name, .. } => self.apply_property(name, change),
            Change::AccountRemoved { name } => self.apply_removal(name, change),
            _ if self.tables.apply(change) => self.notices(change),
            _ => Vec::new(),
        }
    }

    /// The changes were not committed: what was reserved for them is free again.
    pub fn abandon(&mut self, changes: &[Change]) {
        for change in changes {
            self.release(change);
        }
    }

    fn release(&mut self, change: &Change) {
        if let Change::AccountAdded { name, .. } = change {
            self.reserved.remove(name);
        }
    }

    fn apply_property(&mut self, name: &SkypeName, change: &Change) -> Vec<Notice> {
        let Change::PropertySet { property, .. } = change else {
            return Vec::new();
        };
        let before = self.own_presence(name);
        if !self.tables.apply(change) {
            return Vec::new();
        }
        let mut notices = vec![Notice::ProfileChanged {
            name: name.clone(),
            property,
        }];
        if *property == "mood_text" || self.own_presence(name) != before {
            notices.push(Notice::PresenceChanged { name: name.clone() });
        }
        notices
    }

    /// Everybody who had the account on a list sees another state afterwards.
    fn apply_removal(&mut self, name: &SkypeName, change: &Change) -> Vec<Notice> {
        if !self.tables.apply(change) {
            return Vec::new();
        }
        self.presence.remove(name);
        self.policies.remove(name);
        let viewers = self.listed_by.remove(name).unwrap_or_default();
        for row in self.listed_by.values_mut() {
            row.remove(name);
        }
        self.listed_by.retain(|_, row| !row.is_empty());
        let target = Destination::Member(name.clone());
        let mut notices = vec![Notice::AccountRemoved { name: name.clone() }];
        notices.extend(viewers.into_iter().map(|viewer| Notice::BuddyChanged {
            viewer,
            target: target.clone(),
        }));
        notices
    }

    fn notices(&mut self, change: &Change) -> Vec<Notice> {
        match change {
            Change::AccountAdded { name, .. } => vec![Notice::AccountAdded { name: name.clone() }],
            Change::PasswordSet { name, .. } => {
                vec![Notice::PasswordChanged { name: name.clone() }]
            }
            Change::Listed {
                owner,
                buddy,
                listed,
            } => {
                self.index_listed(owner, buddy, *listed);
                vec![Notice::BuddyChanged {
                    viewer: owner.clone(),
                    target: buddy.clone(),
                }]
            }
            Change::Stands { owner, other, .. } => self.standing_notices(owner, other),
            Change::ChatStored(message) => vec![Notice::ChatArrived(message.clone())],
            Change::EntrySet { path, .. } => vec![Notice::EntryChanged { path: path.clone() }],
            Change::ChatDelivered { .. }
            | Change::PropertySet { .. }
            | Change::AccountRemoved { .. } => Vec::new(),
        }
    }

    /// The other sees the owner differently; the owner's own entry may have become `Blocked`.
    fn standing_notices(&self, owner: &SkypeName, other: &Destination) -> Vec<Notice> {
        let relation = self.tables.relation(owner, other);
        let mut notices = Vec::new();
        if let (Standing::Requested { message, .. }, Some(by)) =
            (&relation.standing, other.member())
        {
            notices.push(Notice::AuthorizationRequested {
                owner: owner.clone(),
                by: by.clone(),
                message: message.clone(),
            });
        }
        notices.push(Notice::StandingChanged {
            owner: owner.clone(),
            other: other.clone(),
            standing: relation.standing.clone(),
        });
        if let Some(viewer) = other.member() {
            notices.push(Notice::BuddyChanged {
                viewer: viewer.clone(),
                target: Destination::Member(owner.clone()),
            });
        }
        if relation.listed {
            notices.push(Notice::BuddyChanged {
                viewer: owner.clone(),
                target: other.clone(),
            });
        }
        notices
    }

    fn index_listed(&mut self, owner: &SkypeName, buddy: &Destination, listed: bool) {
        let Some(member) = buddy.member() else {
            return;
        };
        let row = self.listed_by.entry(member.clone()).or_default();
        if listed {
            row.insert(owner.clone());
        } else {
            row.remove(owner);
        }
        if row.is_empty() {
            self.listed_by.remove(member);
        }
    }
}
