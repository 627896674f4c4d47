//! Patterns that never match: others of the context are tried first and take all that they could.

use crate::check::advice::Program;
use crate::diagnostic::{Code, Diagnostic};
use crate::dialplan::{Name, Surveyed, is_hidden, samples};

/// Most names that a pattern is compared with, in all: what there is beyond is not judged.
const BUDGET: usize = 5_000_000;

/// All patterns of all contexts that never match.
pub(crate) fn findings(program: &Program<'_>) -> Vec<Diagnostic> {
    let survey = &program.survey;
    let mut budget = BUDGET;
    let mut findings = Vec::new();
    for context in survey.contexts() {
        let mut sorted: Option<Vec<Surveyed<'_>>> = None;
        for pattern in survey.of_context(context) {
            let found = |text: &str| {
                let fits = |other: Surveyed<'_>| is_in_the_way(pattern, other);
                survey.find_own(context, text, &fits)
            };
            // One text that it takes is enough, and most often the first one tried is.
            if !pattern.name.is_pattern()
                || samples(pattern.name)
                    .iter()
                    .any(|text| found(text).is_none_or(|other| other.id == pattern.id))
            {
                continue;
            }
            let before = sorted.get_or_insert_with(|| {
                let mut all: Vec<_> = survey.of_context(context).collect();
                all.sort_by(|a, b| a.name.cmp(b.name));
                all
            });
            let end = before.partition_point(|other| other.name < pattern.name);
            let Some(left) = budget.checked_sub(end) else {
                return findings;
            };
            budget = left;
            let before = before[..end]
                .iter()
                .filter(|other| is_in_the_way(pattern, **other));
            let before: Vec<Surveyed<'_>> = before.copied().collect();
            let names: Vec<&Name> = before.iter().map(|other| other.name).collect();
            if is_hidden(pattern.name, &names) {
                findings.push(finding(pattern, &before));
            }
        }
    }
    findings
}

/// Whether one extension is taken instead of a pattern wherever both match: it is for any caller, and has every
/// step that the other one has. The pattern itself counts too.
fn is_in_the_way(pattern: Surveyed<'_>, other: Surveyed<'_>) -> bool {
    let callers = other.caller.is_none() || other.caller == pattern.caller;
    let steps = match pattern.lines {
        None => other.has(1),
        Some(lines) => lines.keys().all(|&priority| other.has(priority)),
    };
    callers && steps
}

fn finding(pattern: Surveyed<'_>, before: &[Surveyed<'_>]) -> Diagnostic {
    let name = pattern.pattern;
    let alone = before
        .iter()
        .find(|other| is_hidden(pattern.name, &[other.name]));
    let message = match alone {
        Some(other) => format!("`{name}` never matches: `{}` is tried first", other.pattern),
        None => {
            format!("`{name}` never matches: others take all that it could, and are tried first")
        }
    };
    let file = std::sync::Arc::clone(pattern.file);
    let finding = Diagnostic::new(Code::Unreachable, file, pattern.span, message);
    let shown = before
        .iter()
        .filter(|other| alone.is_none_or(|alone| alone.id == other.id));
    let overlapping = shown.filter(|other| crate::dialplan::overlap(other.name, pattern.name));
    overlapping.take(3).fold(finding, |finding, other| {
        let file = std::sync::Arc::clone(other.file);
        finding.with_label(file, other.span, "this one is tried first")
    })
}
