//! Random numbers for scripts: one sequence an executor, so that a seed repeats what calls did.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

/// A sequence of random numbers (SplitMix64, Steele, Lea and Flood 2014). Not for secrets.
#[derive(Debug, Default)]
pub(crate) struct Chance {
    state: Cell<u64>,
    /// Numbers that are drawn before those of the sequence.
    set: RefCell<VecDeque<u64>>,
}

impl Chance {
    pub(crate) fn seed(&self, seed: u64) {
        self.state.set(seed);
    }

    /// Lets these numbers be drawn first.
    pub(crate) fn set(&self, numbers: impl IntoIterator<Item = u64>) {
        self.set.borrow_mut().extend(numbers);
    }

    pub(crate) fn number(&self) -> u64 {
        if let Some(number) = self.set.borrow_mut().pop_front() {
            return number;
        }
        let state = self.state.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.state.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn a_seed_gives_the_sequence_of_its_authors() {
        let chance = Chance::default();
        chance.seed(1_234_567);
        // The first numbers of the reference implementation for this seed.
        let numbers: Vec<u64> = (0..3).map(|_| chance.number()).collect();
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!(numbers, expected);
    }
}
