//! `WaitExten([seconds[,options]])`: waits for the caller to dial an extension, and goes there.

use runtime::call::{Call, ScriptError, Wake};
use runtime::diagnostic::Code;
use runtime::host::Event;
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::options::Options;

pub(crate) static WAIT_EXTEN: Application = Application {
    name: "WaitExten",
    since: "0.2.0",
    synopsis: "Waits for the caller to dial an extension of this context, and goes there.",
    description: "Keys are taken as long as more of them could make another extension, each for the time \
        of `TIMEOUT(\"digit\")`. What matches nothing goes to the extension `i`. Without any key the call \
        goes on behind it. If nothing comes behind it (no further line, or no further application before the end of \
        the body in Rhai), it goes to the extension `t`, or to `e`.",
    args: &[
        Arg::optional(
            "seconds",
            "How long to wait for the first key; the time of `TIMEOUT(\"response\")` by default.",
            Kind::Seconds,
        ),
        Arg::optional("options", "Letters of the table.", Kind::Options(LETTERS)),
    ],
    status: None,
    comes_back: true,
    source: "Asterisk application WaitExten",
    example: include_str!("wait_exten.rhai"),
    run,
};

/// What the caller is to hear meanwhile.
const LETTERS: &[(char, &str)] = &[
    ('d', "Dial tone until the first key. It is silence for now."),
    (
        'm',
        "Music on hold, of a class with `m(class)`. It is silence for now.",
    ),
];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let time = match args.seconds(0) {
        Ok(time) => time,
        Err(error) if call.in_line() => {
            call.complain(error);
            None
        }
        Err(error) => return Err(error),
    };
    Options::read(call, &args.text(1), LETTERS);
    let time = time.unwrap_or_else(|| call.timeouts().response());
    let own = call.channel();
    let key = |event: &Event| matches!(event, Event::Digit(channel, _) if *channel == own);
    match call.event(Some(time), key)? {
        Wake::Event(Event::Digit(_, key)) => Err(ScriptError::Dialled(key)),
        _ if call.in_line() => nothing(call),
        _ => {
            call.dials_nothing();
            Ok(Value::UNIT)
        }
    }
}

/// Nothing was dialled.
fn nothing(call: &Call) -> Result<Value, ScriptError> {
    let (context, extension) = (call.context(), call.extension());
    if call.priority_exists(&context, &extension, call.priority_now() + 1) {
        return Ok(Value::UNIT);
    }
    if let Some(target) = call.after_silence() {
        return Err(ScriptError::Goto(target));
    }
    let message =
        format!("context `{context}` has no extension `t` for a caller who dials nothing");
    Err(ScriptError::fault(Code::NoSuchExtension, message).fatal())
}
