//! Log lines that may be true of thousands of calls a second: one a second, with a count.

use std::time::{Duration, Instant};

/// The time between two lines.
const GAP: Duration = Duration::from_secs(1);

/// One kind of line.
#[derive(Debug, Default)]
pub(crate) struct Seldom {
    last: Option<Instant>,
    count: u64,
}

impl Seldom {
    /// It happened; how often since the line before, when it is time for a line.
    pub(crate) fn note(&mut self, now: Instant) -> Option<u64> {
        self.count += 1;
        if self.last.is_some_and(|last| now < last + GAP) {
            return None;
        }
        self.last = Some(now);
        Some(std::mem::take(&mut self.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_told_at_once_and_the_rest_are_counted() {
        let (start, mut line) = (Instant::now(), Seldom::default());
        assert_eq!(line.note(start), Some(1));
        assert_eq!(line.note(start), None);
        assert_eq!(line.note(start + GAP / 2), None);
        assert_eq!(line.note(start + GAP), Some(3));
    }
}
