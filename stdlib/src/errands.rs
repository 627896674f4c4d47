//! Errands outside of the switch: asking the host for them, and saying what became of them.

use std::time::Duration;

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::errand::Errand;
use runtime::host::{Reply, Request};

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

/// The program and its arguments that a command is, if the script may run it.
pub(crate) fn command(
    call: &Call,
    line: &str,
    arguments: &[String],
) -> Result<Errand, ScriptError> {
    let context = call.standing();
    let words = call.capabilities().command(&context, line, arguments)?;
    Ok(Errand::Run {
        words,
        timeout: TIMEOUT,
    })
}
