//! How lines were written for Asterisk 1.4 and before: `Dial(SIP/100|20|tr)`, and `Dial,SIP/100|20`.
//!
//! In: a line. Out: what to say about it. It is run as Asterisk 22 would, which takes both forms by their letters.

use std::sync::Arc;

use super::arguments::{delimiter, separate_raw};
use crate::diagnostic::{Code, Diagnostic};
use crate::dialplan::Line;
use crate::library::{Application, Kind, Library};

/// Says when arguments are separated by bars, which no longer separate anything.
pub(crate) fn bars(line: &Line, application: &Application) -> Option<Diagnostic> {
    let data = &*line.data;
    let separated = match application.args {
        [first] if matches!(first.kind, Kind::Line(..)) => data.split_once('?')?.1,
        [first, ..] if matches!(first.kind, Kind::Raw | Kind::Line(..)) => return None,
        [_, _, ..] => data,
        _ => return None,
    };
    if delimiter(separated, '|').is_none() || delimiter(separated, ',').is_some() {
        return None;
    }
    let before = &data[..data.len() - separated.len()];
    let separated = separate_raw(separated, '|', usize::MAX).join(",");
    let message = "`|` is part of the argument here, as in Asterisk since 1.6";
    let file = Arc::clone(&line.file);
    let finding = Diagnostic::new(Code::ConfOldForm, file, line.span, message);
    let name = &line.application;
    Some(finding.with_help(format!("write `{name}({before}{separated})`")))
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
