//! Whether a frame lies in a pause of the speaker, where a change of delay is not heard.

/// The loudness of the stream so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pauses {
    /// Power of speech, a peak that is forgotten slowly.
    speech: f32,
}

/// A frame this much below speech, 26 dB in power, is a pause.
const BELOW: f32 = 1.0 / 400.0;
/// The peak halves in 7 s of 20 ms frames.
const FORGET: f32 = 0.998;
/// What is quieter than this is a pause whatever came before: −54 dB of full scale.
const QUIET: f32 = 64.0 * 64.0;

impl Pauses {
    /// Takes note of a frame, and says whether it is a pause. All of it has to be quiet: words begin in mid-frame.
    pub(super) fn is_pause(&mut self, frame: &[i16]) -> bool {
        let power = |part: &[i16]| part.iter().map(|sample| f32::from(*sample).powi(2)).sum::<f32>() / part.len() as f32;
        let loudest = frame.chunks((frame.len() / 4).max(1)).map(power).fold(0.0, f32::max);
        self.speech = (self.speech * FORGET).max(loudest);
        loudest < (self.speech * BELOW).max(QUIET)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(levels: &[i16], pauses: &[bool]) {
        let mut state = Pauses::default();
        let found: Vec<_> = levels.iter().map(|level| state.is_pause(&[*level; 160])).collect();
        assert_eq!(found, pauses, "{levels:?}");
    }

    #[test]
    fn a_pause_is_far_below_speech() {
        check(&[10, 8000, 300, 500, 8000], &[true, false, true, false, false]);
        check(&[500, 500], &[false, false]);
    }

    #[test]
    fn a_word_that_begins_in_the_frame_is_no_pause() {
        let mut state = Pauses::default();
        state.is_pause(&[8000; 160]);
        let mut frame = [10; 160];
        frame[150..].fill(8000);
        assert!(!state.is_pause(&frame));
    }
}
