//! Under which rule of the sandbox a call is.

use std::cell::Ref;
use std::sync::Arc;

use super::Call;
use crate::host::Reply;
use crate::memory::METER;
use crate::sandbox::{Budgets, Capabilities, Rule};

impl Call {
    /// What came from outside counts as memory of the script, since it will give it back.
    pub(super) fn own(&self, reply: &Reply) {
        let size = match reply {
            Reply::Text(text) | Reply::Outcome(_, text) => text.capacity(),
            Reply::Rows(rows) => {
                let texts = rows
                    .iter()
                    .map(|(key, value)| key.capacity() + value.capacity());
                texts.sum::<usize>() + rows.capacity() * size_of::<(String, String)>()
            }
            _ => 0,
        };
        METER.with(|meter| meter.accept(size));
    }

    /// The context that the extension stands in which runs now.
    pub fn standing(&self) -> String {
        let place = self.place.borrow();
        let found = self.query(&place.extension, |query| {
            place
                .generation
                .find(&place.context, query.priority(place.priority))
        });
        found.map_or_else(
            || place.context.to_string(),
            |found| found.context.to_string(),
        )
    }

    /// What the script may reach outside of the switch, where it is now.
    pub fn capabilities(&self) -> Ref<'_, Capabilities> {
        Ref::map(self.rule.borrow(), |rule| &rule.capabilities)
    }

    /// A variable of the environment that the switch runs in, if scripts may read it here.
    pub fn environment(&self, name: &str) -> Option<String> {
        self.capabilities().environment.get(name).cloned()
    }

    /// How much it may use, where it is now. What it has used elsewhere counts.
    pub(crate) fn budgets(&self) -> Ref<'_, Budgets> {
        Ref::map(self.rule.borrow(), |rule| &rule.budgets)
    }

    /// The rule that it is under.
    pub(crate) fn rule(&self) -> Arc<Rule> {
        Arc::clone(&self.rule.borrow())
    }

    /// It runs an extension now that stands in this context.
    pub(crate) fn come_under(&self, context: &str) {
        let rule = self.desk.other_rule(context, &self.rule.borrow());
        if let Some(rule) = rule {
            self.come_back_under(rule);
        }
    }

    /// It runs again what it ran under this rule.
    pub(crate) fn come_back_under(&self, rule: Arc<Rule>) {
        METER.with(|meter| meter.limit(rule.budgets.memory));
        self.rule.replace(rule);
    }
}
