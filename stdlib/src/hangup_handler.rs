//! Hangup handlers as `CHANNEL(hangup_handler_push)` and its like name them: subroutines that run when the
//! call is over, the last one pushed first.

use runtime::call::{Call, ScriptError};
use runtime::conf::called;

use crate::lines;

/// Most handlers that a call can have.
const MOST: usize = 64;

/// Adds a handler, `[[context,]extension,]priority[(arguments)]`. What is left out is taken from here, now.
pub(crate) fn push(call: &Call, text: &str) -> Result<(), ScriptError> {
    if text.is_empty() || call.hangup_handlers() >= MOST {
        return Ok(());
    }
    let (place, arguments) = called(text);
    let mut parts: Vec<String> = place.split(',').take(3).map(str::to_owned).collect();
    if parts.len() < 2 {
        parts.insert(0, call.extension());
    }
    if parts.len() < 3 {
        parts.insert(0, call.context());
    }
    call.push_hangup_handler(parts, lines::subroutine_arguments(arguments));
    Ok(())
}

/// Takes the last handler away, and adds another one if it is given.
pub(crate) fn pop(call: &Call, text: &str) -> Result<(), ScriptError> {
    call.pop_hangup_handler();
    push(call, text)
}

/// Takes all handlers away, and adds another one if it is given.
pub(crate) fn wipe(call: &Call, text: &str) -> Result<(), ScriptError> {
    call.clear_hangup_handlers();
    push(call, text)
}
