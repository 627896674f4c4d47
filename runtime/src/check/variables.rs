//! Variables that are read and that nothing in the dialplan ever sets, in either language.
//!
//! A variable can come from outside: with a call that a manager's client starts, from a program. So a name that is
//! not like a known one is named only where nothing is there that could have set it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::advice::Program;
use super::executed::Form;
use super::lines::data::{find, is_literal};
use super::lines::{Said, Texts, said};
use super::names::{CHANNEL_VARIABLES, statuses};
use crate::diagnostic::{Code, Diagnostic, Span, is_near, nearest};
use crate::dialplan::Line;

/// Most names that are compared with others to find one like it.
const COMPARED: usize = 500;

/// All of them.
pub(super) fn findings(program: &Program<'_>) -> Vec<Diagnostic> {
    let mut found = Found {
        open: program.short,
        ..Found::default()
    };
    for name in program.survey.globals() {
        found.sets.insert(name);
    }
    for name in &program.world.variables {
        found.sets.insert(name);
    }
    for facts in program.files {
        found.sets.extend(facts.sets.iter().map(String::as_str));
        for executed in facts.lines.values() {
            found.said(&executed.line, executed.said(program.library));
        }
    }
    for extension in program.survey.extensions() {
        for line in extension.lines.into_iter().flatten().map(|(_, line)| line) {
            found.said(line, said(program.library, &line.application, &line.data));
        }
    }
    found.judge(program)
}

/// What all files set and read.
#[derive(Default)]
struct Found<'a> {
    sets: BTreeSet<&'a str>,
    /// Beginnings of names of which only a call knows the end.
    prefixes: BTreeSet<&'a str>,
    reads: Vec<(&'a Line, &'a str)>,
    /// Whether something runs that could set any variable, or a file is missing that could.
    open: bool,
}

impl<'a> Found<'a> {
    /// What stands in a line.
    fn said(&mut self, line: &'a Line, said: Vec<Said<'a>>) {
        for said in said {
            match said {
                Said::Application { row: None, .. } => self.open = true,
                Said::Function(named) if named.row.is_none() => self.open = true,
                Said::Reads(name) if is_name(name) => self.reads.push((line, name)),
                Said::Sets(name) => {
                    let name = name.trim_start_matches('_');
                    match find(name, '$').or_else(|| name.find("${")) {
                        Some(at) => drop(self.prefixes.insert(&name[..at])),
                        None if is_literal(name) => drop(self.sets.insert(name)),
                        None => {}
                    }
                }
                _ => {}
            }
        }
    }

    fn is_set(&self, name: &str) -> bool {
        let numbered = |word: &str| {
            let number = name.strip_prefix(word);
            number.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
        };
        self.sets.contains(name)
            || CHANNEL_VARIABLES.contains(&name)
            || numbered("ARG")
            || name.starts_with("MACRO_")
            || self.prefixes.iter().any(|prefix| name.starts_with(prefix))
    }

    fn judge(&self, program: &Program<'a>) -> Vec<Diagnostic> {
        let mut texts = Texts::new(program.sources);
        let statuses: BTreeSet<&str> = statuses(program.library).collect();
        let mut helps: HashMap<(&str, bool), Option<Help>> = HashMap::new();
        let mut findings = Vec::new();
        let mut judge = |name: &'a str, declared: &BTreeSet<String>, rhai: bool| {
            if self.is_set(name) || statuses.contains(name) {
                return None;
            }
            let compared = helps.len() < COMPARED;
            let help = helps.entry((name, rhai)).or_insert_with(|| {
                let names = declared.iter().map(String::as_str);
                let names = names
                    .chain(self.sets.iter().copied())
                    .chain(CHANNEL_VARIABLES);
                let names = names.chain(statuses.iter().copied());
                let similar = compared.then(|| nearest(name, names)).flatten();
                // Where much may set variables, a likeness has to be close: `AMDSTATUS` is not `READSTATUS`.
                let similar = similar.filter(|similar| !self.open || is_slip(name, similar));
                if rhai && program.library.application(name).is_some() {
                    return Some(Help::called(name));
                }
                if declared.contains(name) {
                    return Some(Help::elsewhere(name));
                }
                Help::of(name, similar, rhai, self.open)
            });
            help.clone()
        };
        for facts in program.files {
            // What a file runs by `Exec` may set variables of any name, as it may from a line.
            let alone = !facts.lines.values().any(|executed| {
                let name = executed.line.application.trim();
                let row = program.library.application_ignoring_case(name);
                executed.form == Form::Line && row.is_none()
            });
            for (name, span) in &facts.reads {
                if let Some(help) = judge(name, &facts.declared, alone) {
                    findings.push(help.finding(name, &facts.path, *span));
                }
            }
        }
        let none = BTreeSet::new();
        for (line, name) in &self.reads {
            if let Some(help) = judge(name, &none, false) {
                let span = texts.span(line, name);
                findings.push(help.finding(name, &line.file, span));
            }
        }
        findings
    }
}

/// What to say of a name.
#[derive(Clone)]
struct Help {
    text: String,
    instead: Option<String>,
}

impl Help {
    /// Nothing when the variable may come from elsewhere.
    fn of(name: &str, similar: Option<&str>, rhai: bool, open: bool) -> Option<Self> {
        let capitals = !name.chars().any(char::is_lowercase);
        let text = match similar {
            Some(similar) => format!("did you mean `{similar}`?"),
            None if rhai && !capitals => {
                format!("declare it with `let {name} = …`; as it is, it reads as an empty text")
            }
            None if open => return None,
            None if rhai => format!(
                "as it is, it reads as an empty text; set it with `Set(\"{name}\", …)`, or with `setvar` if it comes \
                 with a call"
            ),
            None => format!(
                "as it is, it reads as an empty text; set it with `Set({name}=…)`, under `[globals]`, or with \
                 `setvar` if it comes with a call"
            ),
        };
        let instead = similar.map(str::to_owned);
        Some(Self { text, instead })
    }

    /// For the name of an application.
    fn called(name: &str) -> Self {
        Self {
            text: format!("to run the application, write `{name}()`"),
            instead: Some(format!("{name}()")),
        }
    }

    /// For a name that is declared where it cannot be seen from here.
    fn elsewhere(name: &str) -> Self {
        Self {
            text: format!(
                "`let {name}` counts in its own block only, and functions see their parameters and what they declare"
            ),
            instead: None,
        }
    }

    fn finding(&self, name: &str, file: &Arc<str>, span: Span) -> Diagnostic {
        let message = format!("nothing sets a variable `{name}`");
        let code = Code::UnknownVariable;
        let mut finding = Diagnostic::new(code, Arc::clone(file), span, message);
        finding.help = Some(self.text.clone());
        if let Some(instead) = &self.instead {
            finding.offer(instead);
        }
        finding
    }
}

/// Whether one name is the other but for one letter, or two that changed places.
fn is_slip(name: &str, other: &str) -> bool {
    let digits = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    name.len() > 3 && !digits(name) && !digits(other) && is_near(name, other)
}

/// Whether that is how variables are called; `${~HASH~x~y~}` and the like are not for people.
fn is_name(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.chars().all(inner) && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}
