//! All that is kept of a call that has ended.

use std::sync::Arc;
use std::time::Duration;

use super::entry::{Entry, What};
use crate::host::{Cause, Start};

/// A file's path and its text.
pub type FileText = (Arc<str>, Arc<str>);

/// A call from its beginning to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// How it began.
    pub start: Start,
    /// When, by wall time, since 1970.
    pub began: Duration,
    /// What it did, and what happened to it, in order.
    pub entries: Vec<Entry>,
    /// Whether its script did something wrong, or used more than it may.
    pub failed: bool,
    /// The files its steps stand in with their texts as they were; empty when it was read from a file.
    pub(crate) texts: Vec<FileText>,
}

impl Story {
    /// A story of these entries. `texts` are the files of its steps; `failed` says whether its script did
    /// something wrong.
    pub fn kept(start: Start, entries: Vec<Entry>, texts: Vec<FileText>, failed: bool) -> Self {
        let began = entries.iter().find_map(|entry| match entry.what {
            What::Resumed { wall, .. } => Some(wall.saturating_sub(entry.at)),
            _ => None,
        });
        Self {
            start,
            began: began.unwrap_or_default(),
            entries,
            failed,
            texts,
        }
    }

    /// What it ended with.
    pub fn cause(&self) -> Cause {
        let last = self
            .entries
            .iter()
            .rev()
            .find_map(|entry| match entry.what {
                What::Finished(cause) => Some(cause),
                _ => None,
            });
        last.unwrap_or(Cause::Normal)
    }

    /// How long it lasted.
    pub fn lasted(&self) -> Duration {
        self.entries.last().map_or(Duration::ZERO, |entry| entry.at)
    }

    /// How many steps are recorded.
    pub fn steps(&self) -> usize {
        let steps = self.entries.iter();
        steps
            .filter(|entry| matches!(entry.what, What::Step { .. }))
            .count()
    }

    /// The text of a file as it was when the call ran.
    pub fn text(&self, file: &str) -> Option<&str> {
        let known = self.texts.iter().find(|(path, _)| &**path == file);
        known.map(|(_, text)| &**text)
    }

    /// Its bytes in memory, the texts of files left out: they are shared.
    pub(crate) fn cost(&self) -> usize {
        let entries: usize = self.entries.iter().map(Entry::cost).sum();
        size_of::<Self>() + entries
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::host::{CallId, ChannelId, ChannelInfo, Technology};

    /// A call that rang somebody, in nothing but its facts.
    pub(crate) fn sample(failed: bool) -> Story {
        let name = "SIP/desk-00000001";
        let channel = ChannelInfo::new(ChannelId(1), name, Technology::Sip, "100");
        let start = Start::new(CallId(7), channel, "office");
        let entry = |ms, what| Entry {
            at: Duration::from_millis(ms),
            what,
        };
        let entries = vec![
            entry(
                1,
                What::Resumed {
                    wall: Duration::from_millis(1_700_000_000_001),
                    waited: Duration::from_millis(1),
                },
            ),
            entry(5, What::Finished(Cause::Busy)),
        ];
        Story::kept(start, entries, Vec::new(), failed)
    }

    #[test]
    fn a_story_knows_when_it_began_and_how_it_ended() {
        let story = sample(false);
        assert_eq!(story.began, Duration::from_secs(1_700_000_000));
        assert_eq!(
            (story.cause(), story.lasted().as_millis()),
            (Cause::Busy, 5)
        );
    }
}
