//! The texts that functions of texts work on and give.
//!
//! Many of them name a variable instead of taking a text, and most work on octets. Octets that are no UTF-8
//! in the end become U+FFFD, because a text of ours is always UTF-8; Asterisk would hand them on.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Arg, Args, Kind, Value};

/// The argument of a function that works on what a variable holds.
pub(crate) const VARIABLE: Arg = Arg::required(
    "variable",
    "The name of the variable, without `${}`; or a function with its arguments.",
    Kind::Text,
);

/// The argument of a function that works on a text as it stands.
pub(crate) const TEXT: Arg = Arg::optional("text", "The text, commas included.", Kind::Raw);
use runtime::regex::{Match, Regex, RegexError, STRETCH};

/// Longest text that a function gives, in octets.
pub(crate) const LONGEST: usize = 64 << 10;

/// What one of many variables or groups counts for, in operations of a script.
pub(crate) const EACH: u32 = 10;

/// What `${name}` holds: a variable, a part of one, or a function.
pub(crate) fn named(call: &Call, name: &str) -> Result<String, ScriptError> {
    call.substitute(&format!("${{{name}}}"))
}

/// A result of octets.
pub(crate) fn value(octets: Vec<u8>) -> Result<Value, ScriptError> {
    if octets.len() > LONGEST {
        let message = format!("the result is longer than {LONGEST} octets");
        return Err(ScriptError::fault(Code::BadArgument, message));
    }
    let text = String::from_utf8(octets);
    let text = text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Ok(text.into())
}

/// The error for an argument that is needed; `usage` is how the function is written.
pub(crate) fn missing(usage: &str) -> ScriptError {
    ScriptError::fault(
        Code::MissingArgument,
        format!("an argument of `{usage}` is missing"),
    )
}

/// Whether there are so many arguments, given or empty.
pub(crate) fn expect(args: &Args, count: usize, usage: &str) -> Result<(), ScriptError> {
    if args.len() < count {
        return Err(missing(usage));
    }
    Ok(())
}

/// The error for an argument that makes no sense.
pub(crate) fn bad(message: impl Into<String>) -> ScriptError {
    ScriptError::fault(Code::BadArgument, message.into())
}

/// Steps of a search that count as one operation of a script.
const STEPS: u32 = 16;

/// Where a regular expression matches, while others have their turns.
pub(crate) fn search(call: &Call, regex: &Regex, text: &str) -> Result<Option<Match>, ScriptError> {
    let mut ended = None;
    let mut rest = || {
        ended = call.work(STRETCH / STEPS).err();
        ended.is_none()
    };
    let found = regex.find_resting(text, &mut 0, &mut rest);
    match (found, ended) {
        (_, Some(ended)) => Err(ended),
        (Ok(found), None) => Ok(found),
        (Err(error), None) => Err(bad(error.to_string())),
    }
}

/// A regular expression, read.
pub(crate) fn regex(expression: &str) -> Result<Regex, ScriptError> {
    let complain = |error: RegexError| bad(format!("`{expression}`: {error}"));
    Regex::new(expression).map_err(complain)
}

/// A text without the blanks and control characters around it.
pub(crate) fn stripped(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// What Asterisk takes for a blank: a space and all below it.
pub(crate) fn is_blank(c: char) -> bool {
    c <= ' '
}

/// Whether a condition holds: a number that is not 0, or any other text that is not empty.
pub(crate) fn holds(condition: &str) -> bool {
    match crate::number::integer(condition) {
        Some((number, _)) => number != 0,
        None => !condition.is_empty(),
    }
}
