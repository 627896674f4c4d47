//! `System(command)` and `TrySystem(command)`: run a program.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Application, Args, Status};

use crate::errands::{self, Outcome};

pub(crate) static SYSTEM: Application = Application {
    name: "System",
    synopsis: "Runs a program, if scripts may.",
    source: "Asterisk application System",
    run: |call, args| match run(call, args)? {
        ("FAILURE", why) => Err(ScriptError::fault(Code::Unanswered, why).fatal()),
        (status, _) => Ok(status.into()),
    },
    ..EITHER
};

pub(crate) static TRY_SYSTEM: Application = Application {
    name: "TrySystem",
    synopsis: "Runs a program, if scripts may, and goes on when it cannot be run.",
    source: "Asterisk application TrySystem",
    run: |call, args| Ok(run(call, args)?.0.into()),
    ..EITHER
};

/// What the two have in common.
const EITHER: Application = Application {
    since: "0.2.0",
    description: DESCRIPTION,
    args: &errands::COMMAND,
    status: Some(Status {
        variable: STATUS,
        values: &["SUCCESS", "APPERROR", "FAILURE"],
    }),
    example: include_str!("system.rhai"),
    ..Application::BARE
};

const STATUS: &str = "SYSTEMSTATUS";

const DESCRIPTION: &str = "`system` of `[capability]` in `skyplan.toml` says which programs, by their whole path, with \
    which arguments. There is no shell: quotes and backslashes make words, and `>`, `|`, `;` and `$` are characters \
    like any other. With `shell = true` what is not in the list goes to `/bin/sh`; then never let anything in that a \
    caller chose. In Rhai further arguments are arguments of the program as they are, whatever stands in them.\n\n\
    The program has nothing of the switch: no input, no environment but PATH and LANG, no open files. It is ended when \
    the call ends, and after 30 seconds. SUCCESS is an end with 0, APPERROR one with another number, FAILURE a \
    program that could not be run; after that `System` ends the call in `extensions.conf` and throws in Rhai, and \
    `TrySystem` goes on.";

/// Runs it; gives the status, and why it failed.
fn run(call: &Call, args: &Args) -> Result<(&'static str, String), ScriptError> {
    let (status, why) = match errands::command(call, args)? {
        Outcome::Done(0, _) => ("SUCCESS", String::new()),
        Outcome::Done(..) => ("APPERROR", String::new()),
        Outcome::Failed(why) => ("FAILURE", why),
    };
    call.set_variable(STATUS, status);
    Ok((status, why))
}
