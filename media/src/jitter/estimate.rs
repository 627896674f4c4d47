//! Estimate: with which transit to play, so that waiting and losing cost least together.
//!
//! A packet's jitter is its transit above that of the fastest around it, before or after, whichever is slower: so a
//! route that changes moves the whole scale and is no jitter, and a spike or a burst that was held back is. The
//! jitters make a histogram with forgetting; where in it to play is a matter of cost ([`JitterConfig`]).

use super::JitterConfig;

/// Transits of the recent past.
#[derive(Clone, Debug)]
pub(super) struct Estimate {
    /// Transits of the last packets, µs; the one in the middle is judged by those on both sides.
    recent: Vec<i64>,
    /// How many of them tell how fast the path is; fewer after it got slower.
    telling: usize,
    /// The fastest of those, µs; 0 before the first.
    fastest: i64,
    /// Weight of each jitter, in bins of [`BIN`].
    bins: Vec<f32>,
    total: f32,
    /// Weight of the next packet: grows, so that the ones before it shrink against it.
    weight: f32,
    /// Share of packets that were lost on the way.
    loss: f32,
    /// Jitter worth waiting for, µs.
    wait: i64,
}

/// Width of a bin, µs.
const BIN: i64 = 4000;
/// 1.6 s of jitter; what is beyond is not worth waiting for.
const BINS: usize = 400;
/// Each packet weighs this much less than the next: a memory of 1500 packets, 30 s.
const FORGET: f32 = 1.0 - 1.0 / 1500.0;
/// Packets on each side whose fastest tells how fast the path is: 300 ms of them.
const SIDE: usize = 15;
/// A weight as large as this is brought back to 1, before precision is lost.
const RESCALE: f32 = 1e6;
/// Packets with the jitter of a bad path that are believed in before anything is known: a call begins with the delay
/// they need, and loses it in a pause after some 8 s in which the path was good.
const PRIOR_WEIGHT: f32 = 4.0;

impl Estimate {
    pub(super) fn new(config: &JitterConfig) -> Self {
        let prior = (config.caution.as_micros() as usize / BIN as usize).min(BINS - 1);
        let mut bins = Vec::with_capacity(BINS);
        bins.resize(prior + 1, 0.0);
        bins[prior] = PRIOR_WEIGHT;
        let mut estimate = Self {
            recent: Vec::with_capacity(2 * SIDE + 1),
            telling: 0,
            fastest: 0,
            bins,
            total: PRIOR_WEIGHT,
            weight: 1.0,
            loss: 0.0,
            wait: 0,
        };
        estimate.wait = estimate.cheapest(config);
        estimate
    }

    /// A packet took `transit` µs, in a scale whose zero means nothing.
    pub(super) fn handle_arrival(&mut self, transit: i64, config: &JitterConfig) {
        self.recent.push(transit);
        self.loss *= FORGET;
        self.tell(self.telling + 1);
        if self.recent.len() <= 2 * SIDE {
            return;
        }
        let fastest = |side: &[i64]| side.iter().copied().min().unwrap_or(transit);
        let (before, after) = self.recent.split_at(SIDE);
        let middle = after[0];
        self.count(middle - fastest(before).min(middle).max(fastest(after)));
        self.recent.remove(0);
        self.wait = self.cheapest(config);
    }

    /// The last `count` packets tell how fast the path is, up to so many.
    fn tell(&mut self, count: usize) {
        self.telling = count.clamp(1, SIDE);
        let first = self.recent.len().saturating_sub(self.telling);
        self.fastest = self.recent[first..].iter().copied().min().unwrap_or(0);
    }

    /// The path is slower than it was before the last `count` packets.
    pub(super) fn note_slower(&mut self, count: usize) {
        self.tell(count);
    }

    /// A packet was lost on the way.
    pub(super) fn note_loss(&mut self) {
        self.loss += 1.0 - FORGET;
    }

    /// Share of packets that were lost on the way, lately.
    pub(super) fn loss(&self) -> f32 {
        self.loss
    }

    /// The transit to play with, µs.
    pub(super) fn target(&self) -> i64 {
        self.fastest() + self.wait
    }

    /// The fastest of the last packets, µs; 0 before the first.
    pub(super) fn fastest(&self) -> i64 {
        self.fastest
    }

    fn count(&mut self, jitter: i64) {
        let bin = usize::try_from(jitter / BIN).unwrap_or(0).min(BINS - 1);
        if self.bins.len() <= bin {
            self.bins.resize(bin + 1, 0.0);
        }
        self.bins[bin] += self.weight;
        self.total += self.weight;
        self.weight /= FORGET;
        if self.weight > RESCALE {
            let scale = 1.0 / self.weight;
            self.bins.iter_mut().for_each(|weight| *weight *= scale);
            self.total *= scale;
            self.weight = 1.0;
        }
    }

    /// The upper edge of the bin where delay and late packets together cost least.
    fn cheapest(&self, config: &JitterConfig) -> i64 {
        let late_cost = config.late_cost.as_micros() as f32 / self.total;
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
        (best.1 as i64 + 1) * BIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Target in ms after packets with these transits, repeated.
    fn check(transits_ms: &[i64], times: usize, target_ms: std::ops::RangeInclusive<i64>) {
        let config = JitterConfig::default();
        let mut estimate = Estimate::new(&config);
        for transit in transits_ms.iter().cycle().take(transits_ms.len() * times) {
            estimate.handle_arrival(transit * 1000, &config);
        }
        let target = estimate.target() / 1000;
        assert!(target_ms.contains(&target), "{transits_ms:?}: {target} ms");
    }

    #[test]
    fn a_call_begins_with_caution() {
        check(&[], 0, 84..=92);
        check(&[0], 100, 84..=92);
    }

    #[test]
    fn an_even_path_needs_next_to_nothing() {
        check(&[0], 600, 0..=8);
        check(&[-7_000_000], 600, -7_000_000..=-6_999_990);
    }

    #[test]
    fn jitter_that_comes_often_is_waited_for_and_a_rare_spike_is_not() {
        check(&[0, 30, 10, 0, 20], 200, 30..=36);
        let mut rare = vec![0; 999];
        rare.push(900);
        check(&rare, 2, 0..=8);
    }

    #[test]
    fn a_new_route_is_believed_within_a_third_of_a_second() {
        let mut step = vec![0; 600];
        step.extend([80; SIDE]);
        check(&step, 1, 80..=88);
        step.extend([80; 500]);
        check(&step, 1, 80..=88);
        step.push(-40);
        check(&step, 1, -40..=-32);
    }

    #[test]
    fn what_lies_beyond_the_histogram_is_survived() {
        check(&[0, 5000], 50, 0..=1620);
        check(&[0, -5000], 50, -5000..=0);
        check(
            &[i64::MAX / 4_000_000, i64::MIN / 4_000_000],
            50,
            i64::MIN..=i64::MAX,
        );
    }
}
