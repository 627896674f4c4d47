//! Repair: a frame made shorter or longer by one pitch period, with overlap-add, so that the pitch stays.

use crate::Hz;
use std::time::Duration;

/// What a stretch may cost.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Allowance {
    /// Samples taken out or put in, at most.
    pub(super) most: usize,
    /// Likeness of two periods, 0 to 1, from which one stands for the other; 0 in a pause, where any does.
    pub(super) likeness: f32,
}

const SHORTEST_PERIOD: Duration = Duration::from_micros(2_500);
/// Most that one stretch takes out or puts in.
pub(super) const LONGEST_PERIOD: Duration = Duration::from_micros(12_500);
/// What is compared and faded over. With the longest period it fills a frame.
const WINDOW: Duration = Duration::from_micros(7_500);

/// Takes a period out of `frame`; gives how many samples that were, 0 when none could be missed.
pub(super) fn shorten(frame: &mut Vec<i16>, rate: Hz, allowance: Allowance) -> usize {
    let Some(period) = period(frame, rate, allowance) else {
        return 0;
    };
    let window = rate.samples(WINDOW);
    for index in 0..window {
        frame[index] = fade(frame[index], frame[period + index], index, window);
    }
    frame.drain(window..window + period);
    period
}

/// Puts a period into `frame`; gives how many samples that were, 0 when none could be added.
pub(super) fn lengthen(frame: &mut Vec<i16>, rate: Hz, allowance: Allowance) -> usize {
    let Some(period) = period(frame, rate, allowance) else {
        return 0;
    };
    let window = rate.samples(WINDOW);
    let mut longer = frame[..period].to_vec();
    longer
        .extend((0..window).map(|index| fade(frame[period + index], frame[index], index, window)));
    longer.extend_from_slice(&frame[window..]);
    *frame = longer;
    period
}

fn fade(from: i16, to: i16, index: usize, count: usize) -> i16 {
    let share = (index as f32 + 0.5) / count as f32;
    (f32::from(from) * (1.0 - share) + f32::from(to) * share) as i16
}

/// The shift at which the beginning of `frame` is most like itself.
fn period(frame: &[i16], rate: Hz, allowance: Allowance) -> Option<usize> {
    let window = rate.samples(WINDOW);
    let fits = rate
        .samples(LONGEST_PERIOD)
        .min(frame.len().checked_sub(window)?);
    let (shortest, longest) = (rate.samples(SHORTEST_PERIOD), fits.min(allowance.most));
    if longest < shortest || allowance.likeness > 1.0 {
        return None;
    }
    if allowance.likeness <= 0.0 {
        return Some(longest);
    }
    let sound: Vec<f32> = frame.iter().map(|sample| f32::from(*sample)).collect();
    let energy = |part: &[f32]| part.iter().map(|sample| sample * sample).sum::<f32>();
    let begin = &sound[..window];
    let likeness = |lag: usize| {
        let shifted = &sound[lag..lag + window];
        let product: f32 = begin.iter().zip(shifted).map(|(a, b)| a * b).sum();
        product / (energy(begin) * energy(shifted)).sqrt().max(1.0)
    };
    let best = (shortest..=longest)
        .map(|lag| (likeness(lag), lag))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= allowance.likeness).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIKE: Allowance = Allowance {
        most: 1000,
        likeness: 0.9,
    };
    const PAUSE: Allowance = Allowance {
        most: 50,
        likeness: 0.0,
    };

    fn tone(rate: Hz, pitch: f32, level: f32) -> Vec<i16> {
        let radians = |index: usize| index as f32 * pitch * std::f32::consts::TAU / rate.0 as f32;
        (0..rate.frame())
            .map(|index| (radians(index).sin() * level) as i16)
            .collect()
    }

    /// Samples that a frame of a tone loses and gains; a multiple of its period.
    fn check(rate: Hz, pitch: f32, level: f32) {
        let frame = tone(rate, pitch, level);
        let (mut shorter, mut longer) = (frame.clone(), frame.clone());
        let (removed, added) = (
            shorten(&mut shorter, rate, LIKE),
            lengthen(&mut longer, rate, LIKE),
        );
        assert_eq!(
            (shorter.len(), longer.len()),
            (frame.len() - removed, frame.len() + added)
        );
        assert!(removed > 0 && added > 0, "{pitch}");
        let smooth = |frame: &[i16]| frame.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max();
        let steepest = smooth(&frame).unwrap() + 50 + (level / 20.0) as u16;
        assert!(
            smooth(&shorter) <= Some(steepest) && smooth(&longer) <= Some(steepest),
            "{pitch}"
        );
    }

    #[test]
    fn a_tone_is_stretched_by_whole_periods() {
        check(Hz(8000), 100.0, 8000.0);
        check(Hz(8000), 250.0, 8000.0);
        check(Hz(16_000), 130.0, 8000.0);
    }

    #[test]
    fn noise_is_left_alone_except_in_a_pause() {
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as i16 / 4
        };
        let noise: Vec<i16> = (0..160).map(|_| next()).collect();
        assert_eq!(shorten(&mut noise.clone(), Hz(8000), LIKE), 0);
        assert_eq!(lengthen(&mut noise.clone(), Hz(8000), LIKE), 0);
        assert_eq!(lengthen(&mut noise.clone(), Hz(8000), PAUSE), 50);
    }

    #[test]
    fn a_frame_too_short_is_left_alone() {
        assert_eq!(shorten(&mut vec![0; 70], Hz(8000), PAUSE), 0);
    }
}
