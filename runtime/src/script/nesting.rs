//! Values nested too deeply: copying, comparing, printing and dropping them recurse once a level, on the
//! stack of the script, within one operation.
//!
//! Rhai bounds the nesting that it counts, but values can also be moved into each other uncounted. A
//! value can only grow deeper by being read, so a look at every so manieth value that is read,
//! picked at random so that no script can dodge it, finds it long before the stack ends.

use std::cell::Cell;

use rhai::{Array, Dynamic, FnPtr, Map};

/// Levels that a value may have.
const DEEPEST: usize = 64;
/// One in so many reads is looked at. A power of two.
const SAMPLE: u32 = 64;

/// Which reads to look at.
#[derive(Debug)]
pub(super) struct Sampler(Cell<u32>);

impl Default for Sampler {
    fn default() -> Self {
        // Where the sequence begins hardly matters; that it goes on from call to call does.
        Self(Cell::new(0x2545_f491))
    }
}

impl Sampler {
    /// Whether to look at this one (xorshift, Marsaglia 2003).
    #[inline]
    pub(super) fn picks(&self) -> bool {
        let mut state = self.0.get();
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        self.0.set(state);
        state & (SAMPLE - 1) == 0
    }
}

/// Whether a value has more levels than it may.
pub(super) fn is_too_deep(value: &Dynamic) -> bool {
    deeper(value, DEEPEST)
}

fn deeper(value: &Dynamic, levels: usize) -> bool {
    if value.is_shared() {
        return false;
    }
    let mut inner = |value: &Dynamic| levels == 0 || deeper(value, levels - 1);
    if let Some(array) = value.read_lock::<Array>() {
        return array.iter().any(&mut inner);
    }
    if let Some(map) = value.read_lock::<Map>() {
        return map.values().any(&mut inner);
    }
    let pointer = value.read_lock::<FnPtr>();
    pointer.is_some_and(|pointer| pointer.curry().iter().any(&mut inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(levels: usize) -> Dynamic {
        (0..levels).fold(Dynamic::ONE, |inner, level| {
            if level % 2 == 0 {
                Dynamic::from(vec![Dynamic::TRUE, inner])
            } else {
                Dynamic::from(Map::from([("a".into(), inner)]))
            }
        })
    }

    #[test]
    fn levels_are_counted_through_arrays_and_maps() {
        assert!(!is_too_deep(&nested(DEEPEST)));
        assert!(is_too_deep(&nested(DEEPEST + 2)));
    }

    #[test]
    fn one_in_sixty_four_reads_is_picked() {
        let sampler = Sampler::default();
        let picked = (0..64_000).filter(|_| sampler.picks()).count();
        assert!((800..1_200).contains(&picked), "{picked}");
    }
}
