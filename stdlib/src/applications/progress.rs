//! `Progress()`: opens early media.

use runtime::call::{Call, ScriptError};
use runtime::host::{Indication, Request};
use runtime::library::{Application, Args, Value};

use crate::replies;

pub(crate) static PROGRESS: Application = Application {
    name: "Progress",
    since: "0.1.0",
    synopsis: "Opens the audio path to the caller before the call is answered.",
    description: "On SIP this is 183. What is played from here on is early media, which costs the caller nothing.",
    args: &[],
    status: None,
    comes_back: true,
    source: "Asterisk application Progress; RFC 3261, 21.1.5",
    example: include_str!("progress.rhai"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    replies::ask(
        call,
        Request::Indicate(call.channel(), Indication::Progress),
    )?;
    Ok(Value::UNIT)
}
