//! The database of scripts: values under paths, `family/key`, that outlive calls and the switch.

use std::collections::BTreeMap;

use crate::change::Change;
use crate::community::Community;
use crate::refusal::Refusal;

/// Most entries there may be.
const MAX_ENTRIES: usize = 100_000;

impl Community {
    /// All entries, by path.
    pub fn entries(&self) -> &BTreeMap<String, String> {
        &self.tables.entries
    }

    /// Gives an entry a value. Length and form of both are the caller's affair.
    ///
    /// # Errors
    ///
    /// [`Refusal::DatabaseFull`] at `MAX_ENTRIES`.
    pub fn set_entry(&self, path: &str, value: &str) -> Result<Vec<Change>, Refusal> {
        let entries = self.entries();
        match entries.get(path) {
            Some(before) if before == value => return Ok(Vec::new()),
            None if entries.len() >= MAX_ENTRIES => {
                return Err(Refusal::DatabaseFull { most: MAX_ENTRIES });
            }
            _ => {}
        }
        Ok(vec![Change::EntrySet {
            path: path.to_owned(),
            value: Some(value.to_owned()),
        }])
    }

    /// Takes entries out; those that are not there need no change.
    pub fn remove_entries<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> Vec<Change> {
        let there = paths
            .into_iter()
            .filter(|path| self.entries().contains_key(*path));
        let removed = there.map(|path| Change::EntrySet {
            path: path.to_owned(),
            value: None,
        });
        removed.collect()
    }
}
