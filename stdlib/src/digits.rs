//! Keys that the caller presses, taken one by one: what `Read`, `ReadExten` and their like have in common.

use std::time::Duration;

use runtime::call::{Call, ScriptError, Wake};
use runtime::host::Event;

/// The next key on the script's own channel; `None` when none comes in time.
pub(crate) fn next(call: &Call, timeout: Duration) -> Result<Option<char>, ScriptError> {
    let channel = call.channel();
    let digit = |event: &Event| matches!(event, Event::Digit(on, _) if *on == channel);
    Ok(match call.event(Some(timeout), digit)? {
        Wake::Event(Event::Digit(_, key)) => Some(key),
        _ => None,
    })
}

/// What the caller dials in a context beginning with that key: keys as long as more of them could make another
/// extension, each in the time of `TIMEOUT(digit)`. The key that `end` is, if any, ends it.
pub(crate) fn dialled(
    call: &Call,
    context: &str,
    first: char,
    end: Option<char>,
) -> Result<String, ScriptError> {
    let mut keys = String::new();
    let mut key = Some(first);
    while let Some(pressed) = key.filter(|key| Some(*key) != end) {
        keys.push(pressed);
        if keys.len() >= MOST || !call.more_can_be_dialled(context, &keys) {
            break;
        }
        key = next(call, call.timeouts().digit())?;
    }
    Ok(keys)
}

/// Most keys that are taken for an extension, as within a call.
const MOST: usize = 80;

/// Keys up to `#`, which is left out, to the greatest number, or until none comes in time.
pub(crate) fn up_to_pound(
    call: &Call,
    key: Option<char>,
    most: usize,
    timeout: Duration,
) -> Result<Entered, ScriptError> {
    up_to(call, key, most, timeout, "#")
}

/// The same with other keys that end it.
pub(crate) fn up_to(
    call: &Call,
    mut key: Option<char>,
    most: usize,
    timeout: Duration,
    ends: &str,
) -> Result<Entered, ScriptError> {
    let mut keys = String::new();
    while let Some(pressed) = key {
        if ends.contains(pressed) {
            return Ok(Entered { keys, whole: true });
        }
        keys.push(pressed);
        if keys.len() >= most {
            return Ok(Entered { keys, whole: true });
        }
        key = next(call, timeout)?;
    }
    Ok(Entered { keys, whole: false })
}

/// Keys that were pressed.
pub(crate) struct Entered {
    /// Without the key that ended them.
    pub(crate) keys: String,
    /// Whether it was not for time that they ended.
    pub(crate) whole: bool,
}
