//! `HINT(extension[@context][,options])`: the devices that a hint watches.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::devices;

pub(crate) static HINT: Function = Function {
    name: "HINT",
    since: "0.1.0",
    synopsis: "Gives the devices that the hint of an extension watches.",
    description: "Empty if there is no hint.",
    args: &[
        Arg::required(
            "extension",
            "`100@phones`; the context is `default` if none is given.",
            Kind::Text,
        ),
        Arg::optional(
            "options",
            "`n`: the name of the hint instead, which no hint here has.",
            Kind::Raw,
        ),
    ],
    values: &[],
    source: "Asterisk function HINT",
    example: include_str!("hint.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let devices = devices(call, &args.text(0), "HINT(extension[@context][,options])")?;
    if args.text(1).contains('n') {
        return Ok("".into());
    }
    Ok(devices.unwrap_or_default().into())
}
