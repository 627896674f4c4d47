//! `Log(level,message)`: a line in the log.

use runtime::call::{Call, ScriptError};
use runtime::conf::separate;
use runtime::diagnostic::Code;
use runtime::library::{Application, Arg, Args, Kind, Value};

pub(crate) static LOG: Application = Application {
    name: "Log",
    since: "0.2.0",
    synopsis: "Writes a line into the log.",
    description: "`ERROR`, `WARNING` and `NOTICE` are shown at level 0, `VERBOSE` and `DTMF` at 3, and \
        `DEBUG` at 10.",
    args: &[
        Arg::required(
            "level",
            "`ERROR`, `WARNING`, `NOTICE`, `VERBOSE`, `DTMF` or `DEBUG`.",
            Kind::Text,
        ),
        Arg::optional("message", "What to write.", Kind::Text),
    ],
    status: None,
    comes_back: true,
    source: "Asterisk application Log",
    example: include_str!("log.rhai"),
    run,
};

const LEVELS: [(&str, u8); 6] = [
    ("DEBUG", 10),
    ("DTMF", 3),
    ("ERROR", 0),
    ("NOTICE", 0),
    ("VERBOSE", 3),
    ("WARNING", 0),
];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let (level, message) = match call.data() {
        Some(data) => {
            let mut parts = separate(&data, 2).into_iter();
            (
                parts.next().unwrap_or_default(),
                parts.next().unwrap_or_default(),
            )
        }
        None => (args.text(0), args.text(1)),
    };
    let Some((name, verbosity)) = LEVELS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(&level))
    else {
        let message = format!("`{level}` is no level of the log");
        let help = "the levels are ERROR, WARNING, NOTICE, VERBOSE, DTMF and DEBUG";
        return Err(ScriptError::fault(Code::BadArgument, message).with_help(help));
    };
    call.verbose(*verbosity, format!("{name}: {message}"));
    Ok(Value::UNIT)
}
