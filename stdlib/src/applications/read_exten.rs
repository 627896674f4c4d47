//! `ReadExten(variable[,prompt[,context[,options[,timeout]]]])`: takes keys until they are an extension.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

use crate::digits;
use crate::options::Options;
use crate::prompts::{self, Played};
use crate::replies;

pub(crate) static READ_EXTEN: Application = Application {
    name: "ReadExten",
    since: "0.2.0",
    synopsis: "Takes an extension that the caller dials into a variable, and goes nowhere.",
    description: "Keys are taken as long as more of them could make another extension of the context, each for the time \
        of `TIMEOUT(\"digit\")`. The status says whether what was dialled is one: `OK`, or `INVALID`, for which the \
        variable holds `i`, and `TIMEOUT`, for which it holds `t`, so that `Goto` can follow either way.",
    args: &[
        Arg::required(
            "variable",
            "Name of the channel variable for the extension.",
            Kind::Variable,
        ),
        Arg::optional("prompt", "What to play until the first key.", Kind::Prompt),
        Arg::optional(
            "context",
            "Whose extensions; those of this context by default.",
            Kind::Text,
        ),
        Arg::optional("options", "Letters.", Kind::Options(OPTIONS)),
        Arg::optional(
            "timeout",
            "Seconds to wait for the first key; the time of `TIMEOUT(\"response\")` by default.",
            Kind::Seconds,
        ),
    ],
    status: Some(Status {
        variable: "READEXTENSTATUS",
        values: &["OK", "TIMEOUT", "INVALID", "SKIP"],
    }),
    comes_back: true,
    source: "Asterisk application ReadExten",
    example: include_str!("read_exten.rhai"),
    run,
};

const OPTIONS: &[(char, &str)] = &[
    ('s', "Return at once if the call has not been answered."),
    ('n', "Do not answer; ask as early media."),
    (
        'i',
        "Play a tone (`i(tone)`) instead of a prompt. It is silence for now.",
    ),
    (
        'p',
        "`#` says that the extension is complete, and is no part of it.",
    ),
];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let options = Options::read(call, &args.text(3), OPTIONS);
    let (extension, status) = if !call.is_answered() && options.has('s') {
        (String::new(), "SKIP")
    } else {
        if options.has('n') {
            replies::open_early_media(call)?;
        } else {
            replies::answer(call)?;
        }
        ask(call, args, options.has('p'))?
    };
    call.set_variable(&args.text(0), extension);
    call.set_variable("READEXTENSTATUS", status);
    Ok(status.into())
}

/// What was dialled, and what it is.
fn ask(call: &Call, args: &Args, pound: bool) -> Result<(String, &'static str), ScriptError> {
    let context = args.given(2).unwrap_or_else(|| call.context());
    let first = args.seconds(4)?.filter(|time| !time.is_zero());
    let first = first.unwrap_or_else(|| call.timeouts().response());
    let key = match prompts::play_until_key(call, &args.text(1))? {
        Played::Key(key) => Some(key),
        Played::All | Played::Missing => digits::next(call, first)?,
    };
    let Some(key) = key else {
        return Ok(("t".to_owned(), "TIMEOUT"));
    };
    let dialled = digits::dialled(call, &context, key, pound.then_some('#'))?;
    if call.extension_exists(&context, &dialled) {
        return Ok((dialled, "OK"));
    }
    call.set_variable("INVALID_EXTEN", dialled);
    Ok(("i".to_owned(), "INVALID"))
}
