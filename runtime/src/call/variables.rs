//! Channel variables with Asterisk's inheritance: `_NAME` goes to channels this one starts, `__NAME` to
//! theirs as well.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::library::{Library, Value, text_of};

/// The variables of one channel.
#[derive(Debug, Default)]
pub(super) struct Variables {
    values: BTreeMap<Box<str>, Variable>,
    /// How many times a variable was set.
    settings: u64,
}

#[derive(Debug)]
struct Variable {
    value: Value,
    inheritance: Inheritance,
    /// Whether a function has the same name.
    shadowed: bool,
    /// Which setting of a variable it was.
    setting: u64,
}

/// What a local variable of a subroutine hides: the variable of that name, or that there is none.
#[derive(Debug)]
pub(super) struct Hidden {
    name: Box<str>,
    variable: Option<Variable>,
}

impl Hidden {
    pub(super) fn is(&self, name: &str) -> bool {
        &*self.name == name
    }

    pub(super) fn value(&self) -> Option<&Value> {
        self.variable.as_ref().map(|variable| &variable.value)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inheritance {
    None,
    Once,
    Always,
}

impl Variables {
    pub(super) fn count(&self) -> usize {
        self.values.len()
    }

    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name).map(|variable| &variable.value)
    }

    /// The value, unless a function of the library has the same name.
    pub(super) fn unshadowed(&self, name: &str) -> Option<&Value> {
        let variable = self.values.get(name)?;
        (!variable.shadowed).then_some(&variable.value)
    }

    pub(super) fn set(&mut self, name: &str, value: Value, library: Library) {
        let (name, inheritance) = if let Some(name) = name.strip_prefix("__") {
            (name, Inheritance::Always)
        } else if let Some(name) = name.strip_prefix('_') {
            (name, Inheritance::Once)
        } else {
            (name, Inheritance::None)
        };
        self.settings += 1;
        // The name is there already most of the time, and needs no second copy.
        if let Some(variable) = self.values.get_mut(name) {
            variable.value = value;
            variable.inheritance = inheritance;
            variable.setting = self.settings;
        } else {
            let variable = Variable {
                value,
                inheritance,
                shadowed: library.function(name).is_some(),
                setting: self.settings,
            };
            self.values.insert(name.into(), variable);
        }
    }

    /// The names that begin so, what was set last first.
    pub(super) fn beginning(&self, prefix: &str) -> Vec<String> {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let variables = self.values.range::<str, _>(from);
        let mut names: Vec<_> = variables
            .take_while(|(name, _)| name.starts_with(prefix))
            .map(|(name, variable)| (variable.setting, name.to_string()))
            .collect();
        names.sort_unstable_by(|one, other| other.cmp(one));
        names.into_iter().map(|(_, name)| name).collect()
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.values.remove(name);
    }

    /// Takes a variable away for as long as a subroutine has one of its name.
    pub(super) fn hide(&mut self, name: &str) -> Hidden {
        Hidden {
            name: name.into(),
            variable: self.values.remove(name),
        }
    }

    /// Puts back what [`hide`](Self::hide) took away.
    pub(super) fn unhide(&mut self, hidden: Hidden) {
        match hidden.variable {
            Some(variable) => self.values.insert(hidden.name, variable),
            None => self.values.remove(&hidden.name),
        };
    }

    /// All of them, with the underscores that say how far they are inherited.
    pub(super) fn all(&self) -> Vec<(String, String)> {
        let variables = self.values.iter();
        let marked = variables.map(|(name, variable)| {
            let mark = match variable.inheritance {
                Inheritance::None => "",
                Inheritance::Once => "_",
                Inheritance::Always => "__",
            };
            (format!("{mark}{name}"), text_of(&variable.value))
        });
        marked.collect()
    }

    pub(super) fn inherited(&self) -> Vec<(String, String)> {
        let name = |name: &str, inheritance| match inheritance {
            Inheritance::None => None,
            Inheritance::Once => Some(name.to_owned()),
            Inheritance::Always => Some(format!("__{name}")),
        };
        self.values
            .iter()
            .filter_map(|(key, variable)| {
                Some((name(key, variable.inheritance)?, text_of(&variable.value)))
            })
            .collect()
    }
}

/// The form in which a value is kept: numbers, truth and texts as they are, anything else as text. A
/// value shared with a closure is copied, so that a variable changes only when it is set.
pub(super) fn kept(value: &Value) -> Value {
    if value.is_shared() {
        return kept(&value.flatten_clone());
    }
    if value.is_int() || value.is_string() || value.is_bool() || value.is_float() {
        value.clone()
    } else {
        text_of(value).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn underscores_say_how_far_a_variable_is_inherited() {
        let mut variables = Variables::default();
        for name in ["plain", "_once", "__always"] {
            variables.set(name, name.into(), crate::sample::LIBRARY);
        }
        let expected = [("__always", "__always"), ("once", "_once")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(variables.inherited(), expected);
        assert!(variables.value("once").is_some());
    }

    #[test]
    fn setting_a_variable_again_sets_its_inheritance_again() {
        let mut variables = Variables::default();
        variables.set("__x", "1".into(), crate::sample::LIBRARY);
        variables.set("x", "2".into(), crate::sample::LIBRARY);
        assert_eq!(variables.inherited(), []);
    }
}
