//! Reads a file of Asterisk's form, with all it includes. What is wrong with a line is a warning: the rest of the file
//! counts.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::conf_roots::Root;
use super::context::Include;
use super::extension::{Extension, Labels, Steps};
use super::loopback::Loopback;
use super::pattern::{Key, PatternFault};
use super::unit::{Draft, Unit, UnitId};
use super::{Hint, Source, Sources, Times};
use crate::check::Facts;
use crate::conf::{self, General, Substring};
use crate::diagnostic::{Code, Diagnostic, Span};

/// What a file is read with.
pub(super) struct ConfReader<'a> {
    pub(super) sources: &'a Sources,
    /// Global variables that files before this one set.
    pub(super) globals: &'a HashMap<String, String>,
}

/// A file while it is read.
struct Reading<'a> {
    reader: &'a ConfReader<'a>,
    draft: Draft,
    general: Vec<conf::Section>,
    globals: Vec<(String, String)>,
    /// The same, by name.
    set: HashMap<String, String>,
    /// Patterns that are wrong, by the number of their context.
    faulty: BTreeSet<(usize, String)>,
    /// What was asked of the files before.
    wants: RefCell<BTreeMap<String, Option<String>>>,
}

impl ConfReader<'_> {
    /// Reads a file; `root` says what it includes.
    pub(super) fn unit(&self, id: UnitId, source: &Source, root: Root) -> Unit {
        let mut reading = Reading {
            reader: self,
            draft: Draft::new(id),
            globals: Vec::new(),
            set: HashMap::new(),
            faulty: BTreeSet::new(),
            wants: RefCell::default(),
            general: Vec::new(),
        };
        reading.file(source);
        let mut draft = reading.draft;
        Unit {
            id,
            texts: root.texts,
            lacks: root.lacks,
            short: root.short,
            wants: reading.wants.into_inner().into_iter().collect(),
            parts: draft.parts(),
            general: reading.general,
            globals: reading.globals,
            facts: Arc::new(Facts::new(&source.path, BTreeSet::new())),
            findings: draft.findings,
            whole: true,
        }
    }
}

impl Reading<'_> {
    fn file(&mut self, source: &Source) {
        let (sections, findings) = conf::read(source, self.reader.sources.all());
        self.draft.findings.extend(findings);
        for section in sections.iter().filter(|section| !section.template) {
            match &*section.name.to_ascii_lowercase() {
                "general" => {
                    let findings = General::default().read(section);
                    self.draft.findings.extend(findings);
                    self.general.push(section.clone());
                }
                "" => {
                    let path = Arc::clone(&section.file);
                    let message = "a section without a name is no context";
                    self.find(Code::ConfSection, path, section.span, message.into());
                }
                "globals" => {
                    for setting in &section.settings {
                        let (name, value) = (setting.key.clone(), setting.value.clone());
                        self.set.insert(name.clone(), value.clone());
                        self.globals.push((name, value));
                    }
                }
                _ => self.context(section),
            }
        }
    }

    fn context(&mut self, section: &conf::Section) {
        let (at, context) = self.draft.context(&section.name);
        let (items, findings) = conf::items(section);
        self.draft.findings.extend(findings);
        for item in items {
            match item {
                conf::Item::Line(line) => self.line(at, &context, line),
                conf::Item::Hint {
                    extension,
                    device,
                    span,
                    device_span,
                    file,
                } => {
                    let extension = self.with_globals(&extension);
                    let device = self.devices(&extension, &device);
                    let hint = Hint {
                        extension,
                        device,
                        file,
                        span,
                        device_span,
                    };
                    self.draft.hint(at, hint);
                }
                conf::Item::Include {
                    name,
                    times,
                    span,
                    file,
                } => {
                    let times = times.map(|times| self.times(&times, span, &file));
                    let name = self.with_globals(&name);
                    let include = Include {
                        name: name.as_str().into(),
                        file,
                        span,
                        times,
                        unit: self.draft.id,
                    };
                    self.draft.include(at, include);
                }
                conf::Item::Switch {
                    text,
                    literal,
                    span,
                    file,
                } => self.switch(at, &text, literal, span, file),
            }
        }
    }

    fn line(&mut self, at: usize, context: &Arc<str>, line: conf::ExtensionLine) {
        let conf::ExtensionLine {
            name,
            caller,
            priority,
            name_span: span,
            line,
        } = line;
        let name = self.with_globals(&name);
        let (key, fault) = Key::parse(&name, caller.as_deref());
        // Once for all the lines that name it.
        if let Some(fault) = fault
            && self.faulty.insert((at, name.clone()))
        {
            let message = format!("bad pattern `{name}`: {fault}");
            let path = Arc::clone(&line.file);
            let mut finding = Diagnostic::new(Code::ConfLine, path, span, message);
            if let PatternFault::AfterWildcard { rest, .. } = &fault {
                let end = name.len() - rest.len();
                let help = format!("what follows does not count: write `{}`", &name[..end]);
                finding.help = Some(help);
            }
            self.draft.findings.push(finding);
        }
        let extension = Extension {
            pattern: name.into(),
            caller: caller.map(Into::into),
            key,
            context: Arc::clone(context),
            path: Arc::clone(&line.file),
            steps: Steps::Lines(BTreeMap::from([(priority, line)])),
            run: 0,
            labels: Labels::default(),
            span,
            unit: self.draft.id,
        };
        self.draft.extension(at, extension);
    }

    fn switch(&mut self, at: usize, text: &str, literal: bool, span: Span, file: Arc<str>) {
        match Loopback::read(text, literal, &|name| self.global(name)) {
            Ok(loopback) => self.draft.switch(at, loopback),
            Err(fault) => {
                let file = Arc::clone(&file);
                let finding = Diagnostic::new(Code::ConfSwitch, file, span, fault.to_string());
                self.draft.findings.push(finding.with_help(fault.help()));
            }
        }
        if !literal && text.contains("${EXTEN") {
            let message = "a `switch` is substituted when the file is read, and nobody has dialled `${EXTEN}` then";
            let finding = Diagnostic::new(Code::ConfSwitch, file, span, message);
            let help = "write `lswitch => …`";
            self.draft.findings.push(finding.with_help(help));
        }
    }

    /// The name of an extension with the global variables in it as files have set them so far.
    fn with_globals(&self, name: &str) -> String {
        with_globals(name, |variable| self.global(variable))
    }

    /// The devices of a hint as they are when the file is read, which is when Asterisk substitutes them: those of an
    /// extension with all its variables, those of a pattern with the global ones. What a function gives stays.
    fn devices(&self, extension: &str, devices: &str) -> String {
        let pattern = extension.starts_with('_');
        let mut text = String::new();
        let mut rest = devices;
        while let Some((before, tail)) = rest.split_once("${") {
            text.push_str(before);
            let value = tail.split_once('}').and_then(|(reference, after)| {
                let (name, part) = Substring::split(reference);
                let own = (name == "EXTEN").then(|| extension.to_owned());
                let value = match own {
                    Some(_) if pattern => return None,
                    Some(own) => own,
                    None => match self.global(name) {
                        None if pattern || name.contains(['(', '$']) => return None,
                        value => value.unwrap_or_default(),
                    },
                };
                Some((part.map_or(value.clone(), |part| part.of(&value)), after))
            });
            match value {
                Some((value, after)) => {
                    text.push_str(&value);
                    rest = after;
                }
                None => {
                    text.push_str("${");
                    rest = tail;
                }
            }
        }
        text + rest
    }

    /// The value that files have set a global variable to so far.
    fn global(&self, name: &str) -> Option<String> {
        if let Some(value) = self.set.get(name) {
            return Some(value.clone());
        }
        let value = self.reader.globals.get(name).cloned();
        let mut wants = self.wants.borrow_mut();
        wants.insert(name.to_owned(), value.clone());
        value
    }

    /// The times at which an include holds.
    fn times(&mut self, text: &str, span: Span, file: &Arc<str>) -> Times {
        let (times, faults) = Times::parse(text);
        for fault in faults {
            self.find(Code::ConfLine, Arc::clone(file), span, fault.to_string());
        }
        times
    }

    fn find(&mut self, code: Code, file: Arc<str>, span: Span, message: String) {
        let finding = Diagnostic::new(code, file, span, message);
        self.draft.findings.push(finding);
    }
}

/// The name of an extension with the global variables in it, `${NAME}`. One that is not set is nothing.
pub(super) fn with_globals(name: &str, global: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::new();
    let mut rest = name;
    while let Some((before, (variable, after))) = rest
        .split_once("${")
        .and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
    {
        text.push_str(before);
        text.push_str(&global(variable).unwrap_or_default());
        rest = after;
    }
    text + rest
}
