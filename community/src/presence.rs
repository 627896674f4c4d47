//! Presence of one account: several clients and the switch itself, merged into one availability.
//!
//! Enters: what each client publishes (the layer above lets publications expire), whether a client
//! is registered, how far the switch's own login is. Leaves: one availability, as the owner sees
//! it. The rules, first match wins:
//!
//! 1. What somebody *said* counts before what is only *implied*. Said: publications, and the
//!    `availability` property while the switch is logged in. Implied: a registered client, or the
//!    switch's login, mean Online.
//! 2. Of the things said, `Invisible` wins, because privacy is not undone by another device; then
//!    `Do Not Disturb`, because it was chosen; then the most available: Skype Me, Online, Away,
//!    Not Available, Connecting, Unknown, Offline.
//! 3. A login that is under way means Connecting; nothing at all means Offline.
//!
//! The mood is the note of the publication that won, else the account's `mood_text`.

use std::collections::BTreeMap;

use crate::account_status::AccountStatus;
use crate::availability::Availability;
use crate::buddy::OfflineService;

/// What one client has published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The availability it stands for.
    pub availability: Availability,
    /// The note about the person, if it had one.
    pub note: Option<String>,
}

/// Everything that bears on the presence of one account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presence {
    /// Publications by device, a key that the layer above chooses.
    pub publications: BTreeMap<String, Publication>,
    /// A client of the person is registered.
    pub registered: bool,
    /// The switch's own login.
    pub status: AccountStatus,
    /// What happens to calls meanwhile.
    pub offline_service: OfflineService,
}

/// The merged presence, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnPresence {
    /// May be `Invisible`.
    pub availability: Availability,
    /// A published note; without one the profile's mood text stands.
    pub note: Option<String>,
}

impl Presence {
    /// Most publications of one account. More than that is no person.
    pub const MAX_DEVICES: usize = 32;
    /// Longest note, in bytes.
    pub const MAX_NOTE: usize = 256;

    /// Merges everything by the rules above. `chosen` is the account's `availability` property.
    pub fn merge(&self, chosen: Option<Availability>) -> OwnPresence {
        let logged_in = self.status == AccountStatus::LoggedIn;
        let by_property = chosen
            .filter(|_| logged_in)
            .map(|availability| (availability, None));
        let published = self
            .publications
            .values()
            .map(|said| (said.availability, said.note.as_ref()));
        if let Some((availability, note)) =
            published.chain(by_property).max_by_key(|said| rank(said.0))
        {
            return OwnPresence {
                availability,
                note: note.cloned(),
            };
        }
        let availability = if self.registered || logged_in {
            Availability::Online
        } else if self.status.is_connecting() {
            Availability::Connecting
        } else {
            Availability::Offline
        };
        OwnPresence {
            availability,
            note: None,
        }
    }

    /// Nothing is left to remember.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn rank(availability: Availability) -> u8 {
    match availability {
        Availability::Offline => 0,
        Availability::Unknown => 1,
        Availability::Connecting => 2,
        Availability::NotAvailable => 3,
        Availability::Away => 4,
        Availability::Online => 5,
        Availability::SkypeMe => 6,
        Availability::DoNotDisturb => 7,
        Availability::Invisible => 8,
    }
}

/// What a viewer is shown of a member.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeenPresence {
    /// Never `Invisible`, except to the owner.
    pub availability: Availability,
    /// The mood. Empty while offline, so that an invisible person is not betrayed by a new mood.
    pub mood: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words: `reg`, `login`, `connecting`, `chosen=<availability>`; all else are publications.
    #[track_caller]
    fn check(facts: &str, expected: &str) {
        let mut presence = Presence::default();
        let mut chosen = None;
        for (number, fact) in facts
            .split(", ")
            .filter(|fact| !fact.is_empty())
            .enumerate()
        {
            match fact {
                "reg" => presence.registered = true,
                "login" => presence.status = AccountStatus::LoggedIn,
                "connecting" => presence.status = AccountStatus::LoggingIn,
                _ => match fact.strip_prefix("chosen=") {
                    Some(text) => chosen = Availability::parse(text),
                    None => {
                        let availability = Availability::parse(fact).expect(fact);
                        let note = Some(fact.to_owned());
                        presence
                            .publications
                            .insert(number.to_string(), Publication { availability, note });
                    }
                },
            }
        }
        assert_eq!(
            presence.merge(chosen).availability.as_str(),
            expected,
            "{facts}"
        );
    }

    #[test]
    fn without_publications_a_client_or_the_switch_means_online() {
        check("", "Offline");
        check("reg", "Online");
        check("login", "Online");
        check("connecting", "Connecting");
        check("connecting, reg", "Online");
    }

    #[test]
    fn what_is_said_counts_before_what_is_implied() {
        check("login, reg, Away", "Away");
        check("reg, Offline", "Offline");
        check("login, chosen=Skype Me", "Skype Me");
        check("login, chosen=Away, Online", "Online");
    }

    #[test]
    fn the_property_counts_only_while_the_switch_is_logged_in() {
        check("chosen=Skype Me", "Offline");
        check("chosen=Away, reg", "Online");
    }

    #[test]
    fn of_several_clients_privacy_then_quiet_then_the_most_available_wins() {
        check("Away, Online", "Online");
        check("Not Available, Away, Offline", "Away");
        check("Online, Skype Me", "Skype Me");
        check("Online, Do Not Disturb", "Do Not Disturb");
        check("Do Not Disturb, Invisible, Online", "Invisible");
    }

    #[test]
    fn the_note_is_that_of_the_publication_that_won() {
        let said = |availability, note: &str| Publication {
            availability,
            note: Some(note.into()),
        };
        let mut presence = Presence::default();
        presence
            .publications
            .insert("a".into(), said(Availability::Online, "at work"));
        presence
            .publications
            .insert("b".into(), said(Availability::Away, "lunch"));
        assert_eq!(presence.merge(None).note.as_deref(), Some("at work"));
    }
}
