//! What runs on a call's coroutine: one extension after the other, until the script ends.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;

use corosensei::Yielder;
use rhai::{EvalAltResult, ImmutableString, Position, Scope};

use super::Output;
use crate::call::{Call, Ending, Frame, Suspend};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::dialplan::Dialplan;
use crate::host::{Cause, Request};
use crate::script::{Compiled, Language, diagnose, innermost};

/// Runs the script of a call to its end.
pub(super) fn run(language: &Language, call: &Rc<Call>, yielder: &Yielder<(), Suspend>) {
    call.yielder.set(yielder);
    // A panic is a defect of ours; it ends this call and no other.
    let result = catch_unwind(AssertUnwindSafe(|| extensions(language, call)));
    call.yielder.set(std::ptr::null());
    if let Err(panic) = result {
        let text = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned());
        if let Some(text) = text {
            let message = format!("the switch failed while it ran this script: {text}");
            fault(call, at_call(call, Code::Internal, message));
        }
    }
}

fn extensions(language: &Language, call: &Rc<Call>) {
    while !call.is_ending() {
        let Some(code) = enter(call) else {
            return;
        };
        let outcome = {
            let mut scope = Scope::new();
            let tree = &code.0.extensions[code.1];
            language.engine.run_ast_with_scope(&mut scope, tree)
        };
        if !leave(call, &code.0, outcome) {
            return;
        }
    }
}

/// Finds the extension a call is to enter, and its compiled body.
fn enter(call: &Call) -> Option<(Rc<Compiled>, usize)> {
    let (generation, context, extension) = {
        let place = call.place.borrow();
        let generation = Arc::clone(&place.generation);
        (generation, place.context.clone(), place.extension.clone())
    };
    let Some(body) = generation.body(&context, &extension) else {
        return invalid(call, &generation, &context, &extension);
    };
    loop {
        if let Some(code) = call.place.borrow().code.clone() {
            return Some((code, body.ordinal as usize));
        }
        call.suspend(Suspend::Compile(body.file));
        if call.is_ending() {
            return None;
        }
    }
}

/// Nothing matches what was dialled: on to the extension `i`, if there is one.
fn invalid(
    call: &Call,
    generation: &Dialplan,
    context: &ImmutableString,
    extension: &ImmutableString,
) -> Option<(Rc<Compiled>, usize)> {
    if &**extension != "i" && generation.exists(context, "i") {
        call.set_variable("INVALID_EXTEN", extension.as_str());
        call.place.borrow_mut().extension = "i".into();
        return enter(call);
    }
    let message = if generation.has_context(context) {
        format!("context `{context}` has no extension `{extension}`")
    } else {
        format!("there is no context `{context}`")
    };
    fault(call, at_call(call, Code::NoSuchExtension, message));
    call.set_cause(Cause::Unknown);
    None
}

/// What is to happen after an extension came to its end; whether there is another one to enter.
fn leave(call: &Call, code: &Compiled, outcome: Result<(), Box<EvalAltResult>>) -> bool {
    match call.ending() {
        Some(Ending::Goto {
            context,
            extension,
            position,
        }) => jump(call, code, context, extension, position),
        Some(Ending::Budget(kind)) => {
            let position = outcome
                .err()
                .map_or(Position::NONE, |error| innermost(&error));
            exhausted(call, code, kind, position);
            false
        }
        Some(Ending::Hangup(cause)) => {
            call.set_cause(cause);
            false
        }
        Some(Ending::Ended | Ending::Stopped) => false,
        None => {
            if let Err(error) = outcome
                && !error.is_pseudo_error()
            {
                failed(call, code, error);
            }
            false
        }
    }
}

fn jump(
    call: &Call,
    code: &Compiled,
    context: String,
    extension: String,
    position: Position,
) -> bool {
    let jumps = call.usage.jumps.get() + 1;
    call.usage.jumps.set(jumps);
    if jumps > call.desk.budgets.jumps {
        exhausted(call, code, Code::TooManyOperations, position);
        return false;
    }
    let (from, in_context) = (call.extension(), call.context());
    let frame = Frame {
        file: Arc::clone(&code.path),
        span: Span::at(&code.text, position),
        message: format!("from extension `{from}` of context `{in_context}`"),
    };
    call.tell(Request::Location {
        channel: call.channel(),
        context: context.clone(),
        extension: extension.clone(),
    });
    call.jumped(context, extension, frame);
    crate::memory::METER.with(|meter| meter.refuel(crate::script::SLICE));
    true
}

fn failed(call: &Call, code: &Compiled, error: Box<EvalAltResult>) {
    let generation = Arc::clone(&call.place.borrow().generation);
    let texts = |path: &str| generation.shared_text(path);
    let diagnostic = diagnose(error, &code.path, call.desk.library, texts);
    call.set_cause(Cause::Congestion);
    fault(call, with_chain(call, diagnostic));
}

fn exhausted(call: &Call, code: &Compiled, kind: Code, position: Position) {
    let message = match kind {
        Code::TooMuchMemory => "the script was ended: it holds more memory than a call may",
        Code::TooDeep => "the script was ended: functions or values are nested too deeply",
        Code::TooLong => "the script was ended: it computed too long without waiting for anything",
        _ => "the script was ended: it used more operations than a call may",
    };
    let position = if position.is_none() {
        call.position.get()
    } else {
        position
    };
    let span = Span::at(&code.text, position);
    let diagnostic = Diagnostic::new(kind, Arc::clone(&code.path), span, message)
        .with_note("it had come to here");
    call.set_cause(Cause::Congestion);
    fault(call, with_chain(call, diagnostic));
}

/// A finding at the place the script last called something from.
fn at_call(call: &Call, code: Code, message: String) -> Diagnostic {
    let place = call.place.borrow();
    let (file, span): (Arc<str>, Span) = match &place.code {
        Some(code) => (
            Arc::clone(&code.path),
            Span::at(&code.text, call.position.get()),
        ),
        None => ("".into(), Span::NONE),
    };
    drop(place);
    with_chain(call, Diagnostic::new(code, file, span, message))
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

fn fault(call: &Call, diagnostic: Diagnostic) {
    call.desk
        .put(Output::Fault(call.id(), Box::new(diagnostic)));
}
