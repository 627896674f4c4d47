//! Values nested too deeply: copying, comparing, printing and dropping them recurse once a level, on the
//! stack of the script, within one operation.
//!
//! Rhai bounds the nesting that it counts, but values can also be moved into each other uncounted. A
//! value can only grow deeper by being read, so a look at every so manieth value that is read,
//! picked at random so that no script can dodge it, finds it long before the stack ends.

use std::cell::Cell;

use rhai::{Array, Dynamic, FnPtr, Map};

use super::language::MAX_ELEMENTS;

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

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// It has more levels than it may.
    Levels,
    /// It has more elements than arrays and maps may have together: some of them grew uncounted.
    Elements,
}

/// What is wrong with a value, if anything.
pub(super) fn excess(value: &Dynamic) -> Option<Excess> {
    let mut elements = 3 * MAX_ELEMENTS;
    look(value, DEEPEST, &mut elements)
}

fn look(value: &Dynamic, levels: usize, elements: &mut usize) -> Option<Excess> {
    if value.is_shared() {
        return None;
    }
    let mut inner = |value: &Dynamic| {
        if levels == 0 {
            return Some(Excess::Levels);
        }
        *elements = match elements.checked_sub(1) {
            Some(left) => left,
            None => return Some(Excess::Elements),
        };
        look(value, levels - 1, elements)
    };
    if value.is_array() {
        value.read_lock::<Array>()?.iter().find_map(&mut inner)
    } else if value.is_map() {
        value.read_lock::<Map>()?.values().find_map(&mut inner)
    } else if value.is_fnptr() {
        let pointer = value.read_lock::<FnPtr>()?;
        pointer.curry().iter().find_map(&mut inner)
    } else {
        None
    }
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
        assert_eq!(excess(&nested(DEEPEST)), None);
        assert_eq!(excess(&nested(DEEPEST + 2)), Some(Excess::Levels));
    }

    #[test]
    fn elements_are_counted_as_well() {
        let array = |count| Dynamic::from(vec![Dynamic::ONE; count]);
        assert_eq!(excess(&array(MAX_ELEMENTS)), None);
        assert_eq!(excess(&array(4 * MAX_ELEMENTS)), Some(Excess::Elements));
    }

    #[test]
    fn one_in_sixty_four_reads_is_picked() {
        let sampler = Sampler::default();
        let picked = (0..64_000).filter(|_| sampler.picks()).count();
        assert!((800..1_200).contains(&picked), "{picked}");
    }
}
