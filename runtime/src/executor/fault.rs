//! What went wrong in a script, with its place and the chain of extensions that led there.

use std::sync::Arc;

use rhai::{EvalAltResult, Position};

use super::Output;
use crate::call::{Call, ScriptError};
use crate::diagnostic::{Code, Diagnostic};
use crate::host::Cause;
use crate::script::{Compiled, diagnose};

/// A body in Rhai failed.
pub(super) fn failed(call: &Call, code: &Compiled, error: Box<EvalAltResult>) {
    let generation = Arc::clone(&call.place.borrow().generation);
    let texts = |path: &str| generation.shared_text(path);
    let diagnostic = diagnose(error, &code.path, call.desk.library, texts);
    call.set_cause(Cause::Congestion);
    put(call, with_chain(call, diagnostic));
}

/// A script used more than it may. `position` is where in a body in Rhai, if that is known.
pub(super) fn exhausted(call: &Call, kind: Code, position: Position) {
    let message = match kind {
        Code::TooMuchMemory => "the script was ended: it holds more memory than a call may",
        Code::TooDeep => "the script was ended: functions or values are nested too deeply",
        Code::TooLong => "the script was ended: it computed too long without waiting for anything",
        _ => "the script was ended: it used more operations than a call may",
    };
    if !position.is_none() {
        call.position.set(position);
    }
    let diagnostic = at_call(call, kind, message.to_owned()).with_note("it had come to here");
    call.set_cause(Cause::Congestion);
    put(call, diagnostic);
}

/// A finding at the place the script last called something from.
pub(super) fn at_call(call: &Call, code: Code, message: String) -> Diagnostic {
    let (file, span) = call.here();
    with_chain(call, Diagnostic::new(code, file, span, message))
}

/// Tells of a mistake in the dialplan that the script goes on after.
///
/// # Errors
///
/// With the error, when it is no mistake: the script does not go on.
pub(crate) fn report(call: &Call, error: ScriptError) -> Result<(), ScriptError> {
    let (ScriptError::Fault {
        code,
        message,
        help,
    }
    | ScriptError::Fatal {
        code,
        message,
        help,
    }) = error
    else {
        return Err(error);
    };
    let mut finding = at_call(call, code, message);
    finding.help = help;
    put(call, finding);
    Ok(())
}

/// Adds the extensions a call came through.
fn with_chain(call: &Call, mut diagnostic: Diagnostic) -> Diagnostic {
    for frame in call.place.borrow().frames.iter().rev() {
        let file = Arc::clone(&frame.file);
        diagnostic = diagnostic.with_label(file, frame.span, frame.message.clone());
    }
    if diagnostic.file.is_empty()
        && let Some(label) = diagnostic.labels.first()
    {
        // The place that led to nowhere is the best there is.
        diagnostic.file = Arc::clone(&label.file);
        diagnostic.span = label.span;
    }
    diagnostic
}

pub(super) fn put(call: &Call, diagnostic: Diagnostic) {
    call.record_fault(&diagnostic);
    call.desk
        .put(Output::Fault(call.id(), Box::new(diagnostic)));
}
