//! Places in the dialplan as applications name them: `[[context,]extension,]priority`, where a priority is a
//! number, a label, or `+2` and `-1` from here.

use super::{Call, ScriptError};
use crate::diagnostic::Code;
use crate::dialplan::Place;
use crate::host::Target;
use crate::number;

impl From<Place> for Target {
    fn from(place: Place) -> Self {
        Self {
            context: place.context,
            extension: place.extension,
            priority: place.priority,
        }
    }
}

impl Call {
    /// The place that a text names as it stands in a line: parts are separated by commas that nothing
    /// protects, and spaces count. What follows the third comma does not.
    ///
    /// # Errors
    ///
    /// As [`target`](Self::target).
    pub fn named_target(&self, text: &str) -> Result<Target, ScriptError> {
        let parts: Vec<String> = text.split(',').take(3).map(str::to_owned).collect();
        self.target(&parts)
    }

    /// The place that `[[context,]extension,]priority` names. Whether there is such an extension is for who
    /// goes there to find out; a label has to be there.
    ///
    /// # Errors
    ///
    /// When the label does not exist, or nothing is named.
    pub fn target(&self, parts: &[String]) -> Result<Target, ScriptError> {
        let (here, own) = (self.context(), self.extension());
        let (context, extension, priority) = match parts {
            [priority] => (&here, &own, priority),
            [extension, priority] => (&here, extension, priority),
            [context, extension, priority, ..] => (context, extension, priority),
            [] => {
                return Err(ScriptError::fault(
                    Code::MissingArgument,
                    "there is no place to go to",
                ));
            }
        };
        // A label is looked up under an empty name as well, where there is none.
        let priority = self.priority(context, extension, priority)?;
        let or = |name: &String, default: String| {
            if name.is_empty() {
                default
            } else {
                name.clone()
            }
        };
        Ok(Target {
            context: or(context, here.clone()),
            extension: or(extension, own.clone()),
            priority,
        })
    }

    /// Which step a number, a label or a distance from here names. A negative one is the step behind this.
    fn priority(&self, context: &str, extension: &str, text: &str) -> Result<u32, ScriptError> {
        let current = i64::from(self.place.borrow().priority);
        let (text, sign) = match text.split_at_checked(1) {
            Some(("+", rest)) => (rest, Some(1)),
            Some(("-", rest)) => (rest, Some(-1)),
            _ => (text, None),
        };
        if let Some(number) = number::whole(text) {
            let number = i64::from(number);
            let step = sign.map_or(number, |sign| current + sign * number);
            return Ok(u32::try_from(step).unwrap_or(current as u32 + 1));
        }
        self.labelled(context, extension, text).ok_or_else(|| {
            let what = format!(
                "`{text}` is no priority or label of extension `{extension}` in context `{context}`"
            );
            ScriptError::fault(Code::NoSuchExtension, what)
        })
    }
}
