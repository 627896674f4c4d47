//! Which extensions ran, and which lines that call something: for tests that want to know what they missed.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::dialplan::Match;

/// What has run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// File and line, from 1, of each application or function that was called.
    pub lines: BTreeSet<(Arc<str>, u32)>,
    /// Each extension that was entered.
    pub extensions: BTreeSet<Match>,
}

/// Counts what runs, when it is switched on.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    on: Cell<bool>,
    /// Lines by the address of their file's name: the same name is the same file, most of the time.
    lines: RefCell<HashMap<(usize, u32), Arc<str>>>,
    extensions: RefCell<BTreeSet<Match>>,
}

impl Coverage {
    pub(crate) fn begin(&self, on: bool) {
        self.on.set(on);
        self.lines.borrow_mut().clear();
        self.extensions.borrow_mut().clear();
    }

    pub(crate) fn is_on(&self) -> bool {
        self.on.get()
    }

    pub(crate) fn line(&self, file: &Arc<str>, line: u32) {
        let key = (file.as_ptr() as usize, line);
        let mut lines = self.lines.borrow_mut();
        // The name is kept, so its address is not given to another one.
        lines.entry(key).or_insert_with(|| Arc::clone(file));
    }

    pub(crate) fn extension(&self, found: Match) {
        self.extensions.borrow_mut().insert(found);
    }

    pub(crate) fn covered(&self) -> Covered {
        let lines = self.lines.borrow();
        // The order of the map is lost in the set.
        #[allow(clippy::iter_over_hash_type)]
        let lines = lines
            .iter()
            .map(|((_, line), file)| (Arc::clone(file), *line))
            .collect();
        Covered {
            lines,
            extensions: self.extensions.borrow().clone(),
        }
    }
}
