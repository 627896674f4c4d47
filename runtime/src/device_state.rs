//! States of devices, and what several of them amount to for the extension that watches them.
//!
//! In: the states of devices. Out: Asterisk's words for one device (`DEVICE_STATE`) and for an extension
//! (`EXTENSION_STATE`, `core show hints`). The order of precedence was observed from Asterisk 22 over all
//! singles, pairs and triples.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The state of a device, in ascending precedence: of several the greatest shows.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// There is no such device.
    #[default]
    Invalid,
    /// Nobody knows.
    Unknown,
    /// It cannot be reached: not registered, or offline.
    Unavailable,
    /// It is there and idle.
    NotInUse,
    /// Its calls are all on hold.
    OnHold,
    /// It rings.
    Ringing,
    /// It is on a call.
    InUse,
    /// It takes no more calls.
    Busy,
    /// It is on a call, and another one rings.
    RingInUse,
}

/// Each state with its name, and how an extension in that state is shown.
const WORDS: [(DeviceState, &str, &str); 9] = [
    (DeviceState::Invalid, "INVALID", "Unavailable"),
    (DeviceState::Unknown, "UNKNOWN", "Idle"),
    (DeviceState::Unavailable, "UNAVAILABLE", "Unavailable"),
    (DeviceState::NotInUse, "NOT_INUSE", "Idle"),
    (DeviceState::OnHold, "ONHOLD", "Hold"),
    (DeviceState::Ringing, "RINGING", "Ringing"),
    (DeviceState::InUse, "INUSE", "InUse"),
    (DeviceState::Busy, "BUSY", "Busy"),
    (DeviceState::RingInUse, "RINGINUSE", "InUse&Ringing"),
];

impl DeviceState {
    /// The words that `DEVICE_STATE` gives, in the order of the states.
    pub const WORDS: &[&str] = &{
        let mut words = [""; WORDS.len()];
        let mut at = 0;
        while at < words.len() {
            words[at] = WORDS[at].1;
            at += 1;
        }
        words
    };

    /// The word `DEVICE_STATE` gives.
    pub fn as_str(self) -> &'static str {
        WORDS[self as usize].1
    }

    /// The word `core show hints` has for an extension in this state.
    pub fn extension_word(self) -> &'static str {
        WORDS[self as usize].2
    }

    /// The state of an extension that watches devices in these states. Ringing beside any state of
    /// being engaged is [`RingInUse`](Self::RingInUse); otherwise the greatest counts. An extension is
    /// never `Invalid` or `Unknown`: without a usable device it is unavailable, and a device of which
    /// nothing is known counts as idle.
    pub fn of_extension(devices: impl IntoIterator<Item = Self>) -> Self {
        let (mut rings, mut engaged, mut greatest) = (false, false, Self::Invalid);
        for state in devices {
            rings |= state == Self::Ringing;
            engaged |= matches!(state, Self::InUse | Self::OnHold | Self::Busy);
            greatest = greatest.max(state);
        }
        match greatest {
            _ if rings && engaged => Self::RingInUse,
            Self::Invalid => Self::Unavailable,
            Self::Unknown => Self::NotInUse,
            state => state,
        }
    }
}

impl fmt::Display for DeviceState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for DeviceState {
    type Err = ();

    /// Reads one of Asterisk's words, in any case.
    fn from_str(text: &str) -> Result<Self, ()> {
        WORDS
            .iter()
            .find(|row| row.1.eq_ignore_ascii_case(text))
            .map(|row| row.0)
            .ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(devices: &str, extension: &str, shown: &str) {
        let states = devices.split('&').filter_map(|word| word.parse().ok());
        let state = DeviceState::of_extension(states);
        assert_eq!(
            (state.as_str(), state.extension_word()),
            (extension, shown),
            "of `{devices}`"
        );
    }

    #[test]
    fn words_stand_in_the_order_of_the_states() {
        for (index, row) in WORDS.iter().enumerate() {
            assert_eq!(row.0 as usize, index);
        }
    }

    #[test]
    fn one_device_shows_as_it_is() {
        check("BUSY", "BUSY", "Busy");
        check("ONHOLD", "ONHOLD", "Hold");
        check("RINGINUSE", "RINGINUSE", "InUse&Ringing");
    }

    #[test]
    fn an_extension_is_never_invalid_or_unknown() {
        check("INVALID", "UNAVAILABLE", "Unavailable");
        check("UNKNOWN", "NOT_INUSE", "Idle");
        check("", "UNAVAILABLE", "Unavailable");
    }

    #[test]
    fn ringing_beside_an_engaged_device_is_both() {
        check("RINGING&INUSE", "RINGINUSE", "InUse&Ringing");
        check("BUSY&NOT_INUSE&RINGING", "RINGINUSE", "InUse&Ringing");
        check("ONHOLD&RINGING", "RINGINUSE", "InUse&Ringing");
    }

    #[test]
    fn otherwise_the_most_engaged_shows() {
        check("ONHOLD&INUSE", "INUSE", "InUse");
        check("NOT_INUSE&UNAVAILABLE", "NOT_INUSE", "Idle");
        check("UNKNOWN&UNAVAILABLE", "UNAVAILABLE", "Unavailable");
        check("RINGING&NOT_INUSE", "RINGING", "Ringing");
    }
}
