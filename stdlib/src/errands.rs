//! Errands outside of the switch: asking the host for them, and saying what became of them.

use std::time::Duration;

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::errand::Errand;
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Kind};

/// How long a program or a URL may take unless a script says otherwise.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);

/// How an errand ended.
pub(crate) enum Outcome {
    /// With a number and a text.
    Done(i32, String),
    /// Not at all; why.
    Failed(String),
}

/// Asks for an errand and waits for it.
pub(crate) fn run(call: &Call, errand: Errand) -> Result<Outcome, ScriptError> {
    Ok(match call.request(Request::Errand(errand))? {
        Reply::Outcome(number, text) => Outcome::Done(number, text),
        Reply::Text(text) => Outcome::Done(0, text),
        Reply::Done => Outcome::Done(0, String::new()),
        Reply::NotFound(what) => return Err(ScriptError::fault(Code::Unanswered, what).fatal()),
        Reply::TimedOut => Outcome::Failed("it took too long".to_owned()),
        Reply::Refused(_, why) => Outcome::Failed(why),
        _ => Outcome::Failed("the host does not do such things".to_owned()),
    })
}

/// The arguments of what runs a program.
pub(crate) const COMMAND: [Arg; 2] = [
    Arg::required(
        "command",
        "The program with its path, and arguments.",
        Kind::Raw,
    ),
    Arg::optional("argument", "From Rhai: arguments behind those.", Kind::List),
];

/// Runs the program that the arguments name, if the script may, and waits for it. What went wrong is told.
pub(crate) fn command(call: &Call, args: &Args) -> Result<Outcome, ScriptError> {
    let line = args.text(0);
    let arguments: Vec<String> = (1..args.len()).map(|at| args.text(at)).collect();
    let words = call
        .capabilities()
        .command(&call.standing(), &line, &arguments)?;
    let errand = Errand::Run {
        words,
        timeout: TIMEOUT,
    };
    let outcome = run(call, errand)?;
    Ok(match outcome {
        Outcome::Failed(why) => {
            let why = format!("the command `{line}` was not run to its end: {why}");
            call.verbose(1, why.clone());
            Outcome::Failed(why)
        }
        done => done,
    })
}
