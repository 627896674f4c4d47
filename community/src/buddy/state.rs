//! The thirteen states of a buddy list entry (001, 4.1.2), as pure functions of who may see whom.

use std::fmt;

use crate::availability::Availability;
use crate::buddy::relation::{Relation, Standing};
use crate::destination::Destination;

/// How a buddy looks in a buddy list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuddyState {
    /// The buddy has not authorized the owner.
    WaitingForAuthorization,
    /// The owner has blocked this member.
    Blocked,
    /// The owner has blocked this number.
    BlockedSkypeout,
    /// A telephone number.
    Skypeout,
    /// Not there.
    Offline,
    /// There.
    Online,
    /// There, not at the desk.
    Away,
    /// Away for longer.
    NotAvailable,
    /// There, not to be called.
    DoNotDisturb,
    /// There, and glad to be called.
    SkypeMe,
    /// Not there; a call reaches voicemail.
    OfflineVoicemail,
    /// Not there; a call is forwarded.
    OfflineForwarding,
    /// Nothing is known.
    Unknown,
}

impl BuddyState {
    /// The manual's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WaitingForAuthorization => "Waiting for Authorization",
            Self::Blocked => "Blocked",
            Self::BlockedSkypeout => "Blocked Skypeout",
            Self::Skypeout => "Skypeout",
            Self::Offline => "Offline",
            Self::Online => "Online",
            Self::Away => "Away",
            Self::NotAvailable => "Not Available",
            Self::DoNotDisturb => "Do Not Disturb",
            Self::SkypeMe => "Skype Me",
            Self::OfflineVoicemail => "Offline (Voicemail Enabled)",
            Self::OfflineForwarding => "Offline (Call Forwarding Enabled)",
            Self::Unknown => "Unknown",
        }
    }
}

impl fmt::Display for BuddyState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What happens to a call while its target is offline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OfflineService {
    /// It fails.
    #[default]
    None,
    /// Voicemail answers.
    Voicemail,
    /// It goes to another destination.
    Forwarding,
}

/// What a viewer may see of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Nobody has that name.
    Nobody,
    /// The target has not authorized the viewer, or the viewer does not list the target.
    Waiting,
    /// The presence that the target shows.
    Presence(Availability, OfflineService),
}

impl Sight {
    /// Who may see whom. `viewing` is the viewer's side about the target, `target` the target's side
    /// about the viewer. A block is not shown to the blocked: it looks like a wait.
    pub fn allowed(viewing: &Relation, target: &Relation) -> bool {
        viewing.listed && target.standing == Standing::Authorized
    }
}

/// The state of one list entry. `owned` is the owner's side about the buddy.
pub fn buddy_state(buddy: &Destination, owned: &Relation, sight: Sight) -> BuddyState {
    let blocked = owned.standing == Standing::Blocked;
    if matches!(buddy, Destination::Number(_)) {
        return if blocked {
            BuddyState::BlockedSkypeout
        } else {
            BuddyState::Skypeout
        };
    }
    if blocked {
        return BuddyState::Blocked;
    }
    match sight {
        Sight::Nobody => BuddyState::Unknown,
        Sight::Waiting => BuddyState::WaitingForAuthorization,
        Sight::Presence(availability, service) => shown(availability, service),
    }
}

fn shown(availability: Availability, service: OfflineService) -> BuddyState {
    match availability {
        Availability::Online => BuddyState::Online,
        Availability::Away => BuddyState::Away,
        Availability::NotAvailable => BuddyState::NotAvailable,
        Availability::DoNotDisturb => BuddyState::DoNotDisturb,
        Availability::SkypeMe => BuddyState::SkypeMe,
        Availability::Unknown => BuddyState::Unknown,
        // The list has no word for somebody who is only connecting.
        Availability::Offline | Availability::Invisible | Availability::Connecting => match service
        {
            OfflineService::None => BuddyState::Offline,
            OfflineService::Voicemail => BuddyState::OfflineVoicemail,
            OfflineService::Forwarding => BuddyState::OfflineForwarding,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(buddy: &str, standing: Standing, sight: Sight, expected: &str) {
        let buddy = Destination::parse(buddy).unwrap();
        let owned = Relation {
            listed: true,
            standing,
        };
        assert_eq!(buddy_state(&buddy, &owned, sight).as_str(), expected);
    }

    #[test]
    fn an_entry_shows_what_the_owner_did_first_and_then_what_the_buddy_shows() {
        use Availability as A;
        use OfflineService as S;
        let seen = |availability, service| Sight::Presence(availability, service);
        check("+12564286000", Standing::None, Sight::Nobody, "Skypeout");
        check(
            "+12564286000",
            Standing::Blocked,
            Sight::Nobody,
            "Blocked Skypeout",
        );
        check(
            "aston",
            Standing::Blocked,
            seen(A::Online, S::None),
            "Blocked",
        );
        check("aston", Standing::None, Sight::Nobody, "Unknown");
        check(
            "aston",
            Standing::Authorized,
            Sight::Waiting,
            "Waiting for Authorization",
        );
        check("aston", Standing::None, seen(A::Online, S::None), "Online");
        check("aston", Standing::None, seen(A::Away, S::None), "Away");
        check(
            "aston",
            Standing::None,
            seen(A::NotAvailable, S::None),
            "Not Available",
        );
        check(
            "aston",
            Standing::None,
            seen(A::DoNotDisturb, S::None),
            "Do Not Disturb",
        );
        check(
            "aston",
            Standing::None,
            seen(A::SkypeMe, S::None),
            "Skype Me",
        );
        check(
            "aston",
            Standing::None,
            seen(A::Unknown, S::None),
            "Unknown",
        );
        check(
            "aston",
            Standing::None,
            seen(A::Invisible, S::None),
            "Offline",
        );
        check(
            "aston",
            Standing::None,
            seen(A::Offline, S::Voicemail),
            "Offline (Voicemail Enabled)",
        );
        check(
            "aston",
            Standing::None,
            seen(A::Offline, S::Forwarding),
            "Offline (Call Forwarding Enabled)",
        );
    }

    #[track_caller]
    fn check_sight(listed: bool, standing: Standing, expected: bool) {
        let viewing = Relation {
            listed,
            standing: Standing::None,
        };
        let target = Relation {
            listed: false,
            standing,
        };
        assert_eq!(Sight::allowed(&viewing, &target), expected);
    }

    #[test]
    fn seeing_needs_an_entry_and_an_authorization() {
        check_sight(true, Standing::Authorized, true);
        check_sight(false, Standing::Authorized, false);
        for standing in [
            Standing::None,
            Standing::Denied,
            Standing::Ignored,
            Standing::Blocked,
        ] {
            check_sight(true, standing, false);
        }
    }
}
