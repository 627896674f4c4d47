//! Things that can only be one of a few words, and words that they are compared with although they never are.
//!
//! What the words are stands in the declarations: of an application that leaves its status in a variable, of a function
//! or one of its items, of a property whose values are a list of words. A variable that the dialplan sets itself can be
//! anything.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::advice::Program;
use super::lines::{Said, said};
use super::values::Complaint;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::{Application, Function, Kind, Library};

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A variable of a call, such as `DIALSTATUS`.
    Variable(String),
    /// Something that is known where it stands: how it is named, and its words if they are few.
    Known(String, Vec<&'static str>),
}

/// The words that a variable can be, of all applications that leave their status there.
pub(super) fn of_variable(library: Library, name: &str) -> Vec<&'static str> {
    let statuses = library
        .applications
        .iter()
        .filter_map(|row| row.status.as_ref());
    let rows = statuses.filter(|status| status.variable == name);
    rows.flat_map(|status| status.values).copied().collect()
}

/// The words that the value of an application can be.
pub(super) fn of_application(row: &Application) -> Vec<&'static str> {
    row.status
        .as_ref()
        .map_or(Vec::new(), |status| status.values.to_vec())
}

/// The words that a function can be that is given these arguments; none if nobody can tell.
pub(super) fn of_function(row: &Function, arguments: &[&str]) -> Vec<&'static str> {
    let item = arguments.last().copied().unwrap_or("");
    let is = |item: &str, named: &str| named.is_empty() || named.eq_ignore_ascii_case(item);
    if let Some(closed) = row.values.iter().find(|closed| is(item, closed.item)) {
        return closed.values.to_vec();
    }
    let tables = row.args.iter().filter_map(|arg| match arg.kind {
        Kind::Property(table) => Some(table),
        _ => None,
    });
    let mut rows = tables
        .flatten()
        .filter(|row| row.name.eq_ignore_ascii_case(item));
    rows.next().map_or(Vec::new(), |row| words(row.values))
}

/// `a, b or c` as words; none of a text that says something else.
fn words(text: &'static str) -> Vec<&'static str> {
    let words: Vec<&str> = text
        .split(", ")
        .flat_map(|part| part.split(" or "))
        .collect();
    let plain = |word: &&str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    match words.len() > 1 && words.iter().all(plain) {
        true => words,
        false => Vec::new(),
    }
}

/// What is to be said of a word that something is compared with. Nothing of an empty one: what was never set is empty.
pub(super) fn complaint(name: &str, values: &[&'static str], word: &str) -> Option<Complaint> {
    if values.is_empty() || word.is_empty() || values.contains(&word) || is_elsewhere(name, word) {
        return None;
    }
    let mut known: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    known.dedup();
    let message = format!("`{name}` is never `{word}`");
    let complaint = Complaint::new(Code::NeverEqual, message);
    let complaint = complaint.help(format!("it is one of {}", known.join(", ")));
    Some(complaint.meant(word, values.iter().copied()))
}

/// Words of other switches, which dialplans that run there as well compare with.
fn is_elsewhere(name: &str, word: &str) -> bool {
    name == "DIALSTATUS" && ["DONTCALL", "TORTURE", "INVALIDARGS"].contains(&word)
}

/// Words that variables of calls are compared with in Rhai, and never are.
pub(super) fn findings(program: &Program<'_>) -> Vec<Diagnostic> {
    let compared = program.files.iter();
    let compared: Vec<_> = compared
        .flat_map(|facts| facts.compared.iter().map(move |compared| (facts, compared)))
        .collect();
    if compared.is_empty() {
        return Vec::new();
    }
    let set = set(program);
    let mut known: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
    let mut findings = Vec::new();
    for (facts, compared) in compared {
        let name = compared.variable.as_str();
        if set.contains(name) {
            continue;
        }
        let values = known
            .entry(name)
            .or_insert_with(|| of_variable(program.library, name));
        let Some(complaint) = complaint(name, values, &compared.word) else {
            continue;
        };
        let file = Arc::clone(&facts.path);
        let mut finding = Diagnostic::new(complaint.code, file, compared.span, complaint.message);
        finding.help = complaint.help;
        if let Some(instead) = complaint.instead {
            super::literals::offer(&mut finding, &instead, true);
        }
        findings.push(finding);
    }
    findings
}

/// The variables that anything in the dialplan sets by their names.
pub(super) fn set<'a>(program: &Program<'a>) -> BTreeSet<&'a str> {
    let files = program.files.iter();
    let mut set: BTreeSet<&str> = files
        .flat_map(|facts| facts.sets.iter().map(String::as_str))
        .collect();
    set.extend(program.survey.globals());
    set.extend(program.world.variables.iter().map(String::as_str));
    let lines = program
        .survey
        .extensions()
        .filter_map(|extension| extension.lines);
    for line in lines.flat_map(|lines| lines.values()) {
        let said = said(program.library, &line.application, &line.data);
        set.extend(said.into_iter().filter_map(|said| match said {
            Said::Sets(name) => Some(name.trim_start_matches('_')),
            _ => None,
        }));
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_words_is_all_there_is() {
        assert_eq!(words("Ring or Up"), ["Ring", "Up"]);
        assert_eq!(words("A, B_C or D"), ["A", "B_C", "D"]);
        for text in [
            "",
            "1",
            "a date as yyyymmdd",
            "SIP, Skype or what a program carries",
            "1 (male) or 2",
        ] {
            assert!(words(text).is_empty(), "{text}");
        }
    }
}
