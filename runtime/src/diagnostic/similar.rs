//! "Did you mean" for many findings at once, at a bounded cost: each misspelt name is compared with all others once,
//! and no more than so many are.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::{did_you_mean, only_nearest};

/// Misspelt names that are compared. A dialplan with more of them has another problem.
const MOST: usize = 50;

/// What may have been meant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meant {
    /// The help line that says so.
    pub(crate) help: Option<String>,
    /// The name, if no other one is as near.
    pub(crate) only: Option<String>,
}

/// Names that may have been meant.
pub(crate) struct Similar<'a> {
    names: Box<dyn Fn() -> Vec<&'a str> + 'a>,
    known: RefCell<HashMap<String, Meant>>,
    left: Cell<usize>,
}

impl<'a> Similar<'a> {
    /// Names that are collected when they are first needed.
    pub(crate) fn new(names: impl Fn() -> Vec<&'a str> + 'a) -> Self {
        Self {
            names: Box::new(names),
            known: RefCell::default(),
            left: Cell::new(MOST),
        }
    }

    /// What may have been meant by a misspelt name.
    pub(crate) fn to(&self, name: &str) -> Meant {
        if let Some(known) = self.known.borrow().get(name) {
            return known.clone();
        }
        let Some(left) = self.left.get().checked_sub(1) else {
            return Meant::default();
        };
        self.left.set(left);
        let names = (self.names)();
        let meant = Meant {
            help: did_you_mean(name, names.iter().copied()),
            only: only_nearest(name, names).map(str::to_owned),
        };
        let mut known = self.known.borrow_mut();
        known.insert(name.to_owned(), meant.clone());
        meant
    }
}
