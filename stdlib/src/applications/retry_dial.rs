//! `RetryDial(announcement,pause,retries,targets[,timeout[,options]])`: dials again and again.

use std::time::Duration;

use runtime::call::{Call, ScriptError, Target};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

use super::dial;
use crate::digits;
use crate::prompts::{self, Played};

pub(crate) static RETRY_DIAL: Application = Application {
    name: "RetryDial",
    since: "0.2.0",
    synopsis: "Dials, and tries again after a while if nobody answers.",
    description: "Targets, timeout and options are those of `Dial`, and so is how it ends. Before each further attempt \
        the announcement is played, which answers nobody, and then it waits. With option `d` a key that the caller \
        presses meanwhile, or while it rings, leads to that extension, of the context that `EXITCONTEXT` names or of \
        this one.",
    args: &[
        Arg::required(
            "announcement",
            "What to play before each further attempt; may be empty.",
            Kind::Prompt,
        ),
        Arg::required(
            "pause",
            "Seconds to wait before each further attempt.",
            Kind::Seconds,
        ),
        Arg::required(
            "retries",
            "How many attempts there are at most; 0 tries for ever.",
            Kind::Integer,
        ),
        Arg::required("targets", "As for `Dial`.", Kind::DialString),
        Arg::optional(
            "timeout",
            "Seconds to ring each time; for ever by default.",
            Kind::Seconds,
        ),
        Arg::optional(
            "options",
            "Letters of `Dial`.",
            Kind::Options(dial::LETTERS),
        ),
        Arg::optional(
            "url",
            "An address for telephones that show one. None does here.",
            Kind::Text,
        ),
    ],
    status: Some(Status {
        variable: "DIALSTATUS",
        values: dial::STATUSES,
    }),
    comes_back: true,
    source: "Asterisk application RetryDial",
    example: include_str!("retry_dial.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let pause = args.seconds(1)?.unwrap_or(PAUSE);
    let attempts = args.integer(2)?.filter(|attempts| *attempts > 0);
    let dialled: Vec<Value> = (3..args.len())
        .map(|at| args.value(at).cloned().unwrap_or(Value::UNIT))
        .collect();
    let mut tried = 0;
    loop {
        let status = dial::run(call, &Args::new(&dialled))?;
        let answered = status
            .as_immutable_string_ref()
            .is_ok_and(|status| *status == "ANSWER");
        tried += 1;
        if answered || attempts.is_some_and(|attempts| tried >= attempts) {
            return Ok(status);
        }
        rest(
            call,
            &args.text(0),
            pause.max(SHORTEST),
            args.text(5).contains('d'),
        )?;
    }
}

/// The pause between two attempts, unless it is given, and the shortest there is: targets that fail at once are not
/// tried in a circle.
const PAUSE: Duration = Duration::from_secs(10);
const SHORTEST: Duration = Duration::from_secs(1);

/// Plays the announcement and waits.
fn rest(call: &Call, announcement: &str, pause: Duration, exits: bool) -> Result<(), ScriptError> {
    let context = match call.variable("EXITCONTEXT") {
        named if named.is_empty() => call.context(),
        named => named,
    };
    let leads = |key: char| exits && call.extension_exists(&context, &key.to_string());
    let language = call.with_info(|info| info.language.clone());
    let mut key = match prompts::play_until(call, announcement, &language, leads)? {
        Played::Key(key) => Some(key),
        Played::All | Played::Missing => None,
    };
    let until = call.elapsed() + pause;
    while key.is_none() && call.elapsed() < until {
        key = digits::next(call, until.saturating_sub(call.elapsed()))?.filter(|key| leads(*key));
    }
    match key {
        Some(key) => Err(ScriptError::Goto(Target::start(context, key))),
        None => Ok(()),
    }
}
