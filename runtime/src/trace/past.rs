//! What a call read of the world when it was recorded, for the one that repeats it.

use std::collections::{BTreeMap, VecDeque};

use super::entry::{Entry, What};

/// What was read, by what it was, in order. What is read more often than then stays as it was last.
#[derive(Debug, Default)]
pub(crate) struct Past {
    reads: BTreeMap<Box<str>, VecDeque<Read>>,
}

/// What something was, and how often it was read so.
type Read = (Option<Box<str>>, u32);

impl Past {
    pub(crate) fn new(entries: &[Entry]) -> Self {
        let mut past = Self::default();
        for entry in entries {
            if let What::Read { key, value, times } = &entry.what {
                let reads = past.reads.entry(key.clone()).or_default();
                reads.push_back((value.clone(), *times));
            }
        }
        past
    }

    /// What that was; `None` when it was never read.
    pub(crate) fn read(&mut self, key: &str) -> Option<Option<String>> {
        let reads = self.reads.get_mut(key)?;
        let is_last = reads.len() == 1;
        let (value, times) = reads.front_mut()?;
        let value = value.as_deref().map(str::to_owned);
        *times = times.saturating_sub(1);
        if *times == 0 && !is_last {
            reads.pop_front();
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_was_read_comes_again_in_order_and_then_stays() {
        let read = |value: &str, times| Entry {
            at: Duration::ZERO,
            what: What::Read {
                key: "x".into(),
                value: Some(value.into()),
                times,
            },
        };
        let mut past = Past::new(&[read("1", 2), read("2", 1)]);
        let values: String = (0..4).filter_map(|_| past.read("x")?).collect();
        assert_eq!(values, "1122");
        assert_eq!(past.read("y"), None);
    }
}
