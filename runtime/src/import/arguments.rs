//! Applications with their arguments apart: `Dial("SIP/100", 20)`.
//!
//! In: the data of a line and the declaration of its application. Out: the call in Rhai, if it does what the line
//! does whatever the values are: a mistake in an argument ends a script in Rhai, and a line goes on after it.

use super::statement::Reader;
use super::text::{Segment, plain, position, quoted, segments, split};
use crate::check::options;
use crate::library::{Application, Arg, Kind};

/// Applications that read arguments alike in both languages.
const ALIKE: [&str; 18] = [
    "Answer",
    "Background",
    "Busy",
    "Congestion",
    "Dial",
    "Echo",
    "Hangup",
    "Log",
    "Playback",
    "Progress",
    "Read",
    "Ringing",
    "SendDTMF",
    "SkypeChatSend",
    "SkypeTransfer",
    "Verbose",
    "Wait",
    "WaitExten",
];

/// The call in Rhai.
pub(super) fn call(reader: &Reader<'_>, application: &Application, data: &str) -> Option<String> {
    let name = application.name;
    // After a hangup a line that waits does not.
    let waits = reader.extension == "h" && !["Log", "Verbose"].contains(&name);
    if !ALIKE.contains(&name) || waits {
        return None;
    }
    let several = |name: &str| {
        let rest = data.match_indices("${").map(|(at, _)| &data[at + 2..]);
        let mut rest = rest.filter_map(|rest| rest.strip_prefix(name));
        rest.any(|rest| rest.starts_with(['}', ':']))
    };
    if !["Log", "Verbose"].contains(&name) && reader.lists.iter().any(|name| several(name)) {
        return None;
    }
    let mut parts = pieces(data, application.args)?;
    if name == "Verbose" && parts.len() == 1 {
        return Some(format!("Verbose({});", reader.argument(parts[0])?));
    }
    while parts.last().is_some_and(|part| part.is_empty()) {
        parts.pop();
    }
    let needed = application.args.iter().filter(|arg| arg.required).count();
    if parts.len() < needed || parts.iter().take(needed).any(|part| part.is_empty()) {
        return None;
    }
    let mut values = Vec::new();
    for (part, arg) in parts.iter().zip(application.args) {
        values.push(value(reader, name, part, arg)?);
    }
    Some(format!("{name}({});", values.join(", ")))
}

/// The arguments as they stand, as many as are declared.
fn pieces<'a>(data: &'a str, declared: &[Arg]) -> Option<Vec<&'a str>> {
    if data.is_empty() {
        return Some(Vec::new());
    }
    if declared.is_empty() {
        return None;
    }
    let parts = split(data, ',', declared.len());
    // What goes beyond the last argument is part of it as it stands.
    let last = parts.last()?;
    let beyond = parts.len() == declared.len() && position(last, ',', true).is_some();
    (!beyond).then_some(parts)
}

fn value(reader: &Reader<'_>, name: &str, text: &str, arg: &Arg) -> Option<String> {
    let spaced = matches!(arg.kind, Kind::Seconds | Kind::Integer | Kind::Options(_));
    let text = if spaced { text.trim() } else { text };
    let found = plain(text)?;
    let literal = match &found[..] {
        [] => Some(""),
        [Segment::Plain(text)] => Some(&**text),
        _ => None,
    };
    let is = |fits: bool| fits.then(|| quoted(literal.unwrap_or_default()));
    match arg.kind {
        Kind::Seconds if literal.is_some_and(is_fraction) => literal.map(str::to_owned),
        Kind::Seconds | Kind::Integer => match literal? {
            "" => Some("\"\"".to_owned()),
            number => is_number(number).then(|| number.to_owned()),
        },
        Kind::Text if name == "Verbose" && arg.name == "level" => {
            let number = literal?;
            (is_number(number) && number.len() < 2).then(|| number.to_owned())
        }
        Kind::Options(rows) => {
            let letters = literal?;
            let judged = options::judge(name, rows, letters);
            let there = judged.places.iter().all(|place| reader.is_there(place));
            is(judged.complaints.is_empty() && there && !letters.contains(['G', 'F']))
        }
        Kind::Cause(names) => {
            let cause = literal?;
            let named = names.iter().any(|(name, _)| *name == cause);
            if is_number(cause) && cause.parse::<u8>().is_ok() {
                return Some(cause.to_owned());
            }
            is(named || cause.is_empty())
        }
        Kind::DialString => dial_string(reader, text, &found),
        Kind::Digits => {
            let digits = literal?;
            is(digits
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"*#wW".contains(&byte)))
        }
        Kind::Prompt | Kind::SkypeName => reader.argument(text),
        Kind::Variable => {
            let variable = literal?;
            is(variable
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
        }
        Kind::Text if name == "Log" && arg.name == "level" => {
            is(["DEBUG", "DTMF", "ERROR", "NOTICE", "VERBOSE", "WARNING"].contains(&literal?))
        }
        Kind::Text | Kind::Words(_) => reader.argument(text),
        _ => None,
    }
}

/// A whole number as everybody writes it.
fn is_number(text: &str) -> bool {
    let digits =
        !text.is_empty() && text.len() < 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits && (text == "0" || !text.starts_with('0'))
}

/// Seconds with a fraction, as everybody writes them.
fn is_fraction(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.')
        .is_some_and(|(whole, fraction)| is_number(whole) && digits(fraction) && text.len() < 10)
}

/// Dial strings whose kind is known.
fn dial_string(reader: &Reader<'_>, text: &str, found: &[Segment]) -> Option<String> {
    let plain: String = found
        .iter()
        .map(|segment| match segment {
            Segment::Plain(text) => text.as_str(),
            _ => "\u{1}",
        })
        .collect();
    for target in plain.split('&') {
        let (technology, rest) = target.split_once('/').unwrap_or((target, ""));
        let known = ["SIP", "Skype"].contains(&technology);
        let unknown_yet = technology.contains('\u{1}');
        let local = technology == "Local" && rest.contains('\u{1}');
        if !known && !unknown_yet && !local {
            return None;
        }
    }
    segments(text)?;
    reader.argument(text)
}
