//! `Ringing()`: lets the caller hear ringing.

use runtime::call::{Call, ScriptError};
use runtime::host::{Indication, Request};
use runtime::library::{Application, Args, Value};

use crate::replies;

pub(crate) static RINGING: Application = Application {
    name: "Ringing",
    since: "0.1.0",
    synopsis: "Tells the caller that it rings.",
    description: "On SIP this is 180. The caller hears its own telephone's ringing tone until something else happens.",
    args: &[],
    status: None,
    comes_back: true,
    source: "Asterisk application Ringing; RFC 3261, 21.1.2",
    example: include_str!("ringing.rhai"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    replies::ask(call, Request::Indicate(call.channel(), Indication::Ringing))?;
    Ok(Value::UNIT)
}
