//! What the settings of an `extensions.conf` say: contexts with extensions, includes and hints.
//!
//! In: the sections of a file. Out: [`Item`]s in order, and what is wrong with the lines that made none.

use std::collections::HashMap;
use std::sync::Arc;

use super::arguments::called;
use super::reader::{Section, Setting};
use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean, only_nearest};
use crate::dialplan::{Hint, Line};
use crate::number;

/// One thing in a context.
#[derive(Debug)]
pub(crate) enum Item {
    /// A line of an extension.
    Line(ExtensionLine),
    /// `exten => 100,hint,SIP/phone`.
    Hint {
        extension: String,
        device: String,
        span: Span,
        device_span: Span,
        file: Arc<str>,
    },
    /// `include => name`, with the times that follow it.
    Include {
        name: String,
        times: Option<String>,
        span: Span,
        file: Arc<str>,
    },
    /// `switch => Kind/data`.
    Switch {
        text: String,
        /// Whether variables in it are looked up when somebody dials (`lswitch`, `eswitch`) and not when the file is
        /// read.
        literal: bool,
        span: Span,
        file: Arc<str>,
    },
}

/// A line of an extension with its name and priority.
#[derive(Debug)]
pub(crate) struct ExtensionLine {
    pub(crate) name: String,
    /// What stands behind the slash of the name.
    pub(crate) caller: Option<String>,
    pub(crate) priority: u32,
    pub(crate) name_span: Span,
    pub(crate) line: Line,
}

/// Keys that can stand in a context.
const KEYS: [&str; 8] = [
    "exten",
    "same",
    "include",
    "switch",
    "lswitch",
    "eswitch",
    "ignorepat",
    "autohints",
];

/// Reads the contexts' sections; `[general]` and `[globals]` are not among them.
pub(crate) fn items(section: &Section) -> (Vec<Item>, Vec<Diagnostic>) {
    let mut parser = Parser {
        items: Vec::new(),
        findings: Vec::new(),
        last: None,
        labels: HashMap::new(),
        presence_told: false,
    };
    for setting in &section.settings {
        parser.setting(setting);
    }
    (parser.items, parser.findings)
}

/// The extension of the line before, for `same` and `n`.
struct Last {
    name: String,
    caller: Option<String>,
    priority: u32,
    span: Span,
}

struct Parser {
    items: Vec<Item>,
    findings: Vec<Diagnostic>,
    last: Option<Last>,
    /// Priorities by the extension, its caller and their label, for `label+101`.
    labels: HashMap<(String, Option<String>, String), u32>,
    /// Whether it was said that presence is not shown; generated files have it in every hint.
    presence_told: bool,
}

impl Parser {
    fn setting(&mut self, setting: &Setting) {
        let file = Arc::clone(&setting.file);
        match setting.key.to_ascii_lowercase().as_str() {
            "exten" => self.exten(setting),
            "same" => self.same(setting),
            "include" => {
                let (name, times) = match setting.value.split_once(['|', ',']) {
                    Some((name, times)) => (name.trim(), Some(times.trim().to_owned())),
                    None => (&*setting.value, None),
                };
                if name.is_empty() {
                    let what = "`include` without the name of a context".to_owned();
                    let finding = complaint(setting, setting.whole(), what);
                    return self.findings.push(finding);
                }
                self.items.push(Item::Include {
                    name: name.to_owned(),
                    times,
                    span: setting.span(0, name.chars().count()),
                    file,
                });
            }
            "switch" | "lswitch" | "eswitch" => self.items.push(Item::Switch {
                text: setting.value.clone(),
                literal: !setting.key.eq_ignore_ascii_case("switch"),
                span: setting.whole(),
                file,
            }),
            "ignorepat" => {
                let what =
                    "`ignorepat` is for dial tones, which a telephone makes itself".to_owned();
                self.findings.push(Diagnostic::new(
                    Code::ConfSection,
                    file,
                    setting.whole(),
                    what,
                ));
            }
            "autohints" => {
                let what = "`autohints` makes no hints here".to_owned();
                let finding = Diagnostic::new(Code::ConfSection, file, setting.whole(), what);
                let help = "write a hint for each telephone: `exten => 100,hint,SIP/phone`";
                self.findings.push(finding.with_help(help));
            }
            key => {
                let what = format!("`{key}` is nothing that stands in a context");
                let mut finding = complaint(setting, setting.key_span(), what);
                finding.help = did_you_mean(key, KEYS);
                if let Some(meant) = only_nearest(key, KEYS) {
                    finding.offer(meant);
                }
                self.findings.push(finding);
            }
        }
    }

    fn exten(&mut self, setting: &Setting) {
        let Some((name, rest)) = split_name(&setting.value) else {
            if let Some((name, _)) = setting.value.split_once(',') {
                let span = setting.span(0, name.chars().count());
                let what = format!("the `[` of the pattern `{name}` is not closed");
                return self.findings.push(complaint(setting, span, what));
            }
            let mut finding = complaint(
                setting,
                setting.whole(),
                "an extension is `name,priority,application(data)`".to_owned(),
            );
            if setting.value.contains('|') {
                finding =
                    finding.with_help("commas separate; Asterisk has not taken `|` since 1.6");
            }
            return self.findings.push(finding);
        };
        let (name, caller) = named(name);
        let span = setting.span(0, setting.value.len() - rest.len() - 1);
        let at = setting.value.len() - rest.len();
        // `n` counts on from the line before, whichever extension that was of.
        let priority = self.last.as_ref().map_or(0, |last| last.priority);
        self.last = Some(Last {
            name,
            caller,
            priority,
            span,
        });
        self.step(setting, at);
    }

    fn same(&mut self, setting: &Setting) {
        if self.last.is_none() {
            let what = "`same` without an `exten` before it in this section".to_owned();
            return self
                .findings
                .push(complaint(setting, setting.key_span(), what));
        }
        self.step(setting, 0);
    }

    /// `priority,application(data)` from the byte `at` of the value on.
    fn step(&mut self, setting: &Setting, at: usize) {
        let text = &setting.value[at..];
        let (priority, action) = text.split_once(',').unwrap_or((text, ""));
        let action_at = at + text.len() - action.len();
        let Some(last) = &mut self.last else {
            return;
        };
        let (number, label) = match priority.split_once('(') {
            Some((number, rest)) => (
                number.trim(),
                Some(rest.split(')').next().unwrap_or(rest).trim()),
            ),
            None => (priority.trim(), None),
        };
        let blanks = priority.len() - priority.trim_start().len();
        let step = setting.span(at + blanks, priority.trim().chars().count());
        if label.is_some() && !priority.contains(')') {
            let span = setting.span(at, priority.chars().count());
            let what = "`)` is missing behind the label".to_owned();
            self.findings.push(complaint(setting, span, what));
        }
        if number == "hint" {
            // There is nothing to count on from behind a hint.
            last.priority = 0;
            return self.hint(setting, action_at, action);
        }
        let labels = &self.labels;
        let labelled = |label: &str| {
            let label = (last.name.clone(), last.caller.clone(), label.to_owned());
            labels.get(&label).copied()
        };
        let Some(priority) = counted(number, last.priority, &labelled) else {
            let span = setting.span(at, priority.chars().count());
            let what = format!("`{number}` is no priority");
            let finding = complaint(setting, span, what).with_help(
                "a priority is a number from 1, `n` for the next, `s` for the same, a label above, or `hint`",
            );
            return self.findings.push(finding);
        };
        last.priority = priority;
        if let Some(label) = label {
            let label = (last.name.clone(), last.caller.clone(), label.to_owned());
            self.labels.entry(label).or_insert(priority);
        }
        let skipped = action.len() - action.trim_start().len();
        let action = action.trim();
        let (application, data) = called(action);
        let span = setting.span(action_at + skipped, application.chars().count());
        if action.contains('(') && !action.contains(')') {
            let what = format!("`)` is missing behind the data of `{application}`");
            let whole = setting.span(action_at + skipped, action.chars().count());
            let finding = complaint(setting, whole, what);
            self.findings.push(finding.with_help(
                "all that follows the `(` is taken for its data; a `;` in it is written `\\;`",
            ));
        }
        if application.is_empty() {
            let finding = complaint(
                setting,
                setting.whole(),
                "there is no application in this line".to_owned(),
            );
            return self.findings.push(finding);
        }
        self.items.push(Item::Line(ExtensionLine {
            name: last.name.clone(),
            caller: last.caller.clone(),
            priority,
            name_span: last.span,
            line: Line {
                application: application.into(),
                data: data.into(),
                label: label.map(Into::into),
                file: Arc::clone(&setting.file),
                span,
                step,
            },
        }));
    }
}

impl Parser {
    /// The devices from the byte `at` of the value on, with a name in parentheses behind them or who tells presence
    /// behind a comma.
    fn hint(&mut self, setting: &Setting, at: usize, text: &str) {
        let Some(last) = &self.last else {
            return;
        };
        let skipped = text.len() - text.trim_start().len();
        let (devices, presence) = Hint::parted(text.trim());
        // `SIP/100(Jane)` has a name behind it.
        let named = !devices.contains("${");
        let device = if named {
            called(text.trim()).0
        } else {
            text.trim()
        };
        let device = device.trim_end();
        // `CustomPresence:` and `SIP:` name who tells it; a name in quotes is only shown.
        let tells = presence.is_some_and(|presence| presence.contains(':'));
        if tells && !self.presence_told {
            self.presence_told = true;
            let at = at + skipped + devices.len() + 1;
            let length = presence.unwrap_or_default().chars().count();
            let what = "hints show the state of devices only, not the presence behind the comma";
            let span = setting.span(at, length);
            let finding = Diagnostic::new(Code::ConfSection, Arc::clone(&setting.file), span, what);
            self.findings.push(finding);
        }
        self.items.push(Item::Hint {
            extension: last.name.clone(),
            device: device.to_owned(),
            span: last.span,
            device_span: setting.span(at + skipped, device.chars().count()),
            file: Arc::clone(&setting.file),
        });
    }
}

fn complaint(setting: &Setting, span: Span, what: String) -> Diagnostic {
    Diagnostic::new(Code::ConfLine, Arc::clone(&setting.file), span, what)
}

/// The name of an extension and what follows its comma. Commas in a set of a pattern do not count.
fn split_name(text: &str) -> Option<(&str, &str)> {
    let mut inside = false;
    for (at, c) in text.char_indices() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            ',' if !inside => return Some((&text[..at], &text[at + 1..])),
            _ => {}
        }
    }
    None
}

/// The name without spaces, and its caller-ID pattern.
fn named(text: &str) -> (String, Option<String>) {
    let dense = |text: &str| {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
    };
    match text.split_once('/') {
        Some((name, caller)) => (dense(name), Some(dense(caller))),
        None => (dense(text), None),
    }
}

/// `5`, `n`, `n+2`, `s+1`, `label+101`. What stands behind a number does not count.
fn counted(text: &str, last: u32, labelled: &dyn Fn(&str) -> Option<u32>) -> Option<u32> {
    let (base, more) = match text.split_once('+') {
        Some((base, more)) => (base.trim(), u32::try_from(number::or_zero(more)).ok()?),
        None => (text, 0_u32),
    };
    let base = match base {
        "n" | "next" if last > 0 => last.checked_add(1)?,
        "s" | "same" if last > 0 => last,
        _ => match number::leading(base) {
            Some((number, _)) => u32::try_from(number).ok()?,
            None => labelled(base)?,
        },
    };
    base.checked_add(more).filter(|&number| number > 0)
}
