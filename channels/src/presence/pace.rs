//! How often one watcher is notified: single changes at once, bursts thinned out to their latest state.

use std::time::{Duration, Instant};

/// NOTIFYs that may go out one right after the other: more than the states a person can have.
const BURST: u32 = 12;

/// After a burst one each: five a second is more than an eye can follow on a lamp.
const INTERVAL: Duration = Duration::from_millis(200);

/// A bucket that holds `BURST` and fills by one in each `INTERVAL`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    spent: u32,
    since: Instant,
}

impl Pace {
    /// A full bucket.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            spent: 0,
            since: now,
        }
    }

    /// Takes one, or tells when there will be one.
    pub(super) fn take(&mut self, now: Instant) -> Result<(), Instant> {
        let passed = now.saturating_duration_since(self.since).as_millis() / INTERVAL.as_millis();
        let filled = u32::try_from(passed).unwrap_or(u32::MAX);
        if filled >= self.spent {
            *self = Self {
                spent: 1,
                since: now,
            };
            return Ok(());
        }
        self.spent -= filled;
        self.since += INTERVAL * filled;
        if self.spent >= BURST {
            return Err(self.since + INTERVAL);
        }
        self.spent += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_one_each_interval() {
        #[allow(clippy::disallowed_methods)]
        let start = Instant::now();
        let mut pace = Pace::new(start);
        for _ in 0..BURST {
            assert_eq!(pace.take(start), Ok(()));
        }
        assert_eq!(pace.take(start), Err(start + INTERVAL));
        assert_eq!(pace.take(start + INTERVAL), Ok(()));
        assert_eq!(pace.take(start + INTERVAL), Err(start + 2 * INTERVAL));
        assert_eq!(pace.take(start + 100 * INTERVAL), Ok(()));
    }
}
