//! Repair: sound in place of a lost frame, for codecs that have no means of their own (after ITU-T G.711 appendix I:
//! the last pitch periods go on, more of them as time passes, and fade away).

use crate::Hz;
use std::time::Duration;

/// One run of concealment, from the first lost frame to the next good one.
#[derive(Clone, Debug)]
pub(super) struct Concealment {
    rate: Hz,
    /// The end of what was heard.
    history: Vec<f32>,
    /// One to three periods whose end leads into their beginning.
    cycle: Vec<f32>,
    at: usize,
    period: usize,
    made: usize,
    /// Step between the end of the history and the first sample made, faded out.
    step: f32,
}

/// Pitch of voices, as periods.
const SHORTEST_PERIOD: Duration = Duration::from_micros(2_500);
const LONGEST_PERIOD: Duration = Duration::from_millis(15);
/// What the search compares.
const WINDOW: Duration = Duration::from_millis(20);
/// How much of the past a run needs.
pub(super) const HISTORY: Duration = Duration::from_millis(48);
/// Full loudness until here, then a fifth less each 10 ms.
const HOLD: Duration = Duration::from_millis(20);
const FADE: Duration = Duration::from_millis(100);
const STEP: Duration = Duration::from_millis(1);
/// Repeating one period for longer than this sounds like an organ pipe.
const GROW: Duration = Duration::from_millis(10);

impl Concealment {
    /// Begins after `heard`, of which the last [`HISTORY`] counts.
    pub(super) fn new(heard: &[i16], rate: Hz) -> Self {
        let wanted = rate.samples(HISTORY);
        let mut history = vec![0.0; wanted.saturating_sub(heard.len())];
        history.extend(
            heard[heard.len().saturating_sub(wanted)..]
                .iter()
                .map(|sample| f32::from(*sample)),
        );
        let period = pitch(&history, rate);
        let end = history.len();
        let mut run = Self {
            rate,
            history,
            cycle: Vec::new(),
            at: 0,
            period,
            made: 0,
            step: 0.0,
        };
        run.set_periods(1);
        run.step = run.history[end - 1] - run.history[end - 1 - period];
        run
    }

    /// Appends `count` samples.
    pub(super) fn next(&mut self, count: usize, samples: &mut Vec<i16>) {
        let (hold, fade, step) = (
            self.rate.samples(HOLD),
            self.rate.samples(FADE),
            self.rate.samples(STEP).max(1),
        );
        let grow = self.rate.samples(GROW);
        for _ in 0..count {
            if self.at == self.cycle.len() {
                self.set_periods(1 + (self.made / grow).min(2));
                self.at = 0;
            }
            let gain = 1.0 - self.made.saturating_sub(hold) as f32 / fade as f32;
            let smoothed = self.step * (1.0 - self.made as f32 / step as f32).max(0.0);
            // `as` saturates.
            samples.push(((self.cycle[self.at] + smoothed) * gain.max(0.0)) as i16);
            self.at += 1;
            self.made += 1;
        }
    }

    /// Lets the good frame that follows grow out of what would have gone on.
    pub(super) fn blend_into(&mut self, frame: &mut [i16]) {
        // The longer the gap, the less the two fit (G.711 appendix I: 4 ms more each 10 ms).
        let longer = self
            .rate
            .duration(self.made)
            .mul_f32(0.2)
            .min(Duration::from_millis(6));
        let count = self
            .rate
            .samples(Duration::from_millis(4) + longer)
            .min(frame.len());
        let mut tail = Vec::with_capacity(count);
        self.next(count, &mut tail);
        cross_fade(&tail, &mut frame[..count]);
    }

    fn set_periods(&mut self, periods: usize) {
        let length = (self.period * periods).min(self.history.len() * 3 / 4);
        let end = self.history.len();
        self.cycle.clear();
        self.cycle.extend_from_slice(&self.history[end - length..]);
        let overlap = (self.period / 4).min(end - length);
        for index in 0..overlap {
            let share = (index + 1) as f32 / (overlap + 1) as f32;
            let before = self.history[end - length - overlap + index];
            let sample = &mut self.cycle[length - overlap + index];
            *sample += (before - *sample) * share;
        }
    }
}

/// Goes from `old` to `new` along their common length.
pub(super) fn cross_fade(old: &[i16], new: &mut [i16]) {
    let count = old.len().min(new.len()) as f32;
    for (index, (old, new)) in old.iter().zip(new).enumerate() {
        let share = (index as f32 + 0.5) / count;
        *new = (f32::from(*old) * (1.0 - share) + f32::from(*new) * share) as i16;
    }
}

/// Period of the end of `history`, in samples.
fn pitch(history: &[f32], rate: Hz) -> usize {
    let (shortest, longest) = (
        rate.samples(SHORTEST_PERIOD).max(1),
        rate.samples(LONGEST_PERIOD),
    );
    let window = &history[history.len() - rate.samples(WINDOW)..];
    let score = |lag: usize| {
        let start = history.len() - window.len() - lag;
        let earlier = &history[start..start + window.len()];
        let product: f32 = window
            .iter()
            .zip(earlier)
            .map(|(now, then)| now * then)
            .sum();
        let energy: f32 = earlier.iter().map(|sample| sample * sample).sum();
        if product <= 0.0 {
            0.0
        } else {
            product / (energy + 1.0).sqrt()
        }
    };
    // Every other lag first: neighbours are alike.
    let coarse = (shortest..=longest)
        .step_by(2)
        .max_by(|a, b| score(*a).total_cmp(&score(*b)))
        .unwrap_or(longest);
    let around = coarse.saturating_sub(1).max(shortest)..=(coarse + 1).min(longest);
    around
        .max_by(|a, b| score(*a).total_cmp(&score(*b)))
        .unwrap_or(coarse)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(rate: Hz, count: usize, pitch: f32) -> Vec<i16> {
        let phase = |index: usize| index as f32 * pitch / rate.0 as f32;
        let tone = |index: usize, harmonic: f32| {
            (phase(index) * harmonic * std::f32::consts::TAU).sin() / harmonic
        };
        (0..count)
            .map(|index| ((tone(index, 1.0) + tone(index, 2.0) + tone(index, 3.0)) * 5000.0) as i16)
            .collect()
    }

    /// How far the first 20 ms made up are from what the voice would have been, in decibels below it.
    fn check(rate: Hz, pitch: f32, decibels: f64) {
        let whole = voice(rate, rate.samples(Duration::from_millis(80)), pitch);
        let (heard, truth) = whole.split_at(rate.samples(Duration::from_millis(60)));
        let mut made = Vec::new();
        Concealment::new(heard, rate).next(truth.len(), &mut made);
        let power = |samples: &mut dyn Iterator<Item = f64>| {
            samples.map(|sample| sample * sample).sum::<f64>()
        };
        let error = power(
            &mut truth
                .iter()
                .zip(&made)
                .map(|(a, b)| f64::from(*a) - f64::from(*b)),
        );
        let level =
            10.0 * (power(&mut truth.iter().map(|sample| f64::from(*sample))) / error).log10();
        assert!(level > decibels, "{rate} {pitch}: {level}");
    }

    #[test]
    fn a_voice_goes_on_in_its_pitch() {
        check(Hz(8000), 100.0, 12.0);
        check(Hz(8000), 200.0, 12.0);
        check(Hz(16_000), 160.0, 12.0);
    }

    #[test]
    fn a_long_gap_fades_to_silence() {
        let mut made = Vec::new();
        let mut run = Concealment::new(&voice(Hz(8000), 400, 120.0), Hz(8000));
        run.next(1600, &mut made);
        assert!(
            made[1000..].iter().all(|sample| *sample == 0)
                && made[..160].iter().any(|sample| *sample > 3000)
        );
    }

    #[test]
    fn a_short_history_is_enough() {
        let mut made = Vec::new();
        Concealment::new(&[], Hz(16_000)).next(320, &mut made);
        assert_eq!(made, [0; 320]);
    }
}
