//! The 20 ms beat of every leg that makes sound, spread over twenty slots of a millisecond.
//!
//! Spread, so that a thousand encoders do not all run in the same millisecond; coalesced, so that the thread wakes at
//! most once a millisecond however many legs there are. No heap: a slot is a list.

use super::legs::Slot;
use std::time::{Duration, Instant};

/// Who ticks when.
pub(super) struct Ticker {
    base: Instant,
    /// Milliseconds after `base`; the next slot to tick is this one modulo the number of slots.
    cursor: u64,
    slots: [Vec<Slot>; SLOTS],
    members: usize,
}

const SLOTS: usize = 20;
/// A thread that was stopped for longer than this does not catch up: listeners would get it all at once.
const LONGEST_BACKLOG: u64 = 100;

impl Ticker {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            base: now,
            cursor: 0,
            slots: std::array::from_fn(|_| Vec::new()),
            members: 0,
        }
    }

    /// `leg` ticks from now on, in the emptiest slot; gives where, for [`Self::remove`].
    pub(super) fn add(&mut self, now: Instant, leg: Slot) -> usize {
        if self.members == 0 {
            self.cursor = self.millis(now) + 1;
        }
        let place = (0..SLOTS)
            .min_by_key(|slot| self.slots[*slot].len())
            .unwrap_or(0);
        self.slots[place].push(leg);
        self.members += 1;
        place
    }

    pub(super) fn remove(&mut self, place: usize, leg: Slot) {
        let slot = &mut self.slots[place];
        if let Some(index) = slot.iter().position(|member| *member == leg) {
            slot.swap_remove(index);
            self.members -= 1;
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        let ahead = (0..SLOTS as u64)
            .find(|ahead| !self.slots[self.place(self.cursor + ahead)].is_empty())?;
        Some(self.at(self.cursor + ahead))
    }

    /// The next slot that is due: its nominal time, and its members in `legs`.
    pub(super) fn next_due(&mut self, now: Instant, legs: &mut Vec<Slot>) -> Option<Instant> {
        legs.clear();
        let latest = self.millis(now);
        // Whole rounds, so that every leg keeps its phase.
        let behind = latest
            .saturating_sub(self.cursor)
            .saturating_sub(LONGEST_BACKLOG);
        self.cursor += behind.next_multiple_of(SLOTS as u64);
        while self.cursor <= latest {
            let (place, at) = (self.place(self.cursor), self.at(self.cursor));
            self.cursor += 1;
            if !self.slots[place].is_empty() {
                legs.extend_from_slice(&self.slots[place]);
                return Some(at);
            }
        }
        None
    }

    fn place(&self, millis: u64) -> usize {
        (millis % SLOTS as u64) as usize
    }

    fn at(&self, millis: u64) -> Instant {
        self.base + Duration::from_millis(millis)
    }

    fn millis(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.base).as_millis() as u64
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;

    /// Milliseconds at which the first of `legs` legs ticks, when the thread looks at `looks`.
    fn check(legs: usize, looks: &[u64], ticks: &[u128]) {
        let start = Instant::now();
        let (mut ticker, mut due, mut found) = (Ticker::new(start), Vec::new(), Vec::new());
        for leg in 0..legs {
            ticker.add(start, Slot(leg));
        }
        for look in looks {
            while let Some(at) = ticker.next_due(start + Duration::from_millis(*look), &mut due) {
                if due.contains(&Slot(0)) {
                    found.push((at - start).as_millis());
                }
            }
        }
        assert_eq!(found, ticks);
    }

    #[test]
    fn a_leg_ticks_every_20_ms_however_late_the_thread_looks() {
        check(1, &[20, 40, 61], &[20, 40, 60]);
        check(45, &[25, 90], &[20, 40, 60, 80]);
    }

    #[test]
    fn a_long_stop_is_not_made_up_for() {
        check(1, &[20, 1000], &[20, 920, 940, 960, 980, 1000]);
    }

    #[test]
    fn nobody_ticks_in_an_empty_ticker() {
        let mut ticker = Ticker::new(Instant::now());
        assert_eq!(ticker.poll_timeout(), None);
        let place = ticker.add(ticker.base, Slot(3));
        assert!(
            ticker
                .poll_timeout()
                .is_some_and(|at| at - ticker.base <= Duration::from_millis(20))
        );
        ticker.remove(place, Slot(3));
        assert_eq!(ticker.poll_timeout(), None);
    }
}
