//! `Verbose([level,]message)`: a line on the console.

use runtime::call::{Call, ScriptError};
use runtime::conf::separate;
use runtime::diagnostic::Code;
use runtime::library::{Application, Arg, Args, Kind, Value};
use runtime::number;

pub(crate) static VERBOSE: Application = Application {
    name: "Verbose",
    since: "0.1.0",
    synopsis: "Shows a line on consoles of that verbosity and above.",
    description: "With one argument, that is the message and its level is 0.",
    args: &[
        Arg::required(
            "level",
            "0 to 10; a console shows what is at most as high as its own level.",
            Kind::Text,
        ),
        Arg::optional("message", "What to show.", Kind::Text),
    ],
    status: None,
    comes_back: true,
    source: "Asterisk application Verbose",
    example: include_str!("verbose.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    if let Some(data) = call.data() {
        return in_line(call, &data);
    }
    let (level, message) = match args.len() {
        0 | 1 => (0, args.text(0)),
        _ => (level(&args.text(0))?, args.text(1)),
    };
    call.verbose(level, message);
    Ok(Value::UNIT)
}

/// As Asterisk has it, a level that is no number is 0.
fn in_line(call: &Call, data: &str) -> Result<Value, ScriptError> {
    let (level, message) = match &separate(data, 2)[..] {
        [message] => (0, message.clone()),
        [level, message] => (number::or_zero(level), message.clone()),
        _ => return Ok(Value::UNIT),
    };
    call.verbose(level.clamp(0, 10) as u8, message);
    Ok(Value::UNIT)
}

fn level(text: &str) -> Result<u8, ScriptError> {
    let level = text.trim().parse().ok().filter(|level| *level <= 10);
    level.ok_or_else(|| {
        ScriptError::fault(
            Code::BadArgument,
            format!("`{text}` is not a verbosity from 0 to 10"),
        )
    })
}
