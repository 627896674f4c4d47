//! Where a channel comes from, and how far a call may still be called on.
//!
//! A dialplan that calls itself, by a Local channel, an account or another switch, comes to an end: each call on
//! has one less of `max_forwards` (Asterisk) and of Max-Forwards (RFC 7332 asks that of a back-to-back user agent),
//! and everything that goes back to one call has a share of the channels only.

use runtime::host::{Cause, ChannelId, ChannelInfo};
use sip::Request;

use super::Channels;
use super::originate::Refusal;
use super::state::{Channel, Owner};
use crate::core::Core;

/// What one call and all that it leads to may have of the channels there are: this part of them.
const SHARE: usize = 10;
/// And so many, where there are few.
const LEAST_SHARE: usize = 50;
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
    fn next(self) -> Result<Self, Refusal> {
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

impl Channel {
    /// The lineage of what begins on this channel.
    pub(super) fn own_lineage(&self) -> Lineage {
        Lineage {
            master: self.lineage.master.or(Some(self.id)),
            ..self.lineage
        }
    }
}

impl Channels {
    /// The lineage of what this owner starts.
    pub(super) fn descendant(&self, owner: Owner) -> Result<Lineage, Refusal> {
        let of = match owner {
            Owner::Script(call) => self.scripts.get(&call).map(|script| script.lineage),
            Owner::Pair(of) | Owner::Transfer(of) => self.table.get(&of).map(Channel::own_lineage),
            Owner::Nobody => None,
        };
        of.map_or(Ok(Lineage::default()), Lineage::next)
    }

    /// Whether so many channels more are allowed, for what goes back to `master`.
    pub(super) fn expect_room(
        &self,
        core: &Core,
        master: Option<ChannelId>,
        channels: usize,
    ) -> Result<(), Refusal> {
        let most = core.config.max_channels;
        if self.table.len() + channels > most {
            return Err((Cause::Congestion, format!("all {most} channels are taken")));
        }
        let share = (most / SHARE).max(LEAST_SHARE);
        let family = master.and_then(|master| self.families.get(&master));
        if family.map_or(0, |count| *count) + channels > share {
            let why = format!("one call may not have more than {share} channels");
            return Err((Cause::Congestion, why));
        }
        Ok(())
    }

    pub(super) fn join_family(&mut self, master: Option<ChannelId>) {
        if let Some(master) = master {
            *self.families.entry(master).or_default() += 1;
        }
    }

    pub(super) fn leave_family(&mut self, master: Option<ChannelId>) {
        let Some(master) = master else { return };
        let Some(count) = self.families.get_mut(&master) else {
            return;
        };
        *count -= 1;
        if *count == 0 {
            self.families.remove(&master);
        }
    }
}
