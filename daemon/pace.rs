//! How often a loop may wake: waking costs more than most of what it wakes for.
//!
//! The time enters; how long to rest leaves. A loop that wakes now and then never rests. One that wakes
//! more often than once a tick for a while rests until the tick is over, and finds what came meanwhile
//! together. Each step of a call may then take a tick longer, which is a hundredth of the time after which
//! SIP sends again (T1, 500 ms). Packets of sound do not come this way.

use std::time::{Duration, Instant};

/// The time between wakes under load. Measured at 500 calls a second, with four threads on two cores: each
/// wake spared is worth some 30 µs of processor time.
const TICK: Duration = Duration::from_millis(4);
/// Wakes in a row that need no rest: one call causes fewer.
const BURST: u32 = 16;

/// See the module.
pub(crate) struct Pace {
    /// When as many wakes as there were are due; ahead of the clock when they were too many.
    due: Instant,
}

impl Pace {
    pub(crate) fn new(now: Instant) -> Self {
        Self { due: now }
    }

    /// How long to rest before the next wake.
    pub(crate) fn rest(&mut self, now: Instant) -> Duration {
        let earliest = now.checked_sub(TICK * BURST).unwrap_or(now);
        self.due = self.due.max(earliest) + TICK;
        self.due.saturating_duration_since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rests of that many wakes, `gap` apart not counting rests.
    fn rests(wakes: u32, gap: Duration) -> Vec<Duration> {
        let mut now = Instant::now() + Duration::from_secs(1);
        let mut pace = Pace::new(now - Duration::from_secs(1));
        let mut rest = || {
            let rest = pace.rest(now);
            now += rest + gap;
            rest
        };
        (0..wakes).map(|_| rest()).collect()
    }

    #[test]
    fn the_few_wakes_of_one_call_need_no_rest() {
        assert_eq!(
            rests(BURST, Duration::ZERO),
            [Duration::ZERO; BURST as usize]
        );
    }

    #[test]
    fn many_wakes_come_once_a_tick() {
        let rests = rests(BURST + 100, TICK / 4);
        assert!(
            rests[BURST as usize + 10..]
                .iter()
                .all(|rest| *rest == TICK - TICK / 4)
        );
    }

    #[test]
    fn slow_work_needs_no_rest() {
        assert!(rests(100, TICK).iter().all(Duration::is_zero));
    }
}
