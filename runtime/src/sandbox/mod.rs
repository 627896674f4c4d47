//! What scripts may use and do, context by context.
//!
//! In: a [`Rule`] for all contexts, and others for some of them. Out: the rule of a context. A script is under the rule
//! of the context that the extension it runs *stands in*: after an include that is the included one, after a `Goto` or
//! `Gosub` the one it has come to, and after the `Return` again the one that it comes back to. Who writes a context
//! knows from the configuration what it may do, whoever includes it. What a call has used counts on from rule to rule.

mod budgets;
mod capabilities;
mod command;
mod network;
mod place;
mod web;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use budgets::Budgets;
pub use capabilities::Capabilities;
pub use command::{Command, CommandFault, words};
pub use network::Network;
pub use place::{Folder, Place};
pub use web::{Address, Web, WebFault};

/// What a script may use and do in a context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// How much of the machine it may use.
    pub budgets: Budgets,
    /// What it may reach outside of the switch.
    pub capabilities: Capabilities,
}

/// The rules of all contexts. Clones share them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sandbox {
    general: Arc<Rule>,
    /// Rules of contexts by their names.
    named: Arc<BTreeMap<String, Arc<Rule>>>,
    /// Rules of all contexts that a pattern matches, the longest pattern first.
    patterns: Arc<Vec<(String, Arc<Rule>)>>,
}

impl Sandbox {
    /// The same rule for all contexts.
    pub fn new(rule: Rule) -> Self {
        Self {
            general: Arc::new(rule),
            ..Self::default()
        }
    }

    /// Another rule for a context, or with `*` in its name, which stands for any characters, for those that match. The
    /// name itself counts before a pattern, and a longer pattern before a shorter one.
    #[must_use]
    pub fn with(self, context: &str, rule: Rule) -> Self {
        let rule = Arc::new(rule);
        let (mut named, mut patterns) = (self.named, self.patterns);
        if context.contains('*') {
            let all = Arc::make_mut(&mut patterns);
            all.push((context.to_owned(), rule));
            all.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.len()));
        } else {
            Arc::make_mut(&mut named).insert(context.to_owned(), rule);
        }
        Self {
            general: self.general,
            named,
            patterns,
        }
    }

    /// The rule of a context.
    pub fn rule(&self, context: &str) -> &Arc<Rule> {
        let named = self.named.get(context);
        let matching = || {
            self.patterns
                .iter()
                .find(|(pattern, _)| matches(pattern, context))
        };
        named
            .or_else(|| matching().map(|(_, rule)| rule))
            .unwrap_or(&self.general)
    }

    /// The rule of contexts that have none of their own.
    pub fn general(&self) -> &Arc<Rule> {
        &self.general
    }

    /// Whether all contexts have the same rule.
    pub(crate) fn is_uniform(&self) -> bool {
        self.named.is_empty() && self.patterns.is_empty()
    }

    /// How deep functions may call each other, under each of the rules.
    pub(crate) fn depths(&self) -> BTreeSet<usize> {
        let special = self
            .named
            .values()
            .chain(self.patterns.iter().map(|(_, rule)| rule));
        let all = special.chain([&self.general]);
        all.map(|rule| rule.budgets.depth).collect()
    }
}

impl From<Rule> for Sandbox {
    fn from(rule: Rule) -> Self {
        Self::new(rule)
    }
}

impl From<Budgets> for Sandbox {
    fn from(budgets: Budgets) -> Self {
        Self::new(Rule {
            budgets,
            ..Rule::default()
        })
    }
}

/// Whether a rule of that name is one for a context.
pub fn covers(name: &str, context: &str) -> bool {
    matches(name, context)
}

/// Whether a text matches a pattern in which `*` stands for any characters, none included.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        // Each part at the first place it has leaves most for those behind it; the last one has to be at the end.
        if let Some(part) = last.replace(part) {
            match rest.find(part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |last: &str| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        let check = |pattern: &str, text: &str, fits: bool| {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        };
        check("from-*", "from-trunk", true);
        check("from-*", "from-", true);
        check("from-*", "fro", false);
        check("*", "", true);
        check("*-in", "a-in-in", true);
        check("a*b*c", "aXbYbZc", true);
        check("a*b*c", "aXc", false);
        check("ab*ba", "aba", false);
        check("a", "ab", false);
        check("a**b", "ab", true);
        check(&"a*".repeat(1000), &"a".repeat(5000), true);
        check(&("a*".repeat(1000) + "b"), &"a".repeat(5000), false);
    }

    #[test]
    fn the_name_counts_before_a_pattern_and_a_longer_pattern_before_a_shorter_one() {
        let rule = |jumps| Rule {
            budgets: Budgets {
                jumps,
                ..Budgets::default()
            },
            ..Rule::default()
        };
        let sandbox = Sandbox::new(rule(1))
            .with("from-*", rule(2))
            .with("from-trunk-*", rule(3))
            .with("from-trunk-a", rule(4));
        let check = |context: &str, jumps: u32| {
            assert_eq!(sandbox.rule(context).budgets.jumps, jumps, "{context}");
        };
        check("internal", 1);
        check("from-home", 2);
        check("from-trunk-b", 3);
        check("from-trunk-a", 4);
    }
}
