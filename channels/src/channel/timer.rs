//! When something has to happen to a channel.
//!
//! Timers are not taken back: who is due looks whether there is still something to do.

use std::collections::BTreeSet;
use std::time::Instant;

use runtime::host::ChannelId;

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// Nothing was heard from it for long.
    Silence(ChannelId),
    /// A pair that rings in vain.
    Ringing(ChannelId),
    /// The far end has hung up while it was being transferred.
    Left(ChannelId),
    /// A REFER, either way, that came to nothing.
    Refer(ChannelId),
    /// `w` among digits is over.
    Dialing(ChannelId),
    /// A topic that crossed a request of the far end.
    Topic(ChannelId),
    /// Late answers to INVITEs that have been given up are over.
    Abandoned(sip::TransactionId),
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Timers {
    due: BTreeSet<(Instant, Timer)>,
}

impl Timers {
    pub(super) fn set(&mut self, at: Instant, timer: Timer) {
        self.due.insert((at, timer));
    }

    /// The next that is due by now.
    pub(super) fn poll(&mut self, now: Instant) -> Option<Timer> {
        let first = self.due.first().filter(|(at, _)| *at <= now)?;
        let timer = first.1;
        self.due.pop_first();
        Some(timer)
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.due.first().map(|(at, _)| *at)
    }
}
