//! Presence documents between their XML (`sip`) and their meaning (`community`).
//!
//! In: documents that clients publish. Out: documents for those who watch a person or an extension.

use community::{Availability, Publication, SeenPresence, pidf};
use sip::{Activity, Basic, Presence};

use runtime::device_state::DeviceState;

/// The media type of the documents.
pub(crate) const MEDIA_TYPE: &str = "application/pidf+xml";

/// What a published document says: an availability, and a mood where the note is one.
pub(crate) fn read(presence: &Presence) -> Publication {
    let note = presence
        .note
        .as_deref()
        .map(str::trim)
        .filter(|note| !note.is_empty());
    let basic = match presence.basic {
        Basic::Open => pidf::Basic::Open,
        Basic::Closed => pidf::Basic::Closed,
    };
    let activities = presence.activities.iter().map(element);
    let availability = Availability::from_pidf(basic, activities, note);
    let note = note
        .filter(|note| !pidf::note_is_availability(note))
        .map(str::to_owned);
    Publication { availability, note }
}

/// The document that shows a person to somebody who may see this.
pub(crate) fn person(address: &str, seen: &SeenPresence) -> Presence {
    let meaning = seen.availability.to_pidf();
    let mood = Some(seen.mood.as_str()).filter(|mood| !mood.is_empty());
    document(address, meaning, meaning.note.or(mood))
}

/// The document that shows an extension to a telephone. `person` is there where the extension stands for
/// one person and nothing else: then the note is the availability in words.
pub(crate) fn extension(
    address: &str,
    state: DeviceState,
    person: Option<Availability>,
) -> Presence {
    if let Some(availability) = person {
        return document(address, availability.to_pidf(), Some(availability.as_str()));
    }
    let (basic, activities, note) = match state {
        DeviceState::NotInUse | DeviceState::Unknown => (Basic::Open, &[][..], "Ready"),
        DeviceState::Ringing => (Basic::Open, &RINGING[..], "Ringing"),
        DeviceState::RingInUse => (Basic::Open, &ENGAGED[..], "Ringing"),
        DeviceState::InUse => (Basic::Open, &ENGAGED[..], "On the phone"),
        DeviceState::Busy => (Basic::Closed, &ENGAGED[..], "On the phone"),
        DeviceState::OnHold => (Basic::Open, &ENGAGED[..], "On hold"),
        DeviceState::Unavailable | DeviceState::Invalid => {
            (Basic::Closed, &AWAY[..], "Unavailable")
        }
    };
    Presence {
        entity: address.to_owned(),
        basic,
        activities: activities.to_vec(),
        note: Some(note.to_owned()),
        contact: contact(address, basic),
    }
}

const RINGING: [Activity; 1] = [Activity::Busy];
const ENGAGED: [Activity; 2] = [Activity::Busy, Activity::OnThePhone];
const AWAY: [Activity; 1] = [Activity::Away];

fn document(address: &str, meaning: pidf::Meaning, note: Option<&str>) -> Presence {
    let basic = match meaning.basic {
        pidf::Basic::Open => Basic::Open,
        pidf::Basic::Closed => Basic::Closed,
    };
    Presence {
        entity: address.to_owned(),
        basic,
        activities: meaning.activity.map(activity).into_iter().collect(),
        note: note.map(str::to_owned),
        contact: contact(address, basic),
    }
}

fn contact(address: &str, basic: Basic) -> Option<String> {
    (basic == Basic::Open).then(|| address.to_owned())
}

/// Activities `sip` has a name for, with their elements.
const NAMED: [(Activity, &str); 4] = [
    (Activity::Away, "away"),
    (Activity::Busy, "busy"),
    (Activity::OnThePhone, "on-the-phone"),
    (Activity::PermanentAbsence, "permanent-absence"),
];

fn element(activity: &Activity) -> &str {
    match activity {
        Activity::Other(name) => name,
        named => NAMED
            .iter()
            .find(|row| row.0 == *named)
            .map_or("", |row| row.1),
    }
}

fn activity(element: &str) -> Activity {
    let named = NAMED
        .iter()
        .find(|row| row.1 == element)
        .map(|row| row.0.clone());
    named.unwrap_or_else(|| Activity::Other(element.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        basic: Basic,
        activities: &[Activity],
        note: &str,
        availability: Availability,
        mood: Option<&str>,
    ) {
        let note = (!note.is_empty()).then(|| note.to_owned());
        let activities = activities.to_vec();
        let presence = Presence {
            entity: String::new(),
            basic,
            activities,
            note,
            contact: None,
        };
        assert_eq!(
            read(&presence),
            Publication {
                availability,
                note: mood.map(str::to_owned)
            }
        );
    }

    #[test]
    fn the_table_is_read() {
        use Basic::{Closed, Open};
        check(Open, &[], "", Availability::Online, None);
        check(Open, &[Activity::Away], "", Availability::Away, None);
        check(
            Open,
            &[Activity::PermanentAbsence],
            "",
            Availability::NotAvailable,
            None,
        );
        check(
            Open,
            &[Activity::Busy],
            "",
            Availability::DoNotDisturb,
            None,
        );
        check(Open, &[], "Skype Me", Availability::SkypeMe, None);
        check(Open, &[], "Invisible", Availability::Invisible, None);
        check(Closed, &[], "", Availability::Offline, None);
    }

    #[test]
    fn other_notes_are_moods() {
        check(
            Basic::Open,
            &[Activity::Away],
            "at lunch",
            Availability::Away,
            Some("at lunch"),
        );
        check(Basic::Open, &[], "  ", Availability::Online, None);
    }

    #[test]
    fn what_is_shown_reads_back_as_what_others_may_see() {
        for availability in Availability::all() {
            let seen = SeenPresence {
                availability: availability.to_others(),
                mood: String::new(),
            };
            assert_eq!(
                read(&person("sip:a@b", &seen)).availability,
                availability.to_others()
            );
        }
    }

    #[test]
    fn an_extension_that_is_one_person_shows_the_availability_in_words() {
        let shown = extension("sip:100@b", DeviceState::InUse, Some(Availability::Away));
        assert_eq!(
            (shown.note.as_deref(), shown.activities),
            (Some("Away"), vec![Activity::Away])
        );
    }
}
