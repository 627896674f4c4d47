//! How lines were written for Asterisk 1.4 and before: `Dial(SIP/100|20|tr)`, and `Dial,SIP/100|20`.
//!
//! In: a line. Out: what to say about it. It is run as Asterisk 22 would, which takes both forms by their letters.

use super::arguments::{delimiter, separate_raw};
use crate::dialplan::Line;
use crate::library::{Application, Kind, Library};

/// The part of the data in which bars separate arguments, which they no longer do, and how to write it.
pub(crate) fn bars<'a>(data: &'a str, application: &Application) -> Option<(&'a str, String)> {
    let separated = match application.args {
        [first] if matches!(first.kind, Kind::Line(..)) => data.split_once('?')?.1,
        [first, ..] if first.kind.is_rest() || takes_bars(first.kind) => return None,
        [_, _, ..] => data,
        _ => return None,
    };
    if delimiter(separated, '|').is_none() || delimiter(separated, ',').is_some() {
        return None;
    }
    let commas = separate_raw(separated, '|', usize::MAX).join(",");
    Some((separated, commas))
}

/// Whether a bar may well belong to the value.
fn takes_bars(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::List | Kind::Variable)
}

/// How to write `Dial,SIP/100|20`, if that is what the name of an unknown application is.
pub(crate) fn old_call(line: &Line, library: Library) -> Option<String> {
    let (name, data) = line.application.split_once([',', '|'])?;
    let application = library.application_ignoring_case(name.trim())?;
    let data = separate_raw(data, '|', usize::MAX).join(",");
    Some(format!(
        "arguments stand in parentheses: write `{}({data})`",
        application.name
    ))
}
