//! `WaitDigit([seconds[,digits]])`: waits for one key.

use runtime::call::{Call, ScriptError, Wake};
use runtime::host::Event;
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

pub(crate) static WAIT_DIGIT: Application = Application {
    name: "WaitDigit",
    since: "0.2.0",
    synopsis: "Waits for the caller to press one key.",
    description: "The key is in `WAITDIGITRESULT`. Keys that are not among those wanted are passed over.",
    args: &[
        Arg::optional("seconds", "How long; for ever by default.", Kind::Seconds),
        Arg::optional("digits", "The keys that count; all by default.", Kind::Text),
    ],
    status: Some(Status {
        variable: "WAITDIGITSTATUS",
        values: &["DTMF", "TIMEOUT", "CANCEL", "ERROR"],
    }),
    comes_back: true,
    source: "Asterisk application WaitDigit",
    example: include_str!("wait_digit.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let (wanted, own) = (args.text(1), call.channel());
    let key = |event: &Event| match event {
        Event::Digit(channel, key) => {
            *channel == own && (wanted.is_empty() || wanted.contains(*key))
        }
        _ => false,
    };
    let status = match call.event(args.seconds(0)?, key)? {
        Wake::Event(Event::Digit(_, key)) => {
            call.set_variable("WAITDIGITRESULT", key);
            "DTMF"
        }
        _ => "TIMEOUT",
    };
    call.set_variable("WAITDIGITSTATUS", status);
    Ok(status.into())
}
