//! Availability as presence documents show it, both ways (the table "Skype on SIP").
//!
//! In: documents that clients publish. Out: documents for those who watch a person or an extension.

use community::Availability;
use sip::{Activity, Basic, Presence};

use crate::device_state::DeviceState;

/// The media type of the documents.
pub(crate) const MEDIA_TYPE: &str = "application/pidf+xml";

/// Notes that stand for an availability and are not a mood.
const SPOKEN: [Availability; 7] = [
    Availability::Online,
    Availability::Away,
    Availability::NotAvailable,
    Availability::DoNotDisturb,
    Availability::Invisible,
    Availability::SkypeMe,
    Availability::Offline,
];

/// What a published document says: an availability, and a mood where the note is one.
pub(crate) fn read(presence: &Presence) -> (Availability, Option<String>) {
    let note = presence.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let spoken = note.and_then(spoken);
    let availability = match (presence.basic, activity(presence), spoken) {
        (Basic::Closed, _, Some(Availability::Invisible)) => Availability::Invisible,
        (Basic::Closed, ..) => Availability::Offline,
        // A client without RPID says by its note what it means.
        (Basic::Open, None, Some(spoken)) => spoken,
        (Basic::Open, None, None) => Availability::Online,
        (Basic::Open, Some(activity), spoken) => refined(activity, spoken),
    };
    let mood = note.filter(|_| spoken.is_none()).map(str::to_owned);
    (availability, mood)
}

/// The document that shows a person to a buddy who may see this. `mood` is left out while offline.
pub(crate) fn person(entity: &str, contact: &str, availability: Availability, mood: &str) -> Presence {
    let shown = availability.to_others();
    let basic = if is_there(shown) { Basic::Open } else { Basic::Closed };
    let activities = match shown {
        Availability::Away => vec![Activity::Away],
        Availability::NotAvailable => vec![Activity::PermanentAbsence],
        Availability::DoNotDisturb => vec![Activity::Busy],
        _ => Vec::new(),
    };
    let note = match shown {
        Availability::SkypeMe => Some("Skype Me".to_owned()),
        _ if basic == Basic::Closed || mood.is_empty() => None,
        _ => Some(mood.to_owned()),
    };
    let contact = (basic == Basic::Open).then(|| contact.to_owned());
    Presence { entity: entity.to_owned(), basic, activities, note, contact }
}

/// The document that shows an extension to a telephone. `word` is the person's availability where the
/// extension stands for one person and nothing else.
pub(crate) fn extension(entity: &str, contact: &str, state: DeviceState, word: Option<Availability>) -> Presence {
    if let Some(availability) = word {
        let mut presence = person(entity, contact, availability, "");
        presence.note = Some(availability.to_others().as_str().to_owned());
        return presence;
    }
    let (basic, activities, note) = match state {
        DeviceState::NotInUse | DeviceState::Unknown => (Basic::Open, vec![], "Ready"),
        DeviceState::Ringing => (Basic::Open, vec![Activity::Busy], "Ringing"),
        DeviceState::RingInUse => (Basic::Open, vec![Activity::Busy, Activity::OnThePhone], "Ringing"),
        DeviceState::InUse => (Basic::Open, vec![Activity::Busy, Activity::OnThePhone], "On the phone"),
        DeviceState::Busy => (Basic::Closed, vec![Activity::Busy, Activity::OnThePhone], "On the phone"),
        DeviceState::OnHold => (Basic::Open, vec![Activity::Busy, Activity::OnThePhone], "On hold"),
        DeviceState::Unavailable | DeviceState::Invalid => (Basic::Closed, vec![Activity::Away], "Unavailable"),
    };
    Presence {
        entity: entity.to_owned(),
        basic,
        activities,
        note: Some(note.to_owned()),
        contact: (basic == Basic::Open).then(|| contact.to_owned()),
    }
}

fn is_there(shown: Availability) -> bool {
    !matches!(shown, Availability::Offline | Availability::Unknown | Availability::Connecting)
}

fn spoken(note: &str) -> Option<Availability> {
    SPOKEN.into_iter().find(|availability| availability.as_str().eq_ignore_ascii_case(note))
}

/// The activity that decides most, of those a document names.
fn activity(presence: &Presence) -> Option<Availability> {
    let ranked = presence.activities.iter().filter_map(|activity| match activity {
        Activity::Busy | Activity::OnThePhone => Some(Availability::DoNotDisturb),
        Activity::PermanentAbsence => Some(Availability::NotAvailable),
        Activity::Away => Some(Availability::Away),
        Activity::Other(name) => other(name),
    });
    ranked.max_by_key(|availability| match availability {
        Availability::DoNotDisturb => 3,
        Availability::NotAvailable => 2,
        _ => 1,
    })
}

/// Activities of RFC 4480 that amount to one of ours, and the one Jabber gateways add.
fn other(name: &str) -> Option<Availability> {
    match name.to_ascii_lowercase().as_str() {
        "dnd" | "do-not-disturb" | "in-transit-busy" | "meeting" | "presentation" => Some(Availability::DoNotDisturb),
        "xa" | "extended-away" | "vacation" | "holiday" | "sleeping" => Some(Availability::NotAvailable),
        "appointment" | "breakfast" | "lunch" | "dinner" | "meal" | "travel" | "steering" | "in-transit" => {
            Some(Availability::Away)
        }
        _ => None,
    }
}

/// `away` with a note `Not Available` is how clients that lack `permanent-absence` say it.
fn refined(activity: Availability, spoken: Option<Availability>) -> Availability {
    match (activity, spoken) {
        (Availability::Away, Some(Availability::NotAvailable)) => Availability::NotAvailable,
        (_, Some(Availability::Invisible)) => Availability::Invisible,
        (activity, _) => activity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(basic: Basic, activities: &[Activity], note: &str) -> Presence {
        let note = (!note.is_empty()).then(|| note.to_owned());
        Presence { entity: String::new(), basic, activities: activities.to_vec(), note, contact: None }
    }

    #[track_caller]
    fn check(presence: &Presence, availability: Availability, mood: Option<&str>) {
        assert_eq!(read(presence), (availability, mood.map(str::to_owned)));
    }

    #[test]
    fn the_table_is_read() {
        use Basic::{Closed, Open};
        check(&published(Open, &[], ""), Availability::Online, None);
        check(&published(Open, &[Activity::Away], ""), Availability::Away, None);
        check(&published(Open, &[Activity::PermanentAbsence], ""), Availability::NotAvailable, None);
        check(&published(Open, &[Activity::Other("xa".into())], ""), Availability::NotAvailable, None);
        check(&published(Open, &[Activity::Busy], ""), Availability::DoNotDisturb, None);
        check(&published(Open, &[], "Skype Me"), Availability::SkypeMe, None);
        check(&published(Open, &[], "skype me"), Availability::SkypeMe, None);
        check(&published(Closed, &[], ""), Availability::Offline, None);
        check(&published(Closed, &[], "Invisible"), Availability::Invisible, None);
        check(&published(Open, &[], "Invisible"), Availability::Invisible, None);
    }

    #[test]
    fn other_notes_are_moods() {
        check(&published(Basic::Open, &[Activity::Away], "at lunch"), Availability::Away, Some("at lunch"));
        check(&published(Basic::Open, &[Activity::Away], "Not Available"), Availability::NotAvailable, None);
        check(&published(Basic::Open, &[], "  "), Availability::Online, None);
    }

    #[test]
    fn the_activity_that_decides_most_wins() {
        let both = [Activity::Away, Activity::Busy, Activity::Other("worship".into())];
        check(&published(Basic::Open, &both, ""), Availability::DoNotDisturb, None);
    }

    #[test]
    fn what_is_shown_reads_back_as_what_others_may_see() {
        for availability in SPOKEN {
            let shown = person("sip:a@b", "sip:a@b", availability, "");
            assert_eq!(read(&shown).0, availability.to_others());
        }
    }

    #[test]
    fn an_invisible_person_has_no_mood() {
        let shown = person("sip:a@b", "sip:a@b", Availability::Invisible, "hi");
        assert_eq!((shown.basic, shown.note, shown.contact), (Basic::Closed, None, None));
    }

    #[test]
    fn an_extension_that_is_one_person_shows_the_availability() {
        let shown = extension("sip:100@b", "sip:100@b", DeviceState::InUse, Some(Availability::Away));
        assert_eq!((shown.note.as_deref(), shown.activities), (Some("Away"), vec![Activity::Away]));
    }
}
