//! `LOCK(name)`: waits until a name is this call's alone.

use std::time::Duration;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::texts;

pub(crate) static LOCK: Function = Function {
    name: "LOCK",
    since: "0.2.0",
    synopsis: "Waits until no other call holds a name, and holds it.",
    description: "At most three seconds. True or false in Rhai, 1 or 0 as text: whether this call holds it now. `UNLOCK` gives it back as \
        often as it was taken; the end of the call does so at once.",
    args: &[Arg::required(
        "name",
        "Any name; all calls share them.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function LOCK",
    example: include_str!("lock.rhai"),
    read: Some(read),
    write: None,
};

/// How long a call waits for another one. Asterisk's limit.
const LONGEST: Duration = Duration::from_secs(3);

/// How often it looks whether the name is free.
const LOOK: Duration = Duration::from_millis(20);

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let name = name(args)?;
    let give_up = call.elapsed() + LONGEST;
    loop {
        if call.take_lock(&name) {
            return Ok(true.into());
        }
        if call.elapsed() >= give_up {
            call.verbose(1, format!("another call holds `{name}`"));
            return Ok(false.into());
        }
        call.sleep(LOOK)?;
    }
}

/// The name in the only argument.
pub(super) fn name(args: &Args) -> Result<String, ScriptError> {
    args.given(0).ok_or_else(|| texts::missing("LOCK(name)"))
}
