//! Global variables: one set for all calls on all workers.
//!
//! No budget of a call bounds them, because they stay when it ends; so the set has bounds of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::dialplan::Dialplan;
use crate::groups::Groups;
use crate::locks::Locks;
use crate::memory::METER;

/// Most global variables there may be.
pub const MOST: usize = 100_000;

/// Most bytes that their names and values may have together.
pub const MOST_BYTES: usize = 64 << 20;

/// Longest value that a file of the dialplan makes of others, in bytes: as long as any text of a script.
const MOST_EXPANDED: usize = 64 << 10;

/// A handle on the global variables. Clones see the same set.
#[derive(Clone, Debug, Default)]
pub struct Globals {
    values: Arc<RwLock<Values>>,
    /// What calls know of each other.
    pub(crate) groups: Groups,
    /// Names that one call holds at a time.
    pub(crate) locks: Locks,
}

/// There is no room for what a global variable was to be set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GlobalsFull {
    /// Another name would be one too many.
    #[error("there are {MOST} global variables already")]
    Count,
    /// The value is too long for what is left.
    #[error("global variables hold {} MiB at most, and {held} bytes are in use", MOST_BYTES >> 20)]
    Bytes {
        /// Bytes of all names and values there are.
        held: usize,
    },
    /// A file sets one to a text that grows beyond what one may be.
    #[error("a global variable is {MOST_EXPANDED} bytes long at most")]
    Value,
}

/// The set, and the bytes of all names and values in it.
#[derive(Debug, Default)]
struct Values {
    globals: BTreeMap<String, Global>,
    held: usize,
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
        let values = self.read();
        values.globals.get(name).map(|global| global.value.clone())
    }

    /// Whether a variable is as the dialplan set it when it was loaded, or is not there.
    pub(crate) fn is_as_loaded(&self, name: &str) -> bool {
        let values = self.read();
        values.globals.get(name).is_none_or(|global| global.loaded)
    }

    /// Sets a global variable; an empty value removes it.
    ///
    /// # Errors
    /// When it would be one more than [`MOST`], or all together would hold more than [`MOST_BYTES`]. It is as it was
    /// then.
    pub fn set(&self, name: &str, value: &str) -> Result<(), GlobalsFull> {
        self.put(name, value, false)
    }

    fn put(&self, name: &str, value: &str, loaded: bool) -> Result<(), GlobalsFull> {
        let mut values = self.write();
        // They are no call's: what one sets may be taken away by another.
        METER.with(|meter| meter.aside(|| values.put(name, value, loaded)))
    }

    fn read(&self) -> RwLockReadGuard<'_, Values> {
        // A panic while the lock is held leaves the set whole: each change is one insertion or removal.
        self.values.read().unwrap_or_else(|held| held.into_inner())
    }

    fn write(&self) -> RwLockWriteGuard<'_, Values> {
        self.values.write().unwrap_or_else(|held| held.into_inner())
    }

    /// Sets what a generation sets (`[globals]` of `extensions.conf`), in order. What is there besides stays: scripts
    /// may have set it. With `clearglobalvars` all of it goes away first. Gives the first variable there was no room for,
    /// and why; all others are set.
    pub fn take_over(&self, dialplan: &Dialplan) -> Option<(String, GlobalsFull)> {
        if dialplan.general().clear_globals {
            *self.write() = Values::default();
        }
        let mut left_out = None;
        for (name, value) in dialplan.globals() {
            let put = self
                .expanded(value)
                .and_then(|value| self.put(name, &value, true));
            if let Err(full) = put {
                left_out.get_or_insert_with(|| (name.clone(), full));
            }
        }
        left_out
    }

    /// A text with the values of global variables in place of `${NAME}`; there is no call to ask for more.
    fn expanded(&self, text: &str) -> Result<String, GlobalsFull> {
        let mut value = String::new();
        let mut rest = text;
        while let Some((before, name, tail)) = reference(rest) {
            value.push_str(before);
            value.push_str(&self.variable(name).unwrap_or_default());
            rest = tail;
            if value.len() > MOST_EXPANDED {
                return Err(GlobalsFull::Value);
            }
        }
        value.push_str(rest);
        Ok(value)
    }

    /// All of them, sorted by name.
    pub fn all(&self) -> Vec<(String, String)> {
        let values = self.read();
        values
            .globals
            .iter()
            .map(|(name, global)| (name.clone(), global.value.clone()))
            .collect()
    }
}

impl Values {
    fn put(&mut self, name: &str, value: &str, loaded: bool) -> Result<(), GlobalsFull> {
        let before = self
            .globals
            .get(name)
            .map(|global| name.len() + global.value.len());
        let others = self.held - before.unwrap_or(0);
        if value.is_empty() {
            self.globals.remove(name);
            self.held = others;
            return Ok(());
        }
        let held = others + name.len() + value.len();
        if held > MOST_BYTES {
            return Err(GlobalsFull::Bytes { held: self.held });
        }
        if before.is_none() && self.globals.len() == MOST {
            return Err(GlobalsFull::Count);
        }
        let value = value.to_owned();
        self.globals
            .insert(name.to_owned(), Global { value, loaded });
        self.held = held;
        Ok(())
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
    use super::{Globals, GlobalsFull, MOST, MOST_BYTES};
    use crate::dialplan::{Dialplan, Source};
    use crate::sample::LIBRARY;

    #[test]
    fn what_scripts_set_goes_away_only_if_a_file_says_so() {
        let kept = |general: &str| {
            let text = format!("[general]\n{general}\n[globals]\nA=1");
            let source = Source::new("a.conf", text);
            let (plan, _) = Dialplan::load(vec![source], LIBRARY);
            let globals = Globals::new();
            globals.set("B", "2").unwrap();
            assert_eq!(globals.take_over(&plan), None);
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
        globals.set("MINE", "1").unwrap();
        assert_eq!(globals.take_over(&plan), None);
        assert_eq!(globals.variable("TRUNK").as_deref(), Some("SIP/provider"));
        assert_eq!(globals.all().len(), 3);
    }

    #[test]
    fn clones_share_one_set_and_an_empty_value_removes() {
        let globals = Globals::new();
        globals.clone().set("TRUNK", "SIP/provider").unwrap();
        assert_eq!(globals.variable("TRUNK").as_deref(), Some("SIP/provider"));
        globals.set("TRUNK", "").unwrap();
        assert_eq!(globals.all(), []);
    }

    #[test]
    fn no_more_names_are_taken_in_than_there_may_be() {
        let globals = Globals::new();
        for at in 0..MOST {
            globals.set(&at.to_string(), "1").unwrap();
        }
        assert_eq!(globals.set("more", "1"), Err(GlobalsFull::Count));
        assert_eq!(globals.set("7", "another"), Ok(()));
        assert_eq!(globals.set("8", ""), Ok(()));
        assert_eq!(globals.set("more", "1"), Ok(()));
    }

    #[test]
    fn all_of_them_hold_so_much_and_what_goes_makes_room() {
        let globals = Globals::new();
        let (name, half) = ("abcd", "x".repeat(MOST_BYTES / 2));
        globals.set(name, &half).unwrap();
        let full = Err(GlobalsFull::Bytes {
            held: MOST_BYTES / 2 + 4,
        });
        assert_eq!(globals.set("other", &half), full);
        assert_eq!(globals.set(name, &half[1..]), Ok(()));
        assert_eq!(globals.set(name, ""), Ok(()));
        assert_eq!(globals.set("other", &half), Ok(()));
    }

    #[test]
    fn a_file_that_doubles_a_variable_again_and_again_sets_the_others() {
        let mut text = "[globals]\nV0=12345678\n".to_owned();
        for at in 0..60 {
            text.push_str(&format!("V{}=${{V{at}}}${{V{at}}}\n", at + 1));
        }
        let (plan, _) = Dialplan::load(vec![Source::new("a.conf", text)], LIBRARY);
        let globals = Globals::new();
        let left_out = globals.take_over(&plan);
        assert_eq!(left_out, Some(("V14".to_owned(), GlobalsFull::Value)));
        assert_eq!(
            globals.variable("V13").map(|value| value.len()),
            Some(64 << 10)
        );
    }
}
