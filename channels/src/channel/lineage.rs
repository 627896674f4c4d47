//! Where a channel comes from, and how far a call may still be called on.
//!
//! A dialplan that calls itself, by a Local channel, an account or another switch, comes to an end: each call on
//! has one less of `max_forwards` (Asterisk) and of Max-Forwards (RFC 7332 asks that of a back-to-back user agent).

use runtime::host::{Cause, ChannelId, ChannelInfo};
use sip::Request;

/// Why a call cannot even be tried, in words for a log.
pub(super) type Refusal = (Cause, String);

/// Max-Forwards of a call that begins here (RFC 3261 section 8.1.1.6).
const HOPS: u8 = 70;

/// Where a channel comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lineage {
    /// The channel that everything it belongs to goes back to; none for one that nobody here wanted.
    pub(super) master: Option<ChannelId>,
    /// [`ChannelInfo::max_forwards`].
    pub(super) max_forwards: u32,
    /// Max-Forwards of the INVITE.
    pub(super) hops: u8,
}

impl Default for Lineage {
    fn default() -> Self {
        Self {
            master: None,
            max_forwards: ChannelInfo::MAX_FORWARDS,
            hops: HOPS,
        }
    }
}

impl Lineage {
    /// A call that an INVITE begins.
    pub(super) fn of(invite: &Request) -> Self {
        let hops = invite.max_forwards().unwrap_or(HOPS);
        Self {
            hops,
            ..Self::default()
        }
    }

    /// One step further on.
    pub(super) fn next(self) -> Result<Self, Refusal> {
        let hops = self.hops.checked_sub(1).ok_or_else(circles)?;
        Ok(Self {
            master: self.master,
            max_forwards: self.max_forwards.saturating_sub(1),
            hops,
        })
    }
}

/// A call has been called on too often.
pub(super) fn circles() -> Refusal {
    let why = "the call has been called on too often; it may go in circles";
    (Cause::Congestion, why.to_owned())
}
