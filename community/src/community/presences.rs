//! Who is there, and who may know.

use crate::account_status::AccountStatus;
use crate::availability::Availability;
use crate::buddy::{OfflineService, Sight};
use crate::community::Community;
use crate::destination::Destination;
use crate::device_state::DeviceState;
use crate::name::SkypeName;
use crate::notice::Notice;
use crate::presence::{OwnPresence, Presence, Publication, SeenPresence};

impl Community {
    /// A client has published. `device` tells its publications apart from others of the account;
    /// expiry is watched above. Ignored for an unknown account, and for a device beyond
    /// `Presence::MAX_DEVICES`.
    pub fn publish(
        &mut self,
        name: &SkypeName,
        device: &str,
        availability: Availability,
        note: Option<&str>,
    ) -> Vec<Notice> {
        let note = note.map(cut_note).filter(|note| !note.is_empty());
        self.alter_presence(name, |presence| {
            let known = presence.publications.contains_key(device);
            if known || presence.publications.len() < Presence::MAX_DEVICES {
                presence
                    .publications
                    .insert(device.to_owned(), Publication { availability, note });
            }
        })
    }

    /// A publication was withdrawn or has expired.
    pub fn withdraw(&mut self, name: &SkypeName, device: &str) -> Vec<Notice> {
        self.alter_presence(name, |presence| {
            presence.publications.remove(device);
        })
    }

    /// At least one client of the member is registered, or none is.
    pub fn set_registered(&mut self, name: &SkypeName, registered: bool) -> Vec<Notice> {
        self.alter_presence(name, |presence| presence.registered = registered)
    }

    /// The switch's own login to the account has come this far.
    pub fn set_status(&mut self, name: &SkypeName, status: AccountStatus) -> Vec<Notice> {
        let before = self.status(name);
        let mut notices = self.alter_presence(name, |presence| presence.status = status);
        if self.status(name) != before {
            notices.insert(
                0,
                Notice::StatusChanged {
                    name: name.clone(),
                    status,
                },
            );
        }
        notices
    }

    /// What happens to calls while the member is offline; shown in buddy lists.
    pub fn set_offline_service(
        &mut self,
        name: &SkypeName,
        service: OfflineService,
    ) -> Vec<Notice> {
        let before = self
            .presence
            .get(name)
            .map(|presence| presence.offline_service);
        let mut notices = self.alter_presence(name, |presence| presence.offline_service = service);
        let after = self
            .presence
            .get(name)
            .map(|presence| presence.offline_service);
        if before != after && notices.is_empty() {
            notices.push(Notice::PresenceChanged { name: name.clone() });
        }
        notices
    }

    /// How far the switch's own login has come.
    pub fn status(&self, name: &SkypeName) -> AccountStatus {
        self.presence
            .get(name)
            .map(|presence| presence.status)
            .unwrap_or_default()
    }

    /// The merged presence as its owner sees it.
    pub fn own_presence(&self, name: &SkypeName) -> OwnPresence {
        let Some(account) = self.tables.accounts.get(name) else {
            return OwnPresence {
                availability: Availability::Unknown,
                note: None,
            };
        };
        self.presence
            .get(name)
            .map_or_else(OwnPresence::default, |presence| {
                presence.merge(account.chosen)
            })
    }

    /// What the viewer sees of the target. `None` without the right to see it, and for a name that
    /// nobody has: a stranger cannot tell the two apart.
    pub fn presence_of(&self, viewer: &SkypeName, target: &SkypeName) -> Option<SeenPresence> {
        let account = self.tables.accounts.get(target)?;
        let own = self.own_presence(target);
        let availability = if viewer == target {
            own.availability
        } else {
            match self.sight(viewer, target) {
                Sight::Presence(availability, _) => availability,
                Sight::Waiting | Sight::Nobody => return None,
            }
        };
        let mood = match availability {
            Availability::Offline => String::new(),
            _ => own
                .note
                .unwrap_or_else(|| account.profile.mood_text.clone()),
        };
        Some(SeenPresence { availability, mood })
    }

    /// What the hint `Skype:<viewer>@<target>` reports.
    pub fn device_state(&self, viewer: &SkypeName, target: &SkypeName) -> DeviceState {
        self.presence_of(viewer, target)
            .map_or(DeviceState::Unknown, |seen| {
                seen.availability.device_state()
            })
    }

    /// Who is to be told when the target's presence changes: everybody who lists and may see her.
    pub fn watchers(&self, target: &SkypeName) -> impl Iterator<Item = &SkypeName> {
        let target = target.clone();
        self.listed_by
            .get(&target)
            .into_iter()
            .flatten()
            .filter(move |viewer| matches!(self.sight(viewer, &target), Sight::Presence(..)))
    }

    /// Whether the viewer may see the target, and what.
    pub fn sight(&self, viewer: &SkypeName, target: &SkypeName) -> Sight {
        if !self.tables.accounts.contains_key(target) {
            return Sight::Nobody;
        }
        let viewing = self
            .tables
            .relation(viewer, &Destination::Member(target.clone()));
        let about = self
            .tables
            .relation(target, &Destination::Member(viewer.clone()));
        if !Sight::allowed(viewing, about) {
            return Sight::Waiting;
        }
        let service = self
            .presence
            .get(target)
            .map(|presence| presence.offline_service)
            .unwrap_or_default();
        Sight::Presence(self.own_presence(target).availability.to_others(), service)
    }

    fn alter_presence(
        &mut self,
        name: &SkypeName,
        alter: impl FnOnce(&mut Presence),
    ) -> Vec<Notice> {
        if !self.tables.accounts.contains_key(name) {
            return Vec::new();
        }
        let before = self.own_presence(name);
        let presence = self.presence.entry(name.clone()).or_default();
        alter(presence);
        if presence.is_empty() {
            self.presence.remove(name);
        }
        if self.own_presence(name) == before {
            return Vec::new();
        }
        vec![Notice::PresenceChanged { name: name.clone() }]
    }
}

/// The first `Presence::MAX_NOTE` bytes, on one line.
fn cut_note(note: &str) -> String {
    let line: String = note
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let mut end = line.len().min(Presence::MAX_NOTE);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line[..end].trim().to_owned()
}
