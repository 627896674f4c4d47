//! Whether a frame lies in a pause of the speaker, where a change of delay is not heard.

/// The loudness of the stream so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pauses {
    /// Power of speech, a peak that is forgotten slowly.
    speech: f32,
    /// Quiet frames in a row.
    quiet: u32,
}

/// A frame this much below speech, 26 dB in power, is a pause.
const BELOW: f32 = 1.0 / 400.0;
/// The peak halves in 7 s of 20 ms frames.
const FORGET: f32 = 0.998;
/// Quiet frames from which it is a pause between phrases. Between words a change would be heard, and it is better
/// made at once than in steps: 160 ms.
const LASTING: u32 = 8;
/// What is quieter than this is a pause whatever came before: −54 dB of full scale.
const QUIET: f32 = 64.0 * 64.0;

impl Pauses {
    /// Takes note of a frame, and says whether it is a pause. All of it has to be quiet: words begin in mid-frame.
    pub(super) fn is_pause(&mut self, frame: &[i16]) -> bool {
        let power = |part: &[i16]| {
            part.iter()
                .map(|sample| f32::from(*sample).powi(2))
                .sum::<f32>()
                / part.len() as f32
        };
        let loudest = frame
            .chunks((frame.len() / 4).max(1))
            .map(power)
            .fold(0.0, f32::max);
        self.speech = (self.speech * FORGET).max(loudest);
        let quiet = loudest < (self.speech * BELOW).max(QUIET);
        self.quiet = if quiet { self.quiet + 1 } else { 0 };
        self.quiet >= LASTING
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(levels: &[i16], pauses: &[bool]) {
        let mut state = Pauses::default();
        let found: Vec<_> = levels
            .iter()
            .map(|level| state.is_pause(&[*level; 160]))
            .collect();
        assert_eq!(found, pauses, "{levels:?}");
    }

    #[test]
    fn a_pause_is_far_below_speech() {
        let mut levels = vec![8000];
        levels.extend([300; LASTING as usize + 1]);
        levels.push(500);
        let mut pauses = vec![false; LASTING as usize];
        pauses.extend([true, true, false]);
        check(&levels, &pauses);
        check(&[500; 6], &[false; 6]);
    }

    #[test]
    fn a_word_that_begins_in_the_frame_ends_the_pause() {
        let mut state = Pauses::default();
        assert!((0..9).any(|_| state.is_pause(&[10; 160])));
        let mut frame = [10; 160];
        frame[150..].fill(8000);
        assert!(!state.is_pause(&frame));
    }
}
