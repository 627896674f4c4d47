//! Estimate: with which transit to play, so that waiting and losing cost least together.
//!
//! A histogram of transits with forgetting; late packets cost as much as so many milliseconds of delay. On top of it
//! a floor: when even the fastest of the last packets was slow, the path has changed, and the histogram is behind.

use super::JitterConfig;
use std::collections::VecDeque;

/// Transits of the recent past.
#[derive(Clone, Debug)]
pub(super) struct Estimate {
    /// Weight a bin; the lowest bin begins at `base`.
    bins: VecDeque<f32>,
    base: i64,
    total: f32,
    /// Weight of the next packet: grows, so that the ones before it shrink against it.
    weight: f32,
    recent: VecDeque<i64>,
    lossy: f32,
    target: Option<i64>,
}

/// Width of a bin, µs.
const BIN: i64 = 4000;
/// 1.6 s of jitter; what is beyond is not worth waiting for.
const BINS: usize = 400;
/// Each packet weighs this much less than the next: a memory of 600 packets, 12 s.
const FORGET: f32 = 1.0 - 1.0 / 600.0;
/// Packets whose fastest tells of a change of the path: 300 ms of them.
const RECENT: usize = 15;
/// A weight as large as this is brought back to 1, before precision is lost.
const RESCALE: f32 = 1e6;

impl Estimate {
    pub(super) fn new() -> Self {
        Self {
            bins: VecDeque::with_capacity(BINS),
            base: 0,
            total: 0.0,
            weight: 1.0,
            recent: VecDeque::with_capacity(RECENT),
            lossy: 0.0,
            target: None,
        }
    }

    /// A packet took `transit` µs, in a scale whose zero means nothing.
    pub(super) fn handle_arrival(&mut self, transit: i64, config: &JitterConfig) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(transit);
        let bin = self.bin(transit);
        self.bins[bin] += self.weight;
        self.total += self.weight;
        self.weight /= FORGET;
        self.lossy *= FORGET;
        if self.weight > RESCALE {
            let scale = 1.0 / self.weight;
            self.bins.iter_mut().for_each(|weight| *weight *= scale);
            self.total *= scale;
            self.weight = 1.0;
        }
        self.target = Some(self.cheapest(config));
    }

    /// A packet was lost on the way. Where frames carry a copy of the one before, waiting one frame more repairs it.
    pub(super) fn note_loss(&mut self) {
        self.lossy += 1.0 - FORGET;
    }

    /// Share of packets that were lost on the way, lately.
    pub(super) fn loss(&self) -> f32 {
        self.lossy
    }

    /// The transit to play with, µs; `None` before the first packet.
    pub(super) fn target(&self) -> Option<i64> {
        self.target
    }

    /// The fastest of the last packets, µs.
    pub(super) fn fastest(&self) -> Option<i64> {
        self.recent.iter().min().copied()
    }

    fn bin(&mut self, transit: i64) -> usize {
        if self.bins.is_empty() {
            self.base = transit.div_euclid(BIN) * BIN;
        }
        while transit < self.base && self.bins.len() < BINS {
            self.bins.push_front(0.0);
            self.base -= BIN;
        }
        if transit < self.base {
            // The path got faster by more than the histogram holds: what is known is worth nothing.
            self.bins.clear();
            (self.total, self.base) = (0.0, transit.div_euclid(BIN) * BIN);
        }
        let bin = usize::try_from((transit - self.base) / BIN).unwrap_or(usize::MAX);
        if bin >= BINS {
            return self.slide(transit);
        }
        while self.bins.len() <= bin {
            self.bins.push_back(0.0);
        }
        bin
    }

    /// Makes room at the slow end: by giving up the fast end when that has been forgotten, else by counting the
    /// packet as slower than anything worth waiting for.
    fn slide(&mut self, transit: i64) -> usize {
        let forgotten = self.total * 1e-4;
        while self.bins.front().is_some_and(|weight| *weight <= forgotten) {
            self.total -= self.bins.pop_front().unwrap_or(0.0);
            self.base += BIN;
        }
        if self.bins.is_empty() {
            return self.bin(transit);
        }
        let bin = usize::try_from((transit - self.base) / BIN)
            .unwrap_or(usize::MAX)
            .min(BINS - 1);
        while self.bins.len() <= bin {
            self.bins.push_back(0.0);
        }
        bin
    }

    fn cheapest(&self, config: &JitterConfig) -> i64 {
        let late_cost = config.late_cost.as_micros() as f32 / self.total.max(1e-9);
        let comfortable = config.comfortable.as_micros() as f32;
        let (mut late, mut best) = (0.0, (f32::INFINITY, 0));
        for (bin, weight) in self.bins.iter().enumerate().rev() {
            let delay = (bin as i64 * BIN) as f32;
            let cost = delay + 2.0 * (delay - comfortable).max(0.0) + late * late_cost;
            if cost < best.0 {
                best = (cost, bin);
            }
            late += weight;
            if late * late_cost > best.0 {
                break;
            }
        }
        let cheapest = self.base + (best.1 as i64 + 1) * BIN;
        cheapest.max(self.fastest().unwrap_or(cheapest) + BIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Target in ms after packets with these transits, repeated.
    fn check(transits_ms: &[i64], times: usize, target_ms: std::ops::RangeInclusive<i64>) {
        let (mut estimate, config) = (Estimate::new(), JitterConfig::default());
        for transit in transits_ms.iter().cycle().take(transits_ms.len() * times) {
            estimate.handle_arrival(transit * 1000, &config);
        }
        let target = estimate.target().unwrap() / 1000;
        assert!(target_ms.contains(&target), "{transits_ms:?}: {target} ms");
    }

    #[test]
    fn an_even_path_needs_next_to_nothing() {
        check(&[0], 100, 0..=8);
        check(&[-7_000_000], 100, -7_000_000..=-6_999_990);
    }

    #[test]
    fn jitter_that_comes_often_is_waited_for_and_a_rare_spike_is_not() {
        check(&[0, 30, 10, 0, 20], 100, 30..=36);
        let mut rare = vec![0; 999];
        rare.push(900);
        check(&rare, 2, 0..=8);
    }

    #[test]
    fn a_slower_route_is_believed_within_a_third_of_a_second() {
        let mut step = vec![0; 500];
        step.extend([80; RECENT]);
        check(&step, 1, 80..=90);
    }

    #[test]
    fn what_lies_beyond_the_histogram_is_survived() {
        check(&[0, 5000], 50, 0..=1620);
        check(&[0, -5000], 50, -5000..=10);
        check(
            &[i64::MAX / 4_000_000, i64::MIN / 4_000_000],
            50,
            i64::MIN..=i64::MAX,
        );
    }
}
