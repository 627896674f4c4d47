//! What a call looks up in the dialplan: extensions, labels and hints, for its caller and by its time.

use std::sync::Arc;

use rhai::ImmutableString;

use super::{Call, ScriptError, Target};
use crate::dialplan::{Dialplan, Query};

impl Call {
    /// The devices of the hint that the extension has.
    pub(super) fn hint(&self) -> Option<String> {
        let place = self.place.borrow();
        let hint = self.query(&place.extension, |query| {
            place.generation.hint(&place.context, query)
        })?;
        Some(hint.device.clone())
    }

    /// Whether the current generation has that extension for this caller (pattern matches count).
    pub fn extension_exists(&self, context: &str, extension: &str) -> bool {
        self.priority_exists(context, extension, 1)
    }

    /// Whether the current generation has that step of that extension for this caller.
    pub fn priority_exists(&self, context: &str, extension: &str, priority: u32) -> bool {
        let generation = self.generation_for(context, extension);
        self.query(extension, |query| {
            generation.exists(context, query.priority(priority))
        })
    }

    /// What this caller looks up by dialling that, now.
    pub(crate) fn query<T>(&self, extension: &str, look: impl FnOnce(Query<'_>) -> T) -> T {
        let wall = self.desk.wall();
        self.with_info(|info| look(Query::new(extension).by(&info.caller.num).at(wall)))
    }

    /// Whether an event (`i`, `t`, `h` …) leads to an extension of that context.
    pub fn takes_event(&self, context: &str, event: &str) -> bool {
        let generation = self.generation_for(context, event);
        self.query(event, |query| generation.takes_event(context, query))
    }

    /// Which step of that extension has that label for this caller.
    pub fn labelled(&self, context: &str, extension: &str, label: &str) -> Option<u32> {
        let generation = self.generation_for(context, extension);
        self.query(extension, |query| {
            generation.labelled(context, query, label)
        })
    }

    /// The generation that a jump to that extension ends up in: the one it is in already, or the current one.
    pub(crate) fn generation_for(&self, context: &str, extension: &str) -> Arc<Dialplan> {
        let place = self.place.borrow();
        if &*place.context == context && &*place.extension == extension {
            return Arc::clone(&place.generation);
        }
        self.desk.generation()
    }

    /// The devices of the hint of an extension, of the current generation. What stands in `${…}` there is
    /// replaced, with the extension as `EXTEN`, unless the hint was asked for by its very pattern.
    ///
    /// # Errors
    ///
    /// As [`substitute`](Self::substitute).
    pub fn hint_of(&self, context: &str, extension: &str) -> Result<Option<String>, ScriptError> {
        let generation = self.desk.generation();
        let Some(hint) = self.query(extension, |query| generation.hint(context, query)) else {
            return Ok(None);
        };
        if !hint.device.contains("${") || extension.starts_with('_') {
            return Ok(Some(hint.device.clone()));
        }
        let asked = ImmutableString::from(extension);
        let own = std::mem::replace(&mut self.place.borrow_mut().extension, asked);
        let device = self.substitute(&hint.device);
        self.place.borrow_mut().extension = own;
        device.map(Some)
    }

    /// What stands in the parentheses of the line at a place, with values put in as if the call were there: its
    /// `${EXTEN}` is that extension. The line does not run. `None` when there is no line.
    ///
    /// # Errors
    ///
    /// As [`substitute`](Self::substitute).
    pub fn data_at(&self, target: &Target) -> Result<Option<String>, ScriptError> {
        let Target {
            context,
            extension,
            priority,
        } = target;
        let generation = self.generation_for(context, extension);
        let line = self.query(extension, |query| {
            let query = query.priority(*priority);
            let (owner, step) = generation.found_step(context, query)?;
            Some((owner.to_owned(), step.data()?))
        });
        let Some((owner, data)) = line else {
            return Ok(None);
        };
        let rule = self.rule();
        self.come_under(&owner);
        let there = (context.into(), extension.into(), *priority);
        let here = self.place.borrow_mut().swap_spot(there);
        let value = self.substitute(&data);
        self.place.borrow_mut().swap_spot(here);
        self.come_back_under(rule);
        value.map(Some)
    }

    /// Whether the current generation has that context.
    pub fn context_exists(&self, context: &str) -> bool {
        self.desk.generation().has_context(context)
    }
}
