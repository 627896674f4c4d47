//! What runs on a call's coroutine: one extension after the other, until the script ends.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;

use corosensei::Yielder;
use rhai::{EvalAltResult, Position};

use super::fault::{self, at_call};
use super::{afterlife, dialling, lines};
use crate::call::{Call, Ending, Frame, Suspend, Target};
use crate::diagnostic::{Code, Span};
use crate::dialplan::{Body, Step};
use crate::host::Request;
use crate::script::{Compiled, Routine, innermost};

/// Runs the script of a call to its end.
pub(super) fn run(call: &Rc<Call>, yielder: &Yielder<(), Suspend>) {
    call.yielder.set(yielder);
    // A panic is a defect of ours; it ends this call and no other.
    let result = catch_unwind(AssertUnwindSafe(|| {
        extensions(call, 0);
        afterlife::run(call);
    }));
    call.yielder.set(std::ptr::null());
    if let Err(panic) = result {
        let text = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned());
        if let Some(text) = text {
            let message = format!("the switch failed while it ran this script: {text}");
            fault::put(call, at_call(call, Code::Internal, message));
        }
    }
}

/// Runs a subroutine that an application waits for, on the same coroutine, and puts back what ran before.
pub(crate) fn run_subroutine(call: &Call, target: Target) {
    let (code, line) = {
        let place = call.place.borrow();
        (place.code.clone(), place.line.clone())
    };
    let position = call.position.get();
    let depth = call.subroutine_depth();
    let rule = call.rule();
    let aside = call.put_line_aside();
    call.jump(target, Some(left(call)));
    extensions(call, depth);
    call.take_line_up(aside);
    call.come_back_under(rule);
    if call.abandoned.take() && !call.is_ending() {
        // The subroutine was taken off the stack, so the code that waits for it has no turn any more.
        let place = call.place.borrow();
        let target = Target {
            context: place.context.to_string(),
            extension: place.extension.to_string(),
            priority: place.priority,
        };
        drop(place);
        return call.end(Ending::Goto(target));
    }
    if let Some(code) = &code {
        call.desk.language.modules.set(Rc::clone(&code.modules));
    }
    let mut place = call.place.borrow_mut();
    place.code = code;
    place.line = line;
    call.position.set(position);
}

/// Runs a subroutine on a guest, a channel whose call has no script of its own, until it returns.
pub(crate) fn run_guest(guest: &Call, target: Target, arguments: &[String]) {
    guest.enter_handler(arguments);
    guest.jump(target, None);
    extensions(guest, guest.subroutine_depth());
}

/// Runs until the script ends, or has come back from its subroutine number `depth`.
pub(super) fn extensions(call: &Call, depth: usize) {
    while !call.is_ending() && call.subroutine_depth() >= depth {
        let (generation, context, extension, priority) = {
            let place = call.place.borrow();
            let generation = Arc::clone(&place.generation);
            (
                generation,
                place.context.clone(),
                place.extension.clone(),
                place.priority,
            )
        };
        let step = call.query(&extension, |query| {
            let query = query.priority(priority);
            if call.desk.coverage.is_on()
                && let Some(found) = generation.find(&context, query)
            {
                call.desk.coverage.extension(found);
            }
            generation.found_step(&context, query)
        });
        let step = step.map(|(owner, step)| {
            call.come_under(owner);
            step
        });
        match step {
            Some(Step::Line(line)) => lines::run(call, line),
            Some(Step::Script(body)) => script(call, body),
            Some(Step::Elsewhere(place)) => go(call, place.into()),
            None => missing(call, &context, &extension),
        }
        call.end_overlong();
        match call.ending() {
            Some(Ending::TimedOut) => dialling::overlong(call),
            Some(Ending::Redirected(target)) => {
                call.take_ending();
                go(call, target);
            }
            _ => {}
        }
    }
}

/// Runs a body in Rhai.
fn script(call: &Call, body: &Body) {
    let Some((code, runnable)) = compiled(call, body) else {
        return;
    };
    call.position.set(runnable.begin());
    let slice = call.sliced(runnable.slice());
    let language = &call.desk.language;
    let depth = call.budgets().depth;
    let outcome = match language.for_depth(depth) {
        Some(engine) => runnable.run(&engine),
        None => runnable.run(&language.engine),
    };
    call.sliced(slice);
    leave(call, &code, outcome);
}

/// A body with its file; compiling it takes more stack than a coroutine has.
fn compiled(call: &Call, body: &Body) -> Option<(Rc<Compiled>, Rc<Routine>)> {
    loop {
        let code = call.place.borrow().code.clone();
        if let Some(code) = code
            && let Some(routine) = code.body(body.ordinal)
        {
            return Some((code, routine));
        }
        call.suspend(Suspend::Compile(body.clone()));
        if call.is_ending() {
            return None;
        }
    }
}

/// There is no such step. Behind the last one the dialplan has come to its end; if nothing matches what was
/// dialled, the extension `i` has its turn.
fn missing(call: &Call, context: &str, extension: &str) {
    if call.is_hung_up() {
        return call.end(Ending::Finished);
    }
    if call.leave_macro() {
        return;
    }
    if call.extension_exists(context, extension) {
        return dialling::behind_the_last(call);
    }
    let message = if call.context_exists(context) {
        format!("context `{context}` has no extension `{extension}`")
    } else {
        format!("there is no context `{context}`")
    };
    dialling::invalid(call, context, extension, message);
}

/// What is to happen after a body in Rhai came to its end.
fn leave(call: &Call, code: &Compiled, outcome: Result<(), Box<EvalAltResult>>) {
    match call.ending() {
        None => match outcome {
            Err(error) if !error.is_pseudo_error() => {
                fault::failed(call, code, error);
                call.end(Ending::Finished);
            }
            // A subroutine in Rhai need not say `Return`.
            _ if call.leave_macro() || call.return_from_subroutine("") => {}
            _ => match call.undialled() {
                Some(target) => {
                    call.end(Ending::Goto(target));
                    go_on(call);
                }
                None => call.end(Ending::Finished),
            },
        },
        Some(Ending::Budget(kind)) => {
            let position = outcome
                .err()
                .map_or(Position::NONE, |error| innermost(&error));
            fault::exhausted(call, kind, position);
        }
        Some(_) => go_on(call),
    }
}

/// Follows a `Goto` or `Return`, and keeps the cause of a hangup.
fn go_on(call: &Call) {
    match call.ending() {
        Some(Ending::Goto(target)) => {
            let jumps = call.usage.jumps.get() + 1;
            call.usage.jumps.set(jumps);
            call.take_ending();
            if jumps > call.budgets().jumps {
                call.end(Ending::Budget(Code::TooManyOperations));
                return fault::exhausted(call, Code::TooManyOperations, Position::NONE);
            }
            go(call, target);
        }
        Some(Ending::Return(value)) => {
            call.take_ending();
            if !call.leave_macro() && !call.return_from_subroutine(&value) {
                call.end(Ending::Finished);
            }
        }
        Some(Ending::Dialled(key)) => {
            call.take_ending();
            dialling::dial(call, key);
        }
        Some(Ending::Incomplete) => {
            call.take_ending();
            dialling::dial_on(call);
        }
        Some(Ending::Hangup(cause)) => call.set_cause(cause),
        _ => {}
    }
}

/// On to another place of the dialplan.
pub(super) fn go(call: &Call, target: Target) {
    let same = call.context() == target.context && call.extension() == target.extension;
    if !same {
        call.tell(Request::Location {
            channel: call.channel(),
            context: target.context.clone(),
            extension: target.extension.clone(),
        });
    }
    call.jump_out_of_macros(&target.context);
    let frame = (!same).then(|| left(call));
    call.jump(target, frame);
}

/// The place that is being left, for the chain of extensions in a diagnostic.
fn left(call: &Call) -> Frame {
    let (file, span): (Arc<str>, Span) = call.here();
    let (extension, context) = (call.extension(), call.context());
    Frame {
        file,
        span,
        message: format!("from extension `{extension}` of context `{context}`"),
    }
}
