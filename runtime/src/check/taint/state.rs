//! What is in the variables of a call, as far as strangers have a part in it.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::flow::Var;
use super::value::Value;

/// The variables that are not as they are by themselves.
///
/// A variable that is not here holds nothing of strangers, or, if it is one that strangers fill, what they wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct State(Rc<BTreeMap<Var, Value>>);

/// Most variables that are followed at once. No dialplan for people has so many that hold what callers write.
const MOST: usize = 64;

impl State {
    pub(super) fn get(&self, var: &Var) -> Option<&Value> {
        self.0.get(var)
    }

    /// Gives a variable a value. `filled` says that strangers fill it by themselves, so that it matters if it is clean.
    pub(super) fn set(&mut self, var: &Var, value: Value, filled: bool) {
        let matters = filled || !value.is_clean();
        if !matters {
            if self.0.contains_key(var) {
                Rc::make_mut(&mut self.0).remove(var);
            }
        } else if self.0.len() < MOST || self.0.contains_key(var) {
            Rc::make_mut(&mut self.0).insert(var.clone(), value);
        }
    }

    /// Gives a variable the value it has in another state.
    pub(super) fn restore(&mut self, var: &Var, from: &Self) {
        match from.get(var) {
            Some(value) => self.set(var, value.clone(), true),
            None if self.0.contains_key(var) => {
                Rc::make_mut(&mut self.0).remove(var);
            }
            None => {}
        }
    }

    /// What a call can be like that comes from either. Gives whether this one has become more by it. `own` is what a
    /// variable holds by itself.
    pub(super) fn join(&mut self, other: &Self, own: impl Fn(&Var) -> Option<Value>) -> bool {
        if Rc::ptr_eq(&self.0, &other.0) || self == other {
            return false;
        }
        let mut grown = false;
        let names: Vec<Var> = self.0.keys().chain(other.0.keys()).cloned().collect();
        for var in names {
            let ours = self.get(&var).cloned();
            let theirs = other
                .get(&var)
                .cloned()
                .or_else(|| own(&var))
                .unwrap_or_default();
            let mut value = ours.or_else(|| own(&var)).unwrap_or_default();
            if value.join(&theirs) {
                grown = true;
                Rc::make_mut(&mut self.0).insert(var, value);
            }
        }
        grown
    }

    /// What another extension or function sees: all but what the script declares.
    pub(super) fn of_channel(&self) -> Self {
        let local = |var: &Var| matches!(var, Var::Local(_));
        if !self.0.keys().any(local) {
            return self.clone();
        }
        let rows = self.0.iter().filter(|(var, _)| !local(var));
        Self(Rc::new(
            rows.map(|(var, value)| (var.clone(), value.clone()))
                .collect(),
        ))
    }

    /// The same with what the script declares in another state.
    pub(super) fn with_locals(mut self, other: &Self) -> Self {
        for (var, value) in other.0.iter() {
            if matches!(var, Var::Local(_)) {
                self.set(var, value.clone(), true);
            }
        }
        self
    }

    pub(super) fn vars(&self) -> impl Iterator<Item = &Var> {
        self.0.keys()
    }
}
