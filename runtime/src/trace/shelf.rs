//! Keeps the last stories, and the last of calls that failed, within a budget of memory.
//!
//! A failed call is kept among both, so that a hundred good ones do not push it out. When memory is short, the
//! oldest of the good ones goes first.

use std::collections::VecDeque;
use std::sync::Arc;

use super::story::Story;

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// The last so many calls. Defaults to 100; with 0 for both numbers nothing is recorded.
    pub calls: usize,
    /// The last so many calls that failed. Defaults to 100.
    pub failed: usize,
    /// Most bytes of them all. Defaults to 16 MiB.
    pub memory: usize,
    /// Most bytes of one, while it runs too; what is more is dropped from its middle. Defaults to 64 KiB.
    pub call: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            calls: 100,
            failed: 100,
            memory: 16 << 20,
            call: 64 << 10,
        }
    }
}

impl Keep {
    /// How many bytes an executor is to keep of each call.
    pub fn bytes_a_call(&self) -> usize {
        match (self.calls, self.failed) {
            (0, 0) => 0,
            _ => self.call.min(self.memory),
        }
    }
}

/// A story with its number.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Counts from 1, in the order in which calls ended.
    pub number: u64,
    /// What it did.
    pub story: Arc<Story>,
    cost: usize,
}

/// The stories that are kept.
#[derive(Debug, Default)]
pub struct Shelf {
    keep: Keep,
    last: VecDeque<Kept>,
    failed: VecDeque<Kept>,
    number: u64,
    held: usize,
}

impl Shelf {
    /// An empty one.
    pub fn new(keep: Keep) -> Self {
        Self {
            keep,
            ..Self::default()
        }
    }

    /// Puts a story there, in the place of what there is no room for any more. Gives its number.
    pub fn put(&mut self, story: Story) -> u64 {
        self.number += 1;
        let cost = story.cost();
        let kept = Kept {
            number: self.number,
            story: Arc::new(story),
            cost,
        };
        self.held += cost;
        if kept.story.failed {
            self.failed.push_back(kept.clone());
            self.held += cost;
        }
        self.last.push_back(kept);
        self.make_room();
        self.number
    }

    fn make_room(&mut self) {
        while self.last.len() > self.keep.calls {
            self.drop_last();
        }
        while self.failed.len() > self.keep.failed {
            self.drop_failed();
        }
        while self.held > self.keep.memory {
            if self.last.is_empty() {
                self.drop_failed();
            } else {
                self.drop_last();
            }
        }
    }

    fn drop_last(&mut self) {
        self.held -= self.last.pop_front().map_or(0, |kept| kept.cost);
    }

    fn drop_failed(&mut self) {
        self.held -= self.failed.pop_front().map_or(0, |kept| kept.cost);
    }

    /// All of them, the oldest first.
    pub fn all(&self) -> Vec<Kept> {
        let mut all: Vec<Kept> = self.last.iter().chain(&self.failed).cloned().collect();
        all.sort_by_key(|kept| kept.number);
        all.dedup_by_key(|kept| kept.number);
        all
    }

    /// The one of that number.
    pub fn find(&self, number: u64) -> Option<Kept> {
        let mut all = self.last.iter().chain(&self.failed);
        all.find(|kept| kept.number == number).cloned()
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        let number = self.number;
        *self = Self::new(self.keep);
        self.number = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::story::tests::sample;

    /// Puts calls on a shelf, `f` for those that fail; gives the numbers that are kept.
    fn check(keep: Keep, calls: &str, expected: &[u64]) {
        let mut shelf = Shelf::new(keep);
        for call in calls.chars() {
            shelf.put(sample(call == 'f'));
        }
        let numbers: Vec<u64> = shelf.all().iter().map(|kept| kept.number).collect();
        assert_eq!(numbers, expected, "{calls}");
        for number in numbers {
            assert!(shelf.find(number).is_some());
        }
    }

    fn keep(calls: usize, failed: usize, stories: usize) -> Keep {
        Keep {
            calls,
            failed,
            memory: stories * sample(false).cost(),
            ..Keep::default()
        }
    }

    #[test]
    fn good_calls_do_not_push_failed_ones_out() {
        check(keep(2, 2, 100), "....", &[3, 4]);
        check(keep(2, 2, 100), "ff....", &[1, 2, 5, 6]);
        check(keep(2, 2, 100), "fff....", &[2, 3, 6, 7]);
        check(keep(0, 1, 100), "f..f.", &[4]);
    }

    #[test]
    fn memory_is_kept_to_and_failed_calls_stay_longest() {
        check(keep(100, 100, 3), ".....", &[3, 4, 5]);
        check(keep(100, 100, 3), "f.....", &[1, 5, 6]);
        check(keep(100, 100, 0), "f.", &[]);
    }
}
