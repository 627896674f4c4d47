//! What an operator sees of the switch: rows of `core show channels` and `core show hints`.

use std::time::Duration;

use crate::host::{CallId, ChannelId};

/// A row of `core show channels`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelStatus {
    /// Identity.
    pub id: ChannelId,
    /// `SIP/shoe-phone-00000001`.
    pub name: String,
    /// The script that owns it, if one does.
    pub call: Option<CallId>,
    /// Where its script is; empty for an outgoing channel.
    pub context: String,
    /// Where its script is; empty for an outgoing channel.
    pub extension: String,
    /// `Down`, `Ring`, `Ringing`, `Up` (Asterisk's words).
    pub state: &'static str,
    /// Who calls, or is called.
    pub caller: String,
    /// The channel it is bridged with, if any.
    pub bridged: Option<String>,
    /// Codec on the wire, as SDP names it; empty before there is one.
    pub codec: String,
    /// Since it began.
    pub duration: Duration,
}

/// A row of `core show hints`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HintStatus {
    /// Context of the hint.
    pub context: String,
    /// Extension of the hint.
    pub extension: String,
    /// What it watches: `Skype:a@b&SIP/phone`.
    pub watches: String,
    /// Asterisk's word for the extension's state: `Idle`, `InUse`, `Unavailable`, …
    pub state: String,
    /// How many subscribe.
    pub watchers: usize,
}

/// A row of `skype show users`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountStatus {
    /// Skype name.
    pub name: String,
    /// Full name of the profile.
    pub fullname: String,
    /// Whether it is in `chan_skype.conf`, so that the switch logs in to it.
    pub configured: bool,
    /// The manual's word for the switch's own login: `Logged In`, `Logged Out`, …
    pub status: &'static str,
    /// The manual's word for the availability as its owner sees it: `Online`, `Invisible`, …
    pub availability: &'static str,
    /// How many SIP clients are registered.
    pub clients: usize,
}

/// A row of `skype show requests`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestStatus {
    /// Who asked, or was decided about: Skype name, or +E.164 number.
    pub by: String,
    /// `Waiting`, `Accepted`, `Denied`, `Ignored` or `Blocked`.
    pub standing: &'static str,
    /// What was written with a request that waits.
    pub message: String,
}

/// A row of `skype show buddies`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuddyStatus {
    /// Skype name, or +E.164 number.
    pub buddy: String,
    /// Full name, where the buddy shows it.
    pub fullname: String,
    /// The manual's word: `Online`, `Waiting for Authorization`, …
    pub state: &'static str,
}

/// A row of `dialplan generations`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerationStatus {
    /// Which one, counted from 1.
    pub number: u64,
    /// `In force`, `Kept` for a way back, or `Left` with calls in it.
    pub state: &'static str,
    /// Since it went live first, if that is known.
    pub age: Option<Duration>,
    /// Files it was made from.
    pub files: usize,
    /// Calls whose script is in it.
    pub calls: usize,
}
