//! Sample-rate conversion: a polyphase windowed-sinc filter over any ratio of small numbers.
//!
//! Enter: mono samples in pieces of any length. Leave: the same sound at the other rate, with the filter's delay of
//! half its taps. Rates whose ratio does not reduce to few phases get the nearest phase, which speech does not hear.

use crate::Hz;

/// Changes the rate of one sound; keep one a stream, it remembers the end of the last piece.
pub struct Resampler {
    /// One row of `TAPS` a phase.
    phases: Vec<[f32; TAPS]>,
    /// Input samples that outputs still need, oldest first.
    history: Vec<f32>,
    /// Where in `history` the next output begins, whole samples and the phase.
    position: usize,
    phase: usize,
    /// Input advances by `step / phases.len()` samples an output.
    step: usize,
}

/// Length of the filter in input samples: 32 give 60 dB at a transition of a tenth of the band.
const TAPS: usize = 32;
const MAX_PHASES: u32 = 512;
/// Share of the band that passes; above it the filter falls off.
const PASSBAND: f64 = 0.92;

impl Resampler {
    /// From `from` to `to`; both are taken as at least 1 Hz.
    pub fn new(from: Hz, to: Hz) -> Self {
        let (from, to) = (from.0.max(1), to.0.max(1));
        let divisor = greatest_common_divisor(from, to);
        let (mut step, mut phases) = (from / divisor, to / divisor);
        if phases > MAX_PHASES {
            step = u32::try_from(u64::from(from) * u64::from(MAX_PHASES) / u64::from(to))
                .unwrap_or(u32::MAX)
                .max(1);
            phases = MAX_PHASES;
        }
        let cutoff = PASSBAND * (f64::from(to) / f64::from(from)).min(1.0);
        let phases = (0..phases)
            .map(|phase| filter(f64::from(phase) / f64::from(phases), cutoff))
            .collect();
        Self {
            phases,
            history: vec![0.0; TAPS - 1],
            position: 0,
            phase: 0,
            step: step as usize,
        }
    }

    /// Appends to `output` what `input` turns into.
    pub fn process(&mut self, input: &[i16], output: &mut Vec<i16>) {
        self.history
            .extend(input.iter().map(|sample| f32::from(*sample)));
        while let Some(window) = self.history.get(self.position..self.position + TAPS) {
            let taps = &self.phases[self.phase];
            let sum: f32 = window
                .iter()
                .zip(taps)
                .map(|(sample, tap)| sample * tap)
                .sum();
            // `as` saturates, which is what an overshoot needs.
            output.push(sum.round() as i16);
            let ahead = self.phase + self.step;
            self.position += ahead / self.phases.len();
            self.phase = ahead % self.phases.len();
        }
        let used = self.position.min(self.history.len());
        self.history.drain(..used);
        self.position -= used;
    }
}

/// Taps for an output that lies `offset` (0..1) after the sample in the middle.
fn filter(offset: f64, cutoff: f64) -> [f32; TAPS] {
    let centre = (TAPS / 2 - 1) as f64 + offset;
    let mut taps = [0.0; TAPS];
    for (index, tap) in taps.iter_mut().enumerate() {
        let distance = index as f64 - centre;
        let window = 0.5 + 0.5 * (std::f64::consts::PI * distance / (TAPS as f64 / 2.0)).cos();
        *tap = sinc(distance * cutoff) * cutoff * window;
    }
    let gain: f64 = taps.iter().sum();
    taps.map(|tap| (tap / gain) as f32)
}

fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-9 {
        1.0
    } else {
        (std::f64::consts::PI * x).sin() / (std::f64::consts::PI * x)
    }
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Level in decibels of what a tone at `tone` Hz turns into, against what it was.
    fn check(from: u32, to: u32, tone: f32, decibels: std::ops::Range<f64>) {
        let radians = |sample: u32| sample as f32 * tone * std::f32::consts::TAU / from as f32;
        let sound: Vec<i16> = (0..from)
            .map(|sample| (radians(sample).sin() * 16_000.0) as i16)
            .collect();
        let (mut resampler, mut output) = (Resampler::new(Hz(from), Hz(to)), Vec::new());
        for piece in sound.chunks(from as usize / 50) {
            resampler.process(piece, &mut output);
        }
        assert!(
            output.len().abs_diff(to as usize) <= 32,
            "{} samples",
            output.len()
        );
        let power = output
            .iter()
            .map(|sample| f64::from(*sample).powi(2))
            .sum::<f64>()
            / output.len() as f64;
        let level = 20.0 * (power.sqrt() / (16_000.0 / 2_f64.sqrt())).log10();
        assert!(
            decibels.contains(&level),
            "{tone} Hz from {from} to {to}: {level} dB"
        );
    }

    #[test]
    fn speech_passes_and_what_the_lower_rate_cannot_hold_does_not() {
        check(8000, 16_000, 1000.0, -0.3..0.3);
        check(16_000, 8000, 1000.0, -0.3..0.3);
        check(48_000, 16_000, 3000.0, -0.5..0.3);
        check(44_100, 8000, 400.0, -0.3..0.3);
        check(16_000, 8000, 6000.0, -200.0..-40.0);
        check(8000, 8000, 1000.0, -0.3..0.3);
    }
}
