//! Lines of `extensions.conf`, checked as calls in Rhai are: applications, functions, arguments, places to go to. So are
//! texts of scripts that are read as lines.
//!
//! In: the lines of all files, the library, the outline. Out: warnings, at the place in the line. What only a call
//! knows (`${…}`) is not judged, and neither is what stands in an application that is not known.

mod arguments;
mod compare;
pub(crate) mod data;
mod expression;
mod jumps;
mod place;
mod steps;
mod walk;

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

pub(crate) use place::Texts;
pub(crate) use walk::{Said, assigned, is_place_of, said, said_within};

use super::advice::Program;
use super::executed::Executed;
use super::values::Complaint;
use crate::conf::old_call;
use crate::diagnostic::{Code, Diagnostic, Span, only_nearest};
use crate::dialplan::{Line, Surveyed, Times};
use crate::library::Library;
use crate::library::absent;

/// All that is wrong with lines.
pub(crate) fn findings(plan: &Program<'_>) -> Vec<Diagnostic> {
    let mut judge = Judge {
        plan,
        texts: Texts::new(plan.sources),
        findings: Vec::new(),
        seen: HashSet::new(),
        set: OnceCell::new(),
    };
    each(plan, &mut |extension, line, said| {
        judge.line(Here { extension, line }, said)
    });
    for extension in plan.survey.extensions() {
        if let Some(lines) = extension.lines {
            judge.steps(extension, lines);
            judge.blocks(extension, lines);
        }
    }
    judge.findings
}

/// Shows every line of an extension, and every text of its bodies that is read as one, with what it says.
pub(crate) fn each<'a>(
    plan: &Program<'a>,
    show: &mut dyn FnMut(Surveyed<'a>, &'a Line, Vec<Said<'a>>),
) {
    let mut executed: HashMap<(&str, u32), Vec<&'a Executed>> = HashMap::new();
    for facts in plan.files {
        for one in facts.lines.values() {
            if let Some(ordinal) = one.ordinal {
                executed
                    .entry((&*facts.path, ordinal))
                    .or_default()
                    .push(one);
            }
        }
    }
    for extension in plan.survey.extensions() {
        for line in extension.lines.into_iter().flat_map(|lines| lines.values()) {
            show(
                extension,
                line,
                said(plan.library, &line.application, &line.data),
            );
        }
        for entrance in extension
            .bodies
            .into_iter()
            .flat_map(|bodies| bodies.values())
        {
            let body = (&*entrance.body.source.path, entrance.body.ordinal);
            for one in executed.get(&body).into_iter().flatten() {
                show(extension, &one.line, one.said(plan.library));
            }
        }
    }
}

/// The line that is judged.
#[derive(Clone, Copy)]
struct Here<'a> {
    extension: Surveyed<'a>,
    line: &'a Line,
}

struct Judge<'p, 'a> {
    plan: &'p Program<'a>,
    texts: Texts<'a>,
    findings: Vec<Diagnostic>,
    /// Places that were reported already: a template stands in several contexts.
    seen: HashSet<(Arc<str>, Span, Code)>,
    /// Variables that the dialplan sets itself, once somebody asks.
    set: OnceCell<BTreeSet<&'a str>>,
}

impl<'a> Judge<'_, 'a> {
    fn line(&mut self, here: Here<'a>, said: Vec<Said<'a>>) {
        let line = here.line;
        for slip in slips(&line.data) {
            let message = format!("`{slip}` is a text as it stands, and no value");
            if let Some(finding) = self.report(here, Code::Unsubstituted, slip, message) {
                let instead = format!("${{{}}}", &slip[2..slip.len() - 1]);
                finding.help = Some(format!("write `{instead}`"));
                finding.offer(&instead);
            }
        }
        for said in said {
            match said {
                Said::Application { name, row, data } => match row {
                    Some(row) => self.application(here, row, name, data),
                    None => self.unknown_application(here, name),
                },
                Said::Function(named) => self.function(here, named),
                Said::Open(hole) => {
                    let close = if hole.whole.starts_with("${") {
                        '}'
                    } else {
                        ']'
                    };
                    let message = format!("`{}` has no `{close}`", excerpt(hole.whole));
                    self.report(here, Code::Unsubstituted, hole.whole, message);
                }
                Said::Expression(text) => {
                    for (part, complaint) in expression::faults(text, self.plan.library) {
                        self.complain(here, part, complaint);
                    }
                    self.compared(here, text);
                }
                Said::Jump(jump) => {
                    self.by_status(here, jump);
                    self.jump(here, jump);
                }
                Said::Macro(name) => self.run_macro(here, name),
                Said::Times(text) if data::is_literal(text) => {
                    for fault in Times::parse(text).1 {
                        self.report(here, Code::LineArgument, text, fault.to_string());
                    }
                }
                Said::Incomplete(text, what) => {
                    let name = &line.application;
                    let message = format!("{what} is missing in the data of `{name}`");
                    self.report(here, Code::LineIncomplete, text, message);
                }
                Said::Times(_) | Said::Reads(_) | Said::Sets(_) | Said::Hints(_) => {}
            }
        }
    }

    fn unknown_application(&mut self, here: Here<'a>, name: &'a str) {
        let message = format!("unknown application `{}`: calls end here", name.trim());
        let library = self.plan.library;
        let names = || library.applications.iter().map(|row| row.name);
        let Some(finding) = self.report(here, Code::ConfApplication, name, message) else {
            return;
        };
        let old = old_call(here.line, library).filter(|_| name == &*here.line.application);
        let known = old.or_else(|| as_a_function(name.trim(), library));
        let is_known = known.is_some() || absent::instead(name).is_some();
        finding.help = known.or_else(|| absent::help(name, names()));
        if let Some(instead) = only_nearest(name, names()).filter(|_| !is_known) {
            finding.offer(instead);
        }
    }

    /// Reports something about a part of a line, once.
    fn report(
        &mut self,
        here: Here<'a>,
        code: Code,
        part: &str,
        message: impl Into<String>,
    ) -> Option<&mut Diagnostic> {
        let span = self.texts.span(here.line, part);
        self.report_at(&here.line.file, code, span, message)
    }

    /// Reports something about a place of a line, once.
    fn report_at(
        &mut self,
        file: &Arc<str>,
        code: Code,
        span: Span,
        message: impl Into<String>,
    ) -> Option<&mut Diagnostic> {
        if !self.seen.insert((Arc::clone(file), span, code)) {
            return None;
        }
        let finding = Diagnostic::new(code, Arc::clone(file), span, message);
        self.findings.push(finding);
        self.findings.last_mut()
    }

    /// Reports what is wrong with a text, as the warning it is in a line.
    fn complain(&mut self, here: Here<'a>, part: &str, complaint: Complaint) {
        let code = complaint.code.in_line();
        if let Some(finding) = self.report(here, code, part, complaint.message) {
            finding.help = complaint.help;
            if let Some(instead) = complaint.instead {
                finding.offer(&instead);
            }
        }
    }
}

/// Values written with dollar and brace the wrong way round, `{$EXTEN}`, or with another bracket, `$(EXTEN)`. What a
/// shell runs in `$(…)` has small letters.
fn slips(text: &str) -> impl Iterator<Item = &str> {
    let turned = text.match_indices("{$").map(|(at, _)| (at, '}'));
    let round = text.match_indices("$(").map(|(at, _)| (at, ')'));
    turned.chain(round).filter_map(|(at, close)| {
        let name = &text[at + 2..];
        let inner = |c: char| match close {
            ')' => c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_',
            _ => c.is_ascii_alphanumeric() || c == '_',
        };
        let end = name.find(|c| !inner(c)).filter(|&end| end > 0)?;
        let own = !text[..at].ends_with('$') && name[end..].starts_with(close);
        own.then(|| &text[at..at + 2 + end + 1])
    })
}

/// What to write where a function stands for an application.
fn as_a_function(name: &str, library: Library) -> Option<String> {
    let row = library.function(name)?;
    let (verb, write) = if row.read.is_some() {
        ("read", format!("Set(name=${{{name}(…)}})"))
    } else {
        ("written", format!("Set({name}(…)=value)"))
    };
    Some(format!(
        "`{name}` is a function, which is {verb}: `{write}`"
    ))
}

/// The start of a text that may be long.
fn excerpt(text: &str) -> &str {
    &text[..text.floor_char_boundary(60)]
}
