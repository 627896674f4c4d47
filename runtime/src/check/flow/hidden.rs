//! Patterns that never match: others are tried first and take all that they could, in the same context or, where calls
//! come through includes only, in those that are searched before it.

use std::collections::HashMap;

use super::ways::Ways;
use crate::check::advice::Program;
use crate::diagnostic::{Code, Diagnostic};
use crate::dialplan::{Name, Survey, Surveyed, is_hidden, samples};

/// Most names that a pattern is compared with, in all: what there is beyond is not judged.
const BUDGET: usize = 5_000_000;

/// All patterns of all contexts that never match.
pub(crate) fn findings(program: &Program<'_>) -> Vec<Diagnostic> {
    let survey = &program.survey;
    let mut search = Search {
        survey,
        ways: Ways::of(program),
        sorted: HashMap::new(),
        budget: BUDGET,
    };
    let mut findings = Vec::new();
    for context in survey.contexts() {
        let ways = search.ways.to(survey, context);
        for pattern in survey.of_context(context) {
            if pattern.name.is_pattern()
                && let Some(before) = search.hiding(pattern, &ways)
            {
                findings.push(finding(pattern, &before));
            }
        }
    }
    findings
}

struct Search<'p, 'a> {
    survey: &'p Survey<'a>,
    ways: Ways,
    /// The extensions of contexts, the most specific first.
    sorted: HashMap<u32, Vec<Surveyed<'a>>>,
    budget: usize,
}

impl<'a> Search<'_, 'a> {
    /// What is in the way of a pattern by each of some ways that calls come to it, if nothing is left to it by any. A
    /// way is the contexts that are searched before that of the pattern.
    fn hiding(&mut self, pattern: Surveyed<'a>, ways: &[Vec<u32>]) -> Option<Vec<Surveyed<'a>>> {
        let mut shown: Option<Vec<Surveyed<'a>>> = None;
        for way in ways {
            // One text that it takes is enough, and most often the first one tried is.
            let mut samples = samples(pattern.name).into_iter();
            if samples.any(|text| !self.is_taken(pattern, way, &text)) {
                return None;
            }
            let before = self.before(pattern, way)?;
            let names: Vec<&Name> = before.iter().map(|other| other.name).collect();
            if !is_hidden(pattern.name, &names) {
                return None;
            }
            shown.get_or_insert(before);
        }
        shown
    }

    /// Whether another extension takes a text before a pattern can.
    fn is_taken(&self, pattern: Surveyed<'a>, way: &[u32], text: &str) -> bool {
        let fits = |other: Surveyed<'_>| is_in_the_way(pattern, other);
        let found = |context: u32| self.survey.find_own(context, text, &fits);
        way.iter().any(|&context| found(context).is_some())
            || found(pattern.context).is_some_and(|other| other.id != pattern.id)
    }

    /// All that is tried before a pattern.
    fn before(&mut self, pattern: Surveyed<'a>, way: &[u32]) -> Option<Vec<Surveyed<'a>>> {
        let survey = self.survey;
        let all = self.sorted.entry(pattern.context).or_insert_with(|| {
            let mut all: Vec<_> = survey.of_context(pattern.context).collect();
            all.sort_by(|a, b| a.name.cmp(b.name));
            all
        });
        let end = all.partition_point(|other| other.name < pattern.name);
        let own = all[..end].iter().copied();
        let others = way.iter().flat_map(|&context| survey.of_context(context));
        let before: Vec<Surveyed<'_>> = others.chain(own).collect();
        self.budget = self.budget.checked_sub(before.len())?;
        let mut in_the_way = before;
        in_the_way.retain(|other| is_in_the_way(pattern, *other));
        Some(in_the_way)
    }
}

/// Whether one extension is taken instead of a pattern wherever both match: it is for any caller, and has every
/// step that the other one has. The pattern itself counts too; the same one of a context that includes it does not,
/// since that is how what is included is replaced.
fn is_in_the_way(pattern: Surveyed<'_>, other: Surveyed<'_>) -> bool {
    let replaces = other.context != pattern.context && other.name == pattern.name;
    let callers = other.caller.is_none() || other.caller == pattern.caller;
    let lines = pattern.lines.into_iter().flatten().map(|(at, _)| *at);
    let bodies = pattern.bodies.into_iter().flatten().map(|(at, _)| *at);
    let steps = lines.chain(bodies).all(|priority| other.has(priority));
    callers && steps && !replaces
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
