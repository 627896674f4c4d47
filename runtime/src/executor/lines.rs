//! Runs the lines of `extensions.conf`: one application each, with its data substituted first.
//!
//! A line that fails says so and the script goes on with the next, as in Asterisk; only an application that
//! does not exist ends the call.

use std::sync::Arc;

use super::body::go;
use super::{dialling, fault};
use crate::call::{Call, Ending, ScriptError};
use crate::conf;
use crate::diagnostic::Code;
use crate::dialplan::Line;
use crate::library::absent;
use crate::library::{Application, Args};
use crate::script::spend;

/// What a line counts for in the budget of operations, besides what its application does.
const OPERATIONS: u32 = 10;

/// Runs a line and moves the call to what comes next.
pub(super) fn run(call: &Call, line: &Line) {
    call.place.borrow_mut().line = Some((Arc::clone(&line.file), line.span));
    if call.desk.coverage.is_on() {
        call.desk.coverage.line(&line.file, line.span.line);
    }
    if !spend(call, OPERATIONS) {
        if let Some(Ending::Budget(kind)) = call.ending() {
            fault::exhausted(call, kind, rhai::Position::NONE);
        }
        return;
    }
    let Some(application) = call
        .desk
        .library
        .application_ignoring_case(&line.application)
    else {
        let message = format!("unknown application `{}`", line.application);
        let names = call.desk.library.applications.iter().map(|row| row.name);
        let help = absent::help(&line.application, names);
        call.complain(ScriptError::Fatal {
            code: Code::UnknownFunction,
            message,
            help,
        });
        return call.end(Ending::Finished);
    };
    match substituted(call, application, line) {
        Ok(()) => next(call),
        Err(ScriptError::Goto(target)) => go(call, target),
        Err(ScriptError::Dialled(key)) => dialling::dial(call, key),
        Err(ScriptError::Incomplete) => dialling::dial_on(call),
        Err(ScriptError::Return(value)) => {
            if !call.leave_macro() && !call.return_from_subroutine(&value) {
                call.complain(ScriptError::fault(
                    Code::BadArgument,
                    "`Return` without a `Gosub`",
                ));
                call.end(Ending::Finished);
            }
        }
        Err(ScriptError::Hangup(cause)) => {
            call.set_cause(cause);
            call.end(Ending::Hangup(cause));
        }
        Err(ScriptError::Ended) => match call.ending() {
            Some(Ending::Budget(kind)) => fault::exhausted(call, kind, rhai::Position::NONE),
            // What ended it is known already, unless it was the channel.
            Some(_) => {}
            None => call.end(Ending::Ended),
        },
        Err(error @ ScriptError::Fault { .. }) => {
            call.complain(error);
            next(call);
        }
        Err(error @ ScriptError::Fatal { .. }) => {
            call.complain(error);
            call.end(Ending::Finished);
        }
    }
}

/// Substitutes the data of a line and runs its application with it.
fn substituted(
    call: &Call,
    application: &'static Application,
    line: &Line,
) -> Result<(), ScriptError> {
    let data = call.substitute(&line.data)?;
    call.execute_declared(application, &data)
}

/// Runs an application with data that has been substituted.
pub(crate) fn apply(
    call: &Call,
    application: &'static Application,
    data: &str,
) -> Result<(), ScriptError> {
    let values = conf::arguments(data, application.args);
    let begun = call.begin_step(application.name, || data.to_owned(), || None);
    let outcome = (application.run)(call, &Args::new(&values));
    call.end_step(begun, outcome.as_ref());
    outcome.and_then(|_status| call.not_ended())
}

fn next(call: &Call) {
    let mut place = call.place.borrow_mut();
    place.priority += 1;
    place.line = None;
}
