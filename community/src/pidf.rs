//! What PIDF and RPID say, without their XML (RFC 3863, RFC 4480): the meaning of each
//! availability on the wire. Printing and reading documents belongs to the SIP rooms.

use crate::availability::Availability;

/// `<basic>` of a tuple.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basic {
    /// Calls can reach the person.
    Open,
    /// They cannot.
    Closed,
}

/// What a presence document says about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// `<basic>`.
    pub basic: Basic,
    /// The element inside `<rpid:activities>`, such as `away`.
    pub activity: Option<&'static str>,
    /// The note of the tuple, where neither of the above can say it.
    pub note: Option<&'static str>,
}

impl Availability {
    /// How an availability is written. `Invisible` is written as `Offline`: nobody else may tell
    /// them apart.
    pub fn to_pidf(self) -> Meaning {
        let (basic, activity, note) = match self {
            Self::Online => (Basic::Open, None, None),
            Self::Away => (Basic::Open, Some("away"), None),
            Self::NotAvailable => (Basic::Open, Some("permanent-absence"), None),
            Self::DoNotDisturb => (Basic::Open, Some("busy"), None),
            Self::SkypeMe => (Basic::Open, None, Some("Skype Me")),
            Self::Offline | Self::Invisible => (Basic::Closed, None, None),
            Self::Connecting => (Basic::Closed, None, Some("Connecting")),
            Self::Unknown => (Basic::Closed, Some("unknown"), None),
        };
        Meaning {
            basic,
            activity,
            note,
        }
    }

    /// What a client's document means. `activities` are the element names without prefix, `notes`
    /// all notes of the document. A client that knows no better word for Invisible can publish the
    /// note `Invisible`. Activities that say nothing about being reachable are skipped.
    pub fn from_pidf<'a>(
        basic: Basic,
        activities: impl IntoIterator<Item = &'a str>,
        notes: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let noted = notes
            .into_iter()
            .find_map(|note| NOTES.iter().find(|row| same(row.0, note)));
        let active = activities
            .into_iter()
            .find_map(|name| ACTIVITIES.iter().find(|row| same(row.0, name)));
        match (basic, noted, active) {
            (_, Some((_, Self::Invisible)), _) => Self::Invisible,
            (Basic::Closed, _, Some((_, Self::Unknown))) => Self::Unknown,
            (Basic::Closed, Some((_, Self::Connecting)), _) => Self::Connecting,
            (Basic::Closed, ..) => Self::Offline,
            (Basic::Open, Some((_, Self::Connecting)), None) | (Basic::Open, None, None) => {
                Self::Online
            }
            (Basic::Open, Some((_, said @ Self::NotAvailable)), _) => *said,
            (Basic::Open, _, Some((_, said))) => *said,
            (Basic::Open, Some((_, said)), None) => *said,
        }
    }
}

fn same(row: &str, text: &str) -> bool {
    row.eq_ignore_ascii_case(text.trim())
}

/// RFC 4480 section 3.2, with `dnd` and `extended-away` as some clients write them.
const ACTIVITIES: [(&str, Availability); 14] = [
    ("away", Availability::Away),
    ("breakfast", Availability::Away),
    ("lunch", Availability::Away),
    ("dinner", Availability::Away),
    ("meal", Availability::Away),
    ("permanent-absence", Availability::NotAvailable),
    ("vacation", Availability::NotAvailable),
    ("holiday", Availability::NotAvailable),
    ("sleeping", Availability::NotAvailable),
    ("extended-away", Availability::NotAvailable),
    ("busy", Availability::DoNotDisturb),
    ("dnd", Availability::DoNotDisturb),
    ("presentation", Availability::DoNotDisturb),
    ("unknown", Availability::Unknown),
];

/// Notes that carry an availability. Many clients write these beside or instead of an activity.
const NOTES: [(&str, Availability); 10] = [
    ("Skype Me", Availability::SkypeMe),
    ("Invisible", Availability::Invisible),
    ("Connecting", Availability::Connecting),
    ("Away", Availability::Away),
    ("Busy", Availability::DoNotDisturb),
    ("Do Not Disturb", Availability::DoNotDisturb),
    ("Not Available", Availability::NotAvailable),
    ("Extended Away", Availability::NotAvailable),
    ("Online", Availability::Online),
    ("Unknown", Availability::Unknown),
];

/// Whether a note only repeats an availability, and so is no mood.
pub fn note_is_availability(note: &str) -> bool {
    NOTES.iter().any(|row| same(row.0, note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_availability_reads_back_as_others_may_see_it() {
        for value in Availability::all() {
            let meaning = value.to_pidf();
            let read = Availability::from_pidf(meaning.basic, meaning.activity, meaning.note);
            assert_eq!(read, value.to_others());
        }
    }

    #[track_caller]
    fn check(basic: Basic, activities: &[&str], notes: &[&str], expected: Availability) {
        let read =
            Availability::from_pidf(basic, activities.iter().copied(), notes.iter().copied());
        assert_eq!(read, expected, "{activities:?} {notes:?}");
    }

    #[test]
    fn the_documents_of_other_clients_are_understood() {
        check(Basic::Open, &[], &["In London"], Availability::Online);
        check(Basic::Open, &["on-the-phone"], &[], Availability::Online);
        check(Basic::Open, &["meeting", "away"], &[], Availability::Away);
        check(Basic::Open, &[], &["Busy"], Availability::DoNotDisturb);
        check(
            Basic::Open,
            &["busy"],
            &["Skype Me"],
            Availability::DoNotDisturb,
        );
        check(
            Basic::Open,
            &["away"],
            &["extended away"],
            Availability::NotAvailable,
        );
        check(
            Basic::Open,
            &["away"],
            &["Invisible"],
            Availability::Invisible,
        );
        check(Basic::Closed, &["away"], &[], Availability::Offline);
    }
}
