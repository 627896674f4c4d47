//! Places in the dialplan as applications name them: `[[context,]extension,]priority`, where a priority is a
//! number, a label, or `+2` and `-1` from here.

use super::{Call, ScriptError};
use crate::diagnostic::Code;

/// A place in the dialplan to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where.
    pub context: String,
    /// What.
    pub extension: String,
    /// Which step of it, from 1.
    pub priority: u32,
}

impl Target {
    /// The beginning of an extension.
    pub fn start(context: impl Into<String>, extension: impl Into<String>) -> Self {
        Self {
            context: context.into(),
            extension: extension.into(),
            priority: 1,
        }
    }
}

impl Call {
    /// The place that `[[context,]extension,]priority` names. Whether there is such an extension is for who
    /// goes there to find out; a label has to be there.
    ///
    /// # Errors
    ///
    /// When the label does not exist, or nothing is named.
    pub fn target(&self, parts: &[String]) -> Result<Target, ScriptError> {
        let here = self.context();
        let own = self.extension();
        let or = |text: &String, default: &str| match text.trim() {
            "" => default.to_owned(),
            text => text.to_owned(),
        };
        let (context, extension, priority) = match parts {
            [priority] => (here, own, priority),
            [extension, priority] => (here, or(extension, &own), priority),
            [context, extension, priority, ..] => {
                (or(context, &here), or(extension, &own), priority)
            }
            [] => {
                return Err(ScriptError::fault(
                    Code::MissingArgument,
                    "there is no place to go to",
                ));
            }
        };
        let priority = self.priority(&context, &extension, priority.trim())?;
        Ok(Target {
            context,
            extension,
            priority,
        })
    }

    fn priority(&self, context: &str, extension: &str, text: &str) -> Result<u32, ScriptError> {
        let current = self.place.borrow().priority;
        let number = |text: &str| text.parse::<u32>().ok();
        let found = match text.split_at_checked(1) {
            Some(("+", steps)) => number(steps).and_then(|steps| current.checked_add(steps)),
            Some(("-", steps)) => number(steps).and_then(|steps| current.checked_sub(steps)),
            _ => number(text).or_else(|| self.labelled(context, extension, text)),
        };
        found.filter(|&priority| priority > 0).ok_or_else(|| {
            let what = format!(
                "`{text}` is no priority or label of extension `{extension}` in context `{context}`"
            );
            ScriptError::fault(Code::NoSuchExtension, what)
        })
    }
}
