//! A list of sounds played to a leg, frame by frame at the rate that its codec runs at.

use super::PlaybackId;
use crate::{Audio, Hz, codec::Resampler};
use std::collections::VecDeque;

/// A playback under way.
pub(super) struct Playback {
    pub(super) id: PlaybackId,
    waiting: VecDeque<Audio>,
    /// The sound that plays, and how much of it has.
    current: Option<(Audio, usize)>,
    resampler: Option<(Hz, Hz, Resampler)>,
    /// Resampled ahead of what was asked for.
    ready: Vec<i16>,
}

impl Playback {
    pub(super) fn new(id: PlaybackId, audio: Vec<Audio>) -> Self {
        Self {
            id,
            waiting: audio.into(),
            current: None,
            resampler: None,
            ready: Vec::new(),
        }
    }

    /// The rate it would best be played at now.
    pub(super) fn rate(&self) -> Option<Hz> {
        let next = self
            .current
            .as_ref()
            .map(|(audio, _)| audio)
            .or(self.waiting.front());
        next.map(|audio| audio.rate)
    }

    /// Appends `count` samples at `rate`; false when there was nothing left to append. The last frame is filled up
    /// with silence.
    pub(super) fn frame(&mut self, rate: Hz, count: usize, samples: &mut Vec<i16>) -> bool {
        while self.ready.len() < count && self.refill(rate, count - self.ready.len()) {}
        if self.ready.is_empty() {
            return false;
        }
        let whole = self.ready.len().min(count);
        samples.extend(self.ready.drain(..whole));
        samples.resize(samples.len() + count - whole, 0);
        true
    }

    fn refill(&mut self, rate: Hz, wanted: usize) -> bool {
        if self.current.is_none() {
            self.current = self.waiting.pop_front().map(|audio| (audio, 0));
        }
        let Some((audio, at)) = &mut self.current else {
            return false;
        };
        let from = audio.rate;
        let piece = (wanted * from.0 as usize)
            .div_ceil(rate.0.max(1) as usize)
            .max(1);
        let end = (*at + piece).min(audio.samples.len());
        let sound = &audio.samples[*at..end];
        if from == rate {
            self.ready.extend_from_slice(sound);
        } else {
            let known = self
                .resampler
                .take()
                .filter(|(old, new, _)| (*old, *new) == (from, rate));
            let (_, _, resampler) = self
                .resampler
                .insert(known.unwrap_or_else(|| (from, rate, Resampler::new(from, rate))));
            resampler.process(sound, &mut self.ready);
        }
        *at = end;
        if end == audio.samples.len() {
            self.current = None;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lengths at their rates, played at `rate` in frames of 20 ms: how many frames.
    fn check(sounds: &[(usize, u32)], rate: u32, frames: usize) {
        let audio = |(length, rate): &(usize, u32)| Audio {
            rate: Hz(*rate),
            samples: vec![1; *length].into(),
        };
        let mut playback = Playback::new(PlaybackId(1), sounds.iter().map(audio).collect());
        let (mut samples, mut count) = (Vec::new(), 0);
        while playback.frame(Hz(rate), rate as usize / 50, &mut samples) {
            count += 1;
            assert_eq!(samples.len(), count * rate as usize / 50);
        }
        assert_eq!(count, frames, "{sounds:?}");
    }

    #[test]
    fn sounds_follow_each_other_without_a_gap() {
        check(&[(160, 8000)], 8000, 1);
        check(&[(161, 8000)], 8000, 2);
        check(&[(100, 8000), (60, 8000)], 8000, 1);
        check(&[], 8000, 0);
        check(&[(0, 8000), (160, 8000)], 8000, 1);
    }

    #[test]
    fn each_sound_is_brought_to_the_rate() {
        check(&[(16_000, 16_000), (8000, 8000)], 8000, 100);
        check(&[(44_100, 44_100)], 16_000, 50);
    }
}
