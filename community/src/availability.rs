//! The availability of a person: the nine values of the manual (001, 3.3.4).

use std::fmt;

use crate::device_state::DeviceState;

/// What a person says about being reachable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Availability {
    /// Nothing is known.
    Unknown,
    /// Not there.
    #[default]
    Offline,
    /// There, and glad to be called.
    Online,
    /// There, but not at the desk.
    Away,
    /// Away for longer.
    NotAvailable,
    /// There, and not to be called.
    DoNotDisturb,
    /// There, and shown to others as `Offline`.
    Invisible,
    /// There, and glad to be called by strangers too.
    SkypeMe,
    /// About to be there.
    Connecting,
}

/// Each value with the manual's spelling.
const TEXTS: [(Availability, &str); 9] = [
    (Availability::Unknown, "Unknown"),
    (Availability::Offline, "Offline"),
    (Availability::Online, "Online"),
    (Availability::Away, "Away"),
    (Availability::NotAvailable, "Not Available"),
    (Availability::DoNotDisturb, "Do Not Disturb"),
    (Availability::Invisible, "Invisible"),
    (Availability::SkypeMe, "Skype Me"),
    (Availability::Connecting, "Connecting"),
];

impl Availability {
    /// All nine, in the manual's order.
    pub fn all() -> impl Iterator<Item = Self> {
        TEXTS.iter().map(|(value, _)| *value)
    }

    /// Reads the manual's spelling; case does not count.
    pub fn parse(text: &str) -> Option<Self> {
        TEXTS
            .iter()
            .find(|(_, name)| name.eq_ignore_ascii_case(text))
            .map(|(value, _)| *value)
    }

    /// The manual's spelling.
    pub fn as_str(self) -> &'static str {
        TEXTS
            .iter()
            .find(|(value, _)| *value == self)
            .map_or("Unknown", |(_, name)| name)
    }

    /// What other people are shown.
    #[must_use]
    pub fn to_others(self) -> Self {
        if self == Self::Invisible {
            Self::Offline
        } else {
            self
        }
    }

    /// The lamp on a telephone that watches this person (001, 3.4).
    ///
    /// Who wants calls is free. Who is away can still be rung but will hardly answer, which is what
    /// Asterisk calls in use; who must not be disturbed is busy. `Connecting` is not there yet.
    pub fn device_state(self) -> DeviceState {
        match self {
            Self::Online | Self::SkypeMe => DeviceState::NotInUse,
            Self::Away | Self::NotAvailable => DeviceState::InUse,
            Self::DoNotDisturb => DeviceState::Busy,
            Self::Offline | Self::Invisible | Self::Connecting => DeviceState::Unavailable,
            Self::Unknown => DeviceState::Unknown,
        }
    }
}

impl fmt::Display for Availability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, others_see: &str, lamp: &str) {
        let value = Availability::parse(text).expect(text);
        assert_eq!(value.as_str(), text);
        assert_eq!(value.to_others().as_str(), others_see);
        assert_eq!(value.to_others().device_state().as_str(), lamp);
    }

    #[test]
    fn every_value_has_the_manuals_name_and_a_lamp() {
        check("Unknown", "Unknown", "UNKNOWN");
        check("Offline", "Offline", "UNAVAILABLE");
        check("Online", "Online", "NOT_INUSE");
        check("Away", "Away", "INUSE");
        check("Not Available", "Not Available", "INUSE");
        check("Do Not Disturb", "Do Not Disturb", "BUSY");
        check("Invisible", "Offline", "UNAVAILABLE");
        check("Skype Me", "Skype Me", "NOT_INUSE");
        check("Connecting", "Connecting", "UNAVAILABLE");
        assert_eq!(Availability::all().count(), 9);
    }

    #[test]
    fn other_words_are_refused() {
        assert_eq!(Availability::parse("DND"), None);
        assert_eq!(Availability::parse("skype me"), Some(Availability::SkypeMe));
    }
}
