//! `MacroExclusive(name[,argument…])`: a macro that one call at a time is in.

use std::time::Duration;

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Args, Value};

use super::run_macro::{ARGUMENTS, run};

pub(crate) static MACRO_EXCLUSIVE: Application = Application {
    name: "MacroExclusive",
    since: "0.2.0",
    synopsis: "Runs a macro as `Macro` does, when no other call is in it.",
    description: "A call waits for as long as another one is in the macro. Who leaves it, by whatever way, lets the \
        next one in; the end of the call does so as well. `LOCK` and `UNLOCK` do the same for a `Gosub`.",
    args: ARGUMENTS,
    status: None,
    comes_back: true,
    source: "Asterisk 20 application MacroExclusive",
    example: include_str!("macro_exclusive.conf"),
    run: run_alone,
};

/// How often a call looks whether the macro is free.
const LOOK: Duration = Duration::from_millis(20);

fn run_alone(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let name = match call.data() {
        Some(data) => data.split(',').next().unwrap_or_default().trim().to_owned(),
        None => args.text(0).to_string(),
    };
    let lock = format!("macro-{name}");
    while !call.take_lock(&lock) {
        call.sleep(LOOK)?;
    }
    let result = run(call, args);
    call.give_lock_back(&lock);
    result
}
