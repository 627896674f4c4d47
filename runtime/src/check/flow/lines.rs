//! Lines of `extensions.conf` that nothing leads to, and priorities that are missing.
//!
//! A line is reached from the one before unless that never comes back, by a jump to its number or label from
//! anywhere, or as a part of a block (`EndIf`). Where something computed may lead anywhere, nothing is said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::mentions::Mentions;
use crate::check::advice::Program;
use crate::check::lines::data::{find, split_plain};
use crate::check::lines::{Said, said};
use crate::diagnostic::{Code, Diagnostic};
use crate::dialplan::{Line, Surveyed, overlap};
use crate::library::{Branch, Data, Kind, Library};
use crate::number;

/// Most extensions of a context that are asked whether they lend a step to another.
const MANY: usize = 2_000;

/// All that is wrong with the order of lines.
pub(crate) fn findings(program: &Program<'_>) -> Vec<Diagnostic> {
    let mentions = Mentions::of(program);
    let mut findings = Vec::new();
    for extension in program.survey.extensions() {
        let Some(lines) = extension.lines else {
            continue;
        };
        let steps = Steps {
            program,
            mentions: &mentions,
            extension,
            lines,
        };
        steps.judge(&mut findings);
    }
    findings
}

struct Steps<'p, 'a> {
    program: &'p Program<'a>,
    mentions: &'p Mentions,
    extension: Surveyed<'a>,
    lines: &'a BTreeMap<u32, Line>,
}

impl Steps<'_, '_> {
    fn judge(&self, findings: &mut Vec<Diagnostic>) {
        let Some((&first, line)) = self.lines.first_key_value() else {
            return;
        };
        let mentioned = |at: u32, line: &Line| self.mentions.has(at, line.label.as_deref());
        // A file that is missing may lead anywhere.
        let open = self.mentions.anything || self.program.short;
        if first > 1
            && !open
            && !self.lines.iter().any(|(&at, line)| mentioned(at, line))
            && !self.lent(1)
        {
            let name = self.extension.pattern;
            let message = format!("extension `{name}` has no priority 1: nobody can dial it");
            let file = Arc::clone(&line.file);
            findings.push(Diagnostic::new(Code::NoBeginning, file, line.step, message));
            return;
        }
        let (reached, gaps) = self.reached();
        for gap in gaps {
            findings.extend(self.gap(gap));
        }
        if !open {
            self.unreached(&reached, findings);
        }
    }

    /// The priorities that a call can come to, and those behind which it finds none although there are more.
    fn reached(&self) -> (BTreeSet<u32>, BTreeSet<u32>) {
        let opens = self
            .lines
            .values()
            .any(|line| matches!(form(self.program.library, line), Some(Data::Opens(_))));
        let block = |line: &Line| {
            let form = form(self.program.library, line);
            opens && matches!(form, Some(Data::Steers(_) | Data::Closes(_)))
        };
        let first = self.lines.keys().next().copied();
        let entries = self.lines.iter().filter(|(at, line)| {
            Some(**at) == first || self.mentions.has(**at, line.label.as_deref()) || block(line)
        });
        let mut todo: Vec<u32> = entries.map(|(at, _)| *at).collect();
        let (mut reached, mut gaps) = (BTreeSet::new(), BTreeSet::new());
        while let Some(at) = todo.pop() {
            let Some(line) = self.lines.get(&at) else {
                continue;
            };
            if !reached.insert(at) {
                continue;
            }
            let next = next(self.program.library, line);
            todo.extend(next.jumps.iter().filter_map(|jump| self.own(at, jump)));
            if next.falls {
                match self.lines.range(at + 1..).next() {
                    Some((&behind, _)) if behind > at + 1 => {
                        gaps.insert(at);
                        todo.push(behind);
                    }
                    Some((&behind, _)) => todo.push(behind),
                    None => {}
                }
            }
        }
        (reached, gaps)
    }

    /// The priority of this extension that a step named from line `at` is.
    fn own(&self, at: u32, step: &str) -> Option<u32> {
        match step.split_at_checked(1) {
            Some(("+", more)) => at.checked_add(more.parse().ok()?),
            Some(("-", less)) => at.checked_sub(less.parse().ok()?),
            _ => match number::whole(step) {
                Some(number) => u32::try_from(number).ok(),
                None => self.extension.labelled(step),
            },
        }
    }

    fn gap(&self, before: u32) -> Option<Diagnostic> {
        let line = &self.lines[&before];
        let (&behind, next) = self.lines.range(before + 1..).next()?;
        let jumped = self.lines.iter().any(|(&at, line)| {
            let jumps = self::next(self.program.library, line).jumps;
            jumps.iter().any(|jump| self.own(at, jump) == Some(behind))
        });
        let meant = jumped || self.mentions.has(behind, next.label.as_deref());
        // Long ago a `Dial` to somebody busy went on 101 lines further down.
        let old = self.lines.contains_key(&behind.saturating_sub(101));
        if meant || old || self.lent(before + 1) {
            return None;
        }
        let name = self.extension.pattern;
        let message = format!(
            "calls end behind this line: extension `{name}` has no priority {}",
            before + 1
        );
        let file = Arc::clone(&line.file);
        let finding = Diagnostic::new(Code::LineGap, file, line.step, message);
        let finding = finding.with_label(
            Arc::clone(&next.file),
            next.step,
            format!("the next one is {behind}"),
        );
        Some(finding.with_help("use `n` for the next priority"))
    }

    /// Whether another extension has that step, and lends it to what both match.
    fn lent(&self, priority: u32) -> bool {
        let survey = &self.program.survey;
        if survey.is_entangled() {
            return true;
        }
        let contexts = survey.reaching(self.extension.context).iter();
        let searched = contexts.flat_map(|&at| survey.searched(at));
        let others = searched.flat_map(|&at| survey.of_context(at)).take(MANY);
        let mut others = others.filter(|other| other.id != self.extension.id);
        others.any(|other| other.has(priority) && overlap(other.name, self.extension.name))
    }

    /// Reports each run of lines that nothing leads to, at its first line.
    fn unreached(&self, reached: &BTreeSet<u32>, findings: &mut Vec<Diagnostic>) {
        let mut lines = self.lines.iter().peekable();
        let mut before: Option<&Line> = None;
        while let Some((&first, line)) = lines.next() {
            if reached.contains(&first) {
                before = Some(line);
                continue;
            }
            let mut run = vec![line];
            while let Some((_, line)) = lines.next_if(|(at, _)| !reached.contains(*at)) {
                run.push(line);
            }
            // A last `Hangup` behind a `Goto` is there to be on the safe side.
            let harmless = |line: &&Line| {
                let library = self.program.library;
                let row = library.application_ignoring_case(&line.application);
                row.is_some_and(|row| !row.comes_back)
            };
            if run.iter().all(harmless) || self.lent(first.saturating_sub(1)) {
                continue;
            }
            let message = match run.len() {
                1 => "nothing leads to this line".to_owned(),
                many => format!("nothing leads to this line and the {} behind it", many - 1),
            };
            let mut finding = at(line, Code::UnreachableCode, message);
            if let Some(before) = before {
                let what = format!("`{}` does not come back", before.application.trim());
                finding = finding.with_label(Arc::clone(&before.file), before.span, what);
            }
            findings.push(finding);
        }
    }
}

fn at(line: &Line, code: Code, message: String) -> Diagnostic {
    Diagnostic::new(code, Arc::clone(&line.file), line.span, message)
}

/// What can come after a line.
struct Next<'a> {
    /// The next one.
    falls: bool,
    /// Steps of the same extension.
    jumps: Vec<&'a str>,
}

fn next<'a>(library: Library, line: &'a Line) -> Next<'a> {
    let Some(row) = library.application_ignoring_case(line.application.trim()) else {
        // What it does is not known.
        return Next {
            falls: true,
            jumps: Vec::new(),
        };
    };
    let both = |data: &str| {
        let branches = find(data, '?').map(|at| split_plain(&data[at + 1..], ':', 2));
        branches.is_some_and(|parts| parts.len() == 2 && parts.iter().all(|part| !part.is_empty()))
    };
    let falls = match form(library, line) {
        Some(Data::Branches(_, Branch::Place)) => !both(&line.data),
        _ => row.comes_back,
    };
    let goes = matches!(
        row.args.first().map(|arg| arg.kind),
        Some(Kind::Line(..) | Kind::Context)
    );
    let jumps = match goes {
        true => said(library, &line.application, &line.data),
        false => Vec::new(),
    };
    let jumps = jumps.into_iter().filter_map(|said| match said {
        Said::Jump(jump) if jump.context.is_none() && jump.extension.is_none() => {
            Some(jump.priority)
        }
        _ => None,
    });
    Next {
        falls,
        jumps: jumps.collect(),
    }
}

/// What the data of a line consists of, if its application is for lines only.
pub(in crate::check) fn form(library: Library, line: &Line) -> Option<Data> {
    let row = library.application_ignoring_case(line.application.trim())?;
    match row.args.first()?.kind {
        Kind::Line(form, _) => Some(form),
        _ => None,
    }
}
