//! `Echo()`: sends the caller's own audio back.

use runtime::call::{Call, ScriptError};
use runtime::host::{Event, Request};
use runtime::library::{Application, Args, Value};

use crate::{prompts, replies};

pub(crate) static ECHO: Application = Application {
    name: "Echo",
    since: "0.1.0",
    synopsis: "Lets callers hear themselves until they hang up or press `#`.",
    description: "What comes back has travelled the whole way, so this is how delay and loss are \
        heard. Answer first; without an answer the echo is early media.",
    args: &[],
    status: None,
    comes_back: true,
    source: "Asterisk application Echo",
    example: include_str!("echo.rhai"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let channel = call.channel();
    replies::open_early_media(call)?;
    replies::ask(call, Request::Echo(channel, true))?;
    prompts::forget_digits(call);
    call.event(None, |event| *event == Event::Digit(channel, '#'))?;
    replies::ask(call, Request::Echo(channel, false))?;
    Ok(Value::UNIT)
}
