//! Dialling within a call: the caller presses keys, and goes to the extension they are.

use std::sync::Arc;

use super::body::go;
use super::fault::{self, at_call};
use crate::call::{Call, Ending, Target, Wake};
use crate::diagnostic::Code;
use crate::host::Event;

/// Most keys that are taken. Asterisk takes 255.
const MAX_KEYS: usize = 80;

/// Takes keys until they are an extension that no further key could make another one, or none comes in time,
/// and goes there.
pub(super) fn dial(call: &Call, first: char) {
    let mut keys = String::from(first);
    if take_keys(call, &mut keys) {
        go_to(call, keys);
    }
}

/// The extension that runs says that more has to be dialled behind it. When nothing is, that is as if nothing had
/// been dialled at all.
pub(super) fn dial_on(call: &Call) {
    let mut keys = call.extension();
    if call.more_can_be_dialled(&call.context(), &keys) {
        let before = keys.len();
        if !take_keys(call, &mut keys) {
            return;
        }
        if keys.len() == before {
            return match call.after_silence() {
                Some(target) => call.jump(target, None),
                None => call.end(Ending::Finished),
            };
        }
        return go_to(call, keys);
    }
    let context = call.context();
    let message = format!("nothing in context `{context}` begins with `{keys}` and is longer");
    invalid(call, &context, &keys, message);
}

/// Takes keys behind those, while more could lead to another extension and one comes in time. Gives whether the call is
/// still there.
fn take_keys(call: &Call, keys: &mut String) -> bool {
    let (context, own) = (call.context(), call.channel());
    while keys.len() < MAX_KEYS && call.more_can_be_dialled(&context, keys) {
        let digit = |event: &Event| matches!(event, Event::Digit(channel, _) if *channel == own);
        match call.event(Some(call.timeouts().digit()), digit) {
            Ok(Wake::Event(Event::Digit(_, key))) => keys.push(key),
            Ok(_) => break,
            Err(_) => return false,
        }
    }
    true
}

fn go_to(call: &Call, keys: String) {
    let context = call.context();
    if call.extension_exists(&context, &keys) {
        return go(call, Target::start(context, keys));
    }
    let message = format!("context `{context}` has no extension `{keys}`");
    invalid(call, &context, &keys, message);
}

/// Behind the last line of an extension the call ends, or waits for the caller to dial if `autofallthrough` is off.
pub(super) fn behind_the_last(call: &Call) {
    let generation = Arc::clone(&call.place.borrow().generation);
    if generation.general().fall_through {
        return call.end(Ending::Finished);
    }
    let own = call.channel();
    let key = |event: &Event| matches!(event, Event::Digit(channel, _) if *channel == own);
    match call.event(Some(call.timeouts().response()), key) {
        Ok(Wake::Event(Event::Digit(_, key))) => dial(call, key),
        Ok(_) => match call.after_silence() {
            Some(target) => call.jump(target, None),
            None => call.end(Ending::Finished),
        },
        // What ended the call is known already, unless it was the channel.
        Err(_) if call.is_ending() => {}
        Err(_) => call.end(Ending::Ended),
    }
}

/// Nothing matches what was dialled: on to `i`, or to `e`, or to the end of the call with that message.
pub(super) fn invalid(call: &Call, context: &str, extension: &str, message: String) {
    if call.takes_event(context, "i") {
        call.set_variable("INVALID_EXTEN", extension);
        return call.jump(Target::start(context, "i"), None);
    }
    if call.takes_event(context, "e") {
        let target = call.raise("INVALID");
        return call.jump(target, None);
    }
    fault::put(call, at_call(call, Code::NoSuchExtension, message));
    call.set_cause(crate::host::Cause::Unknown);
    call.end(Ending::Finished);
}

/// The call has lasted as long as it may: on to `T`, or to `e`, or to its end.
pub(super) fn overlong(call: &Call) {
    call.take_ending();
    call.set_time_left(None);
    let context = call.context();
    if call.takes_event(&context, "T") {
        call.jump(Target::start(context, "T"), None);
    } else if call.takes_event(&context, "e") {
        let target = call.raise("ABSOLUTETIMEOUT");
        call.jump(target, None);
    } else {
        call.end(Ending::Finished);
    }
}
