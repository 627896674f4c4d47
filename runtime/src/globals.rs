//! Global variables: one set for all calls on all workers.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

/// A handle on the global variables. Clones see the same set.
#[derive(Clone, Debug, Default)]
pub struct Globals {
    values: Arc<RwLock<BTreeMap<String, String>>>,
}

impl Globals {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a global variable, if it is set.
    pub fn variable(&self, name: &str) -> Option<String> {
        // A panic while the lock is held leaves the map whole: each change is one insertion or removal.
        let values = self.values.read().unwrap_or_else(|held| held.into_inner());
        values.get(name).cloned()
    }

    /// Sets a global variable; an empty value removes it.
    pub fn set(&self, name: &str, value: impl Into<String>) {
        let value = value.into();
        let mut values = self.values.write().unwrap_or_else(|held| held.into_inner());
        if value.is_empty() {
            values.remove(name);
        } else {
            values.insert(name.to_owned(), value);
        }
    }

    /// All of them, sorted by name.
    pub fn all(&self) -> Vec<(String, String)> {
        let values = self.values.read().unwrap_or_else(|held| held.into_inner());
        values
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Globals;

    #[test]
    fn clones_share_one_set_and_an_empty_value_removes() {
        let globals = Globals::new();
        globals.clone().set("TRUNK", "SIP/provider");
        assert_eq!(globals.variable("TRUNK").as_deref(), Some("SIP/provider"));
        globals.set("TRUNK", "");
        assert_eq!(globals.all(), []);
    }
}
