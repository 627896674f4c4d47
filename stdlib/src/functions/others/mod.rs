//! Variables of other calls: `IMPORT`, `EXPORT` and `MASTER_CHANNEL`.

mod export;
mod import;
mod master_channel;

use runtime::call::{Call, ScriptError};
use runtime::host::{Reply, Request};
use runtime::library::{Args, Value};

use crate::texts;

pub(crate) use export::EXPORT;
pub(crate) use import::IMPORT;
pub(crate) use master_channel::MASTER_CHANNEL;

/// Reads a variable of another call, or sets it. What is not there reads as empty, and is not set.
fn variable(
    call: &Call,
    of: Option<String>,
    name: String,
    value: Option<String>,
) -> Result<Value, ScriptError> {
    let request = Request::Variable { of, name, value };
    Ok(match call.request(request)? {
        Reply::Text(value) => value.into(),
        Reply::NotFound(channel) => {
            call.verbose(1, format!("no dialplan runs on a channel `{channel}`"));
            "".into()
        }
        _ => "".into(),
    })
}

/// The name of a variable. A function of another call cannot be read: its script may be anywhere.
fn name(args: &Args, at: usize, usage: &str) -> Result<String, ScriptError> {
    let name = args.given(at).ok_or_else(|| texts::missing(usage))?;
    if name.contains(['(', '$']) {
        let help = "keep it in a variable, or in `SHARED`, which every call can read";
        let fault = texts::bad(format!("`{name}` is no variable"));
        return Err(fault.with_help(help));
    }
    Ok(name)
}
