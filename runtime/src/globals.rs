//! Global variables: one set for all calls on all workers.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use crate::dialplan::Dialplan;
use crate::groups::Groups;
use crate::locks::Locks;

/// A handle on the global variables. Clones see the same set.
#[derive(Clone, Debug, Default)]
pub struct Globals {
    values: Arc<RwLock<BTreeMap<String, Global>>>,
    /// What calls know of each other.
    pub(crate) groups: Groups,
    /// Names that one call holds at a time.
    pub(crate) locks: Locks,
}

#[derive(Clone, Debug)]
struct Global {
    value: String,
    /// Whether the dialplan set it, and no script since.
    loaded: bool,
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
        values.get(name).map(|global| global.value.clone())
    }

    /// Whether a variable is as the dialplan set it when it was loaded, or is not there.
    pub(crate) fn is_as_loaded(&self, name: &str) -> bool {
        let values = self.values.read().unwrap_or_else(|held| held.into_inner());
        values.get(name).is_none_or(|global| global.loaded)
    }

    /// Sets a global variable; an empty value removes it.
    pub fn set(&self, name: &str, value: impl Into<String>) {
        self.put(name, value.into(), false);
    }

    fn put(&self, name: &str, value: String, loaded: bool) {
        let mut values = self.values.write().unwrap_or_else(|held| held.into_inner());
        if value.is_empty() {
            values.remove(name);
        } else {
            values.insert(name.to_owned(), Global { value, loaded });
        }
    }

    /// Sets what a generation sets (`[globals]` of `extensions.conf`), in order. What is there besides stays: scripts
    /// may have set it. With `clearglobalvars` all of it goes away first.
    pub fn take_over(&self, dialplan: &Dialplan) {
        if dialplan.general().clear_globals {
            let mut values = self.values.write().unwrap_or_else(|held| held.into_inner());
            values.clear();
        }
        for (name, value) in dialplan.globals() {
            self.put(name, self.expanded(value), true);
        }
    }

    /// A text with the values of global variables in place of `${NAME}`; there is no call to ask for more.
    fn expanded(&self, text: &str) -> String {
        let mut value = String::new();
        let mut rest = text;
        while let Some((before, name, tail)) = reference(rest) {
            value.push_str(before);
            value.push_str(&self.variable(name).unwrap_or_default());
            rest = tail;
        }
        value.push_str(rest);
        value
    }

    /// All of them, sorted by name.
    pub fn all(&self) -> Vec<(String, String)> {
        let values = self.values.read().unwrap_or_else(|held| held.into_inner());
        values
            .iter()
            .map(|(name, global)| (name.clone(), global.value.clone()))
            .collect()
    }
}

/// What stands before the first `${NAME}`, the name, and what stands behind it.
fn reference(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("${")?;
    let (name, tail) = rest.split_once('}')?;
    Some((before, name, tail))
}

#[cfg(test)]
mod tests {
    use super::Globals;
    use crate::dialplan::{Dialplan, Source};
    use crate::sample::LIBRARY;

    #[test]
    fn what_scripts_set_goes_away_only_if_a_file_says_so() {
        let kept = |general: &str| {
            let text = format!("[general]\n{general}\n[globals]\nA=1");
            let source = Source::new("a.conf", text);
            let (plan, _) = Dialplan::load(vec![source], LIBRARY);
            let globals = Globals::new();
            globals.set("B", "2");
            globals.take_over(&plan);
            globals.all().len()
        };
        assert_eq!((kept(""), kept("clearglobalvars=yes")), (2, 1));
    }

    #[test]
    fn a_file_sets_globals_in_order_and_leaves_others() {
        let text = "[globals]\nHOST=provider\nTRUNK=SIP/${HOST}${NONE}\n";
        let source = Source::new("extensions.conf", text);
        let (plan, _) = Dialplan::load(vec![source], LIBRARY);
        let globals = Globals::new();
        globals.set("MINE", "1");
        globals.take_over(&plan);
        assert_eq!(globals.variable("TRUNK").as_deref(), Some("SIP/provider"));
        assert_eq!(globals.all().len(), 3);
    }

    #[test]
    fn clones_share_one_set_and_an_empty_value_removes() {
        let globals = Globals::new();
        globals.clone().set("TRUNK", "SIP/provider");
        assert_eq!(globals.variable("TRUNK").as_deref(), Some("SIP/provider"));
        globals.set("TRUNK", "");
        assert_eq!(globals.all(), []);
    }
}
