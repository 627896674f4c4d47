//! What hints watch, and what they show: `HINT` and `EXTENSION_STATE`.

mod extension_state;
mod hint;

use runtime::call::{Call, ScriptError};

use crate::texts;

pub(crate) use extension_state::EXTENSION_STATE;
pub(crate) use hint::HINT;

/// The devices of a hint, none if there is no hint at that place.
fn devices(call: &Call, place: &str, usage: &str) -> Result<Option<String>, ScriptError> {
    let (extension, context) = place.split_once('@').unwrap_or((place, "default"));
    if extension.is_empty() {
        return Err(texts::missing(usage));
    }
    call.hint_of(context, extension)
}
