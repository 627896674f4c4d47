//! The growing intervals between retransmissions.

use std::time::{Duration, Instant};

/// When to send again, and how the interval grows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Retransmit {
    at: Instant,
    interval: Duration,
    longest: Duration,
}

impl Retransmit {
    /// First after `interval`, then after twice as long each time, up to `longest`.
    pub(crate) fn new(now: Instant, interval: Duration, longest: Duration) -> Self {
        Self {
            at: now + interval,
            interval,
            longest,
        }
    }

    /// Whether it is time; if so the next one is set.
    pub(crate) fn is_due(&mut self, now: Instant) -> bool {
        let due = now >= self.at;
        if due {
            self.interval = (2 * self.interval).min(self.longest);
            self.at += self.interval;
            // After a long pause of the caller the missed ones are not made up for.
            self.at = self.at.max(now);
        }
        due
    }

    /// Goes on with the longest interval (RFC 3261 section 17.1.2.2, in Proceeding).
    pub(crate) fn slow_down(&mut self) {
        self.interval = self.longest;
    }

    /// When the next one is due.
    pub(crate) fn at(&self) -> Instant {
        self.at
    }
}
