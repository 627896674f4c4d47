//! Names that a script declares, and what is known of them.

use std::collections::HashMap;

use crate::check::taint::flow::{Guard, Term, Var};

/// What a name stands for.
#[derive(Clone, Debug)]
pub(super) enum Binding {
    Var {
        var: Var,
        /// What it was declared with, as long as nothing else is assigned to it.
        literal: Option<Term>,
        /// What is true if it is.
        truth: Option<Guard>,
    },
    /// It is the same as this term.
    Known(Term),
}

/// All names in sight, the innermost of each name last.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    names: HashMap<String, Vec<Binding>>,
    /// Names in the order in which they were declared.
    order: Vec<String>,
}

impl Binding {
    pub(super) fn var(var: Var) -> Self {
        Self::Var {
            var,
            literal: None,
            truth: None,
        }
    }
}

impl Scope {
    pub(super) fn declare(&mut self, name: &str, binding: Binding) {
        self.names.entry(name.to_owned()).or_default().push(binding);
        self.order.push(name.to_owned());
    }

    pub(super) fn find(&self, name: &str) -> Option<&Binding> {
        self.names.get(name)?.last()
    }

    /// Something is assigned to it: what was known of it does not hold any more.
    pub(super) fn assigned(&mut self, name: &str) {
        let binding = self
            .names
            .get_mut(name)
            .and_then(|bindings| bindings.last_mut());
        if let Some(Binding::Var { literal, truth, .. }) = binding {
            (*literal, *truth) = (None, None);
        }
    }

    /// How many names are in sight, to come back to at the end of a block.
    pub(super) fn depth(&self) -> usize {
        self.order.len()
    }

    pub(super) fn leave(&mut self, depth: usize) {
        for name in self.order.drain(depth.min(self.order.len())..) {
            if let Some(bindings) = self.names.get_mut(&name) {
                bindings.pop();
            }
        }
    }
}
