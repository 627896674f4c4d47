//! What the files say, in the order in which they say it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use super::graph::Refusal;
use super::text::position;
use crate::check::lines::{Said, said};
use crate::conf::{self, Item};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::dialplan::{Dialplan, Line, Name, Query, Source, Times, is_hook};
use crate::library::Library;

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) globals: Vec<Global>,
    pub(super) contexts: Vec<Context>,
    pub(super) extensions: Vec<Extension>,
    /// Whether calls wait at the end of an extension.
    pub(super) waits: bool,
    /// Lines that include files which are not there, each with its section.
    pub(super) missing: Vec<(String, String)>,
}

#[derive(Debug)]
pub(super) struct Global {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) file: Arc<str>,
    pub(super) line: u32,
}

#[derive(Debug)]
pub(super) struct Context {
    pub(super) name: String,
    pub(super) includes: Vec<Include>,
    pub(super) hints: Vec<Hint>,
    /// `switch` and its like, as they stand.
    pub(super) switches: Vec<String>,
    pub(super) file: Arc<str>,
    pub(super) line: u32,
}

#[derive(Debug)]
pub(super) struct Include {
    pub(super) name: String,
    pub(super) times: Option<String>,
    pub(super) file: Arc<str>,
    pub(super) line: u32,
}

#[derive(Debug)]
pub(super) struct Hint {
    pub(super) name: String,
    pub(super) device: String,
    pub(super) file: Arc<str>,
    pub(super) line: u32,
}

#[derive(Debug)]
pub(super) struct Extension {
    /// Number of its context.
    pub(super) context: usize,
    pub(super) name: String,
    pub(super) caller: Option<String>,
    pub(super) lines: BTreeMap<u32, Line>,
    pub(super) file: Arc<str>,
    pub(super) line: u32,
    span: Span,
}

/// Reads the first file with all it includes.
pub(super) fn gather(sources: &[Source], plan: &Dialplan) -> Gathered {
    let missing = sources
        .iter()
        .flat_map(|source| conf::missing(source, sources));
    let mut gathered = Gathered {
        missing: missing.collect(),
        waits: !plan.general().fall_through,
        ..Gathered::default()
    };
    let mut numbers = BTreeMap::new();
    if let Some(source) = sources.first() {
        let (sections, _) = conf::read(source, sources);
        for section in sections.iter().filter(|section| !section.template) {
            match &*section.name.to_ascii_lowercase() {
                "" | "general" => {}
                "globals" => gathered.globals(section),
                _ => gathered.context(section, plan, &mut numbers),
            }
        }
    }
    gathered
}

type Numbers = BTreeMap<(usize, String, Option<String>), usize>;

impl Gathered {
    /// The extensions that lines call as subroutines.
    pub(super) fn called(&self, plan: &Dialplan, library: Library) -> BTreeSet<usize> {
        let mut places = BTreeSet::new();
        for extension in &self.extensions {
            let own = &*self.contexts[extension.context].name;
            for line in extension.lines.values() {
                let mut calls = false;
                for said in said(library, &line.application, &line.data) {
                    match said {
                        Said::Application { row, .. } => {
                            calls = row.is_some_and(|row| row.name.starts_with("Gosub"));
                        }
                        Said::Jump(jump) if calls => {
                            let context = jump.context.unwrap_or(own).trim();
                            let name = jump.extension.unwrap_or(&extension.name).trim();
                            let found = plan.find(context, Query::new(name));
                            places.extend(found.map(|found| (found.context, found.pattern)));
                        }
                        _ => {}
                    }
                }
            }
        }
        let is_called = |extension: &Extension| {
            let context = &*self.contexts[extension.context].name;
            places.contains(&(Arc::from(context), Arc::from(&*extension.name)))
        };
        let all = self.extensions.iter().zip(0..);
        all.filter_map(|(extension, id)| is_called(extension).then_some(id))
            .collect()
    }

    fn globals(&mut self, section: &conf::Section) {
        for setting in &section.settings {
            // Of two of a name the last counts.
            self.globals.retain(|global| global.name != setting.key);
            self.globals.push(Global {
                name: setting.key.clone(),
                value: setting.value.clone(),
                file: Arc::clone(&setting.file),
                line: setting.line,
            });
        }
    }

    fn context(&mut self, section: &conf::Section, plan: &Dialplan, numbers: &mut Numbers) {
        let known = self
            .contexts
            .iter()
            .position(|context| context.name == section.name);
        let at = known.unwrap_or_else(|| {
            self.contexts.push(Context {
                name: section.name.clone(),
                includes: Vec::new(),
                hints: Vec::new(),
                switches: Vec::new(),
                file: Arc::clone(&section.file),
                line: section.span.line,
            });
            self.contexts.len() - 1
        });
        let (items, _) = conf::items(section);
        for item in items {
            match item {
                Item::Include {
                    name,
                    times,
                    span,
                    file,
                } => {
                    let name = plan.with_globals(&name);
                    let line = span.line;
                    self.contexts[at].includes.push(Include {
                        name,
                        times,
                        file,
                        line,
                    });
                }
                Item::Hint {
                    extension,
                    device,
                    span,
                    file,
                    ..
                } => {
                    let hints = &mut self.contexts[at].hints;
                    if hints.iter().all(|hint| hint.name != extension) {
                        let line = span.line;
                        hints.push(Hint {
                            name: extension,
                            device,
                            file,
                            line,
                        });
                    }
                }
                Item::Switch { text, literal, .. } => {
                    let word = if literal { "lswitch" } else { "switch" };
                    self.contexts[at].switches.push(format!("{word} => {text}"));
                }
                Item::Line(line) => {
                    let name = plan.with_globals(&line.name);
                    let key = (at, name.clone(), line.caller.clone());
                    let number = *numbers.entry(key).or_insert_with(|| {
                        self.extensions.push(Extension {
                            context: at,
                            name,
                            caller: line.caller,
                            lines: BTreeMap::new(),
                            file: Arc::clone(&line.line.file),
                            line: line.line.span.line,
                            span: line.name_span,
                        });
                        self.extensions.len() - 1
                    });
                    let lines = &mut self.extensions[number].lines;
                    lines.entry(line.priority).or_insert(line.line);
                }
            }
        }
    }

    /// Says which includes, hints and switches stay as they are.
    pub(super) fn left(&self) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let mut say = |file: &Arc<str>, line: u32, what: String| {
            let span = Span::line(line, 1, 2);
            findings.push(Diagnostic::new(
                Code::ImportLeft,
                Arc::clone(file),
                span,
                what,
            ));
        };
        for context in &self.contexts {
            for include in &context.includes {
                if self.lacks(include) && is_hook(&context.name, &include.name) {
                    continue;
                }
                if self.lacks(include) {
                    let what = format!(
                        "the include of `{}` stays in `extensions.conf`: there is no such context",
                        include.name
                    );
                    say(&include.file, include.line, what);
                } else if include.has_bad_times() {
                    let what = format!(
                        "the include of `{}` stays in `extensions.conf`: its times cannot be read",
                        include.name
                    );
                    say(&include.file, include.line, what);
                }
            }
            for hint in context.hints.iter().filter(|hint| hint.stays()) {
                let what = format!(
                    "the hint of `{}` stays in `extensions.conf`: `{}` is no device here",
                    hint.name, hint.device
                );
                say(&hint.file, hint.line, what);
            }
            for switch in &context.switches {
                let what = format!(
                    "`{switch}` of context `{}` stays in `extensions.conf`",
                    context.name
                );
                say(&context.file, context.line, what);
            }
        }
        findings
    }

    /// Variables that a file sets to a text with a comma in it: as data of an application it is several arguments.
    pub(super) fn lists(&self) -> BTreeSet<String> {
        let lists = |value: &str| position(value, ',', false).is_some();
        let globals = self.globals.iter().filter(|global| lists(&global.value));
        let mut found: BTreeSet<String> = globals.map(|global| global.name.clone()).collect();
        for line in self
            .extensions
            .iter()
            .flat_map(|extension| extension.lines.values())
        {
            let set = line.application.eq_ignore_ascii_case("Set");
            let Some((name, value)) = line.data.split_once('=').filter(|_| set) else {
                continue;
            };
            let name = name.trim().trim_start_matches('_');
            let inner = name.strip_suffix(')').and_then(|name| name.split_once('('));
            let name = match inner {
                Some(("GLOBAL" | "LOCAL", name)) => name,
                Some(_) => continue,
                None => name,
            };
            if lists(value) {
                found.insert(name.to_owned());
            }
        }
        found
    }

    /// The first event that the pattern of an extension catches.
    pub(super) fn caught(&self, extension: &Extension) -> Option<&'static str> {
        if !extension.name.starts_with('_') {
            return None;
        }
        let pattern = Name::parse(&extension.name).0;
        ["h", "i", "t", "T", "e"]
            .into_iter()
            .find(|event| pattern.matches(event.as_bytes()))
    }

    /// For each context the extensions that can be found from it, by their numbers.
    pub(super) fn families(&self, plan: &Dialplan) -> Vec<(usize, Vec<usize>)> {
        let families = (0..self.contexts.len()).map(|at| {
            let searched = plan.searched(&self.contexts[at].name);
            let all = self.extensions.iter().enumerate();
            let family = all
                .filter(|(_, extension)| {
                    searched.contains(&self.contexts[extension.context].name.as_str())
                })
                .map(|(id, _)| id)
                .collect();
            (at, family)
        });
        families.collect()
    }

    /// What stays, as lines of `extensions.conf`. A file or context that is not there now may come later.
    pub(super) fn rest(&self, stays: &dyn Fn(usize) -> bool) -> String {
        let mut sections: BTreeMap<&str, String> = BTreeMap::new();
        // Writing to a text cannot fail.
        if self.waits {
            sections.insert("general", "autofallthrough=no\n".to_owned());
        }
        for (section, line) in &self.missing {
            let _ = writeln!(sections.entry(section).or_default(), "{line}");
        }
        for (at, context) in self.contexts.iter().enumerate() {
            let mut text = String::new();
            for include in context
                .includes
                .iter()
                .filter(|include| self.lacks(include) || include.has_bad_times())
            {
                let times = include.times.as_ref().map(|times| format!(",{times}"));
                let _ = writeln!(
                    text,
                    "include => {}{}",
                    include.name,
                    times.unwrap_or_default()
                );
            }
            for switch in &context.switches {
                let _ = writeln!(text, "{switch}");
            }
            for hint in context.hints.iter().filter(|hint| hint.stays()) {
                let _ = writeln!(text, "exten => {},hint,{}", hint.name, hint.device);
            }
            let own = self.extensions.iter().enumerate();
            for (_, extension) in own.filter(|(id, one)| one.context == at && stays(*id)) {
                extension.print(&mut text);
            }
            if !text.is_empty() {
                sections.entry(&context.name).or_default().push_str(&text);
            }
        }
        let mut text = sections.remove("").unwrap_or_default();
        let first = ["general", "globals"].into_iter();
        let names = self.contexts.iter().map(|context| &*context.name);
        let mut order: Vec<&str> = first.chain(names).collect();
        let others: Vec<&str> = sections.keys().copied().collect();
        order.extend(others);
        for name in order {
            if let Some(lines) = sections.remove(name) {
                let _ = write!(text, "\n[{name}]\n{lines}");
            }
        }
        text.trim_start().to_owned()
    }

    /// Whether there is no such context.
    pub(super) fn lacks(&self, include: &Include) -> bool {
        !self.contexts.iter().any(|known| known.name == include.name)
    }
}

impl Include {
    /// Whether Rhai refuses its times.
    pub(super) fn has_bad_times(&self) -> bool {
        let faults = self.times.as_deref().map(|times| Times::parse(times).1);
        faults.is_some_and(|faults| !faults.is_empty())
    }
}

impl Hint {
    /// Whether Rhai refuses it.
    pub(super) fn stays(&self) -> bool {
        crate::dialplan::Hint::check(&self.device).is_some()
    }
}

impl Extension {
    /// Its first priority.
    pub(super) fn first(&self) -> u32 {
        self.lines.keys().next().copied().unwrap_or(0)
    }

    /// The application of a line, in small letters.
    pub(super) fn word(&self, priority: u32) -> &'static str {
        let name = self
            .lines
            .get(&priority)
            .map_or("", |line| &line.application);
        ["endif", "endwhile"]
            .into_iter()
            .find(|word| name.eq_ignore_ascii_case(word))
            .unwrap_or("")
    }

    /// Whether its lines give the caller another number.
    pub(super) fn sets_caller(&self) -> bool {
        self.lines
            .values()
            .any(|line| line.data.contains("CALLERID(") && line.data.contains('='))
    }

    /// Whether a number may match both.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let (own, theirs) = (Name::parse(&self.name).0, Name::parse(&other.name).0);
        own.overlaps(&theirs)
    }

    pub(super) fn finding(&self, code: Code, priority: u32, what: String) -> Diagnostic {
        let (file, span) = match self.lines.get(&priority) {
            Some(line) => (Arc::clone(&line.file), line.span),
            None => (Arc::clone(&self.file), self.span),
        };
        Diagnostic::new(code, file, span, what)
    }

    /// Says that it stays as it is, and why.
    pub(super) fn left(&self, refusal: &Refusal) -> Diagnostic {
        let Refusal { priority, reason } = refusal;
        let what = format!(
            "extension `{}` stays in `extensions.conf`: {reason}",
            self.name
        );
        self.finding(Code::ImportLeft, *priority, what)
    }

    fn print(&self, text: &mut String) {
        let caller = self.caller.as_ref().map(|caller| format!("/{caller}"));
        let name = format!("{}{}", self.name, caller.unwrap_or_default());
        for (priority, line) in &self.lines {
            let label = line.label.as_ref().map(|label| format!("({label})"));
            let data = line.data.replace(';', "\\;");
            let _ = writeln!(
                text,
                "exten => {name},{priority}{},{}({data})",
                label.unwrap_or_default(),
                line.application,
            );
        }
    }
}
