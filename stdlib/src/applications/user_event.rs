//! `UserEvent(name[,header: value…])`: tells whoever listens that something happened.

use runtime::call::{Call, ScriptError};
use runtime::conf::separate;
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::lines;

pub(crate) static USER_EVENT: Application = Application {
    name: "UserEvent",
    since: "0.2.0",
    synopsis: "Tells whoever listens that something happened.",
    description: "The event has a name and headers; a header without a colon has no value. It is shown \
        in the log as well.",
    args: &[
        Arg::required("name", "What kind of thing happened.", Kind::Text),
        Arg::optional(
            "headers",
            "`header: value`, several separated by commas.",
            Kind::Raw,
        ),
    ],
    status: None,
    comes_back: true,
    source: "Asterisk application UserEvent",
    example: include_str!("user_event.rhai"),
    run,
};

/// Most headers of an event.
const MAX_HEADERS: usize = 128;

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let Some(name) = args.given(0) else {
        return Err(lines::incomplete("name[,header: value]").fatal());
    };
    let headers = separate(&args.text(1), MAX_HEADERS)
        .into_iter()
        .map(|header| {
            let (key, value) = header.split_once(':').unwrap_or((&header, ""));
            (key.trim().to_owned(), value.trim().to_owned())
        });
    call.user_event(name, headers.collect());
    Ok(Value::UNIT)
}
