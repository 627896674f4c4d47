//! What one line says, in Rhai.
//!
//! In: a line. Out: a [`Deed`]. What can be written as a person would is; any other line is run as it is by `Exec`,
//! which does with it exactly what `extensions.conf` does.

mod conditional;
mod place;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::arguments;
use super::condition::Condition;
use super::function::{is_path, is_plain, is_simple};
use super::graph::{Exit, Place};
use super::text::{Segment, Texts, plain, position, quoted, segments, split};
use crate::dialplan::{Dialplan, Line, Query};
use crate::library::Application;

/// What a line does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// These statements, and then the next line.
    Do(Vec<String>),
    /// These statements, the last of which does not come back.
    Stop(Vec<String>),
    /// Nothing but to go somewhere.
    Jump(Exit),
    /// One of two ways.
    Branch(Condition, Exit, Exit),
}

/// What an application in a branch of `ExecIf` does.
enum Part {
    Do(Vec<String>),
    Go(Exit),
}

/// Reads the lines of one extension.
pub(super) struct Reader<'a> {
    pub(super) texts: Texts,
    pub(super) plan: &'a Dialplan,
    pub(super) context: &'a str,
    pub(super) extension: &'a str,
    /// Places that lines name besides the beginning of an extension: context, extension, priority.
    pub(super) entered: &'a RefCell<BTreeSet<(String, String, u32)>>,
    /// Those that functions ask for.
    pub(super) asked: &'a RefCell<BTreeSet<(String, String, u32)>>,
    /// The priority of the line that is read.
    pub(super) at: Cell<u32>,
    /// Where lines lead: context and extension, and whether they come back.
    pub(super) leads: RefCell<BTreeSet<((String, String), bool)>>,
    /// Variables that hold several arguments.
    pub(super) lists: &'a BTreeSet<String>,
    /// Whether it is a subroutine that some line calls.
    pub(super) is_called: bool,
    /// What is wrong with lines that were translated all the same.
    pub(super) remarks: &'a RefCell<Vec<(u32, String)>>,
}

type Order<'a> = [(u32, &'a Line)];

impl Reader<'_> {
    pub(super) fn deed(&self, line: &Line, at: usize, order: &Order<'_>) -> Result<Deed, String> {
        let data = &*line.data;
        if data.contains("${PRIORITY") {
            return Err("it reads `${PRIORITY}`, and lines of Rhai have none".to_owned());
        }
        self.asked(data);
        let Some(application) = self
            .texts
            .library
            .application_ignoring_case(&line.application)
        else {
            let what = format!(
                "there is no application `{}`: calls end here",
                line.application
            );
            self.remark(order[at].0, what);
            return Ok(Deed::Do(vec![self.exec(&line.application, data)]));
        };
        self.options(application, data);
        match application.name {
            "Goto" => Ok(Deed::Jump(self.place(data, order)?)),
            "GotoIf" => self.goto_if(data, order, |text| self.texts.condition(text)),
            "GotoIfTime" if !data.is_empty() => self.goto_if(data, order, |times| {
                Condition::atom(format!("ISTIME({})", self.texts.raw(times)))
            }),
            "ExecIf" => self.exec_if(data, at, order),
            "GosubIf" | "MacroIf" => {
                let name = if application.name == "GosubIf" {
                    "Gosub"
                } else {
                    "Macro"
                };
                self.call_if(application, name, data, at, order)
            }
            "WaitExten" => self.wait_exten(application, data, at, order),
            "Exec" | "TryExec" | "ExecIfTime" if jumps(data) => {
                Err(format!("a jump within `{}`", application.name))
            }
            _ => Ok(match self.part(application, data, at, order)? {
                Part::Do(lines) => Deed::Do(lines),
                Part::Go(exit) => match exit {
                    Exit::Away(lines) => Deed::Stop(lines),
                    exit => Deed::Jump(exit),
                },
            }),
        }
    }

    /// A line of a `While` or an `If`.
    pub(super) fn block(&self, line: &Line, place: Place, _: &Order<'_>) -> Result<Deed, String> {
        Ok(Deed::of_place(place, || self.texts.condition(&line.data)))
    }

    fn remark(&self, priority: u32, what: String) {
        self.remarks.borrow_mut().push((priority, what));
    }

    /// A line run as it is.
    fn exec(&self, name: &str, data: &str) -> String {
        format!("Exec({});", quoted(&format!("{name}({data})")))
    }

    fn goto_if(
        &self,
        data: &str,
        order: &Order<'_>,
        condition: impl Fn(&str) -> Condition,
    ) -> Result<Deed, String> {
        let Some(at) = position(data, '?', false) else {
            return Ok(Deed::Jump(Exit::Next));
        };
        let (test, branches) = (&data[..at], &data[at + 1..]);
        let (then, otherwise) = match position(branches, ':', false) {
            Some(at) => (&branches[..at], &branches[at + 1..]),
            None => (branches, ""),
        };
        let exit = |branch: &str| match branch {
            "" => Ok(Exit::Next),
            branch => self.place(branch, order),
        };
        let (yes, no) = (exit(then)?, exit(otherwise)?);
        let condition = condition(test);
        Ok(match condition.constant() {
            Some(true) => Deed::Jump(yes),
            Some(false) => Deed::Jump(no),
            None => Deed::Branch(condition, yes, no),
        })
    }

    /// `WaitExten`: at the last line of an extension nothing dialled leads to `t`.
    fn wait_exten(
        &self,
        application: &Application,
        data: &str,
        at: usize,
        order: &Order<'_>,
    ) -> Result<Deed, String> {
        let Some(call) = arguments::call(self, application, data) else {
            return Err("a `WaitExten` whose time shows only in a call".to_owned());
        };
        let behind = order
            .get(at + 1)
            .is_some_and(|&(next, _)| next == order[at].0 + 1);
        if behind {
            return Ok(Deed::Do(vec![call]));
        }
        let has = |event: &str| {
            let contexts = self.plan.contexts();
            contexts
                .filter(|context| self.plan.takes_event(context, Query::new(event)))
                .count()
        };
        if self.plan.takes_event(self.context, Query::new("t")) {
            return Ok(Deed::Stop(vec![
                call,
                "Goto(CONTEXT, \"t\", 1);".to_owned(),
            ]));
        }
        if has("t") + has("e") > 0 {
            return Err(
                "what `WaitExten` leads to depends on the context that includes this one"
                    .to_owned(),
            );
        }
        Ok(Deed::Stop(vec![call, "return;".to_owned()]))
    }

    fn optional(&self, data: &str) -> String {
        if data.is_empty() {
            String::new()
        } else {
            self.texts.raw(data)
        }
    }

    /// `Set(name=value)` of a variable, or of a function that takes any value.
    fn set(&self, data: &str) -> Option<String> {
        let at = position(data, '=', false)?;
        let (name, value) = (&data[..at], self.texts.raw(&data[at + 1..]));
        let bare = name.trim_start_matches('_');
        let simple = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        if simple(bare) && name.len() - bare.len() <= 2 {
            return Some(format!("Set({}, {value});", quoted(name)));
        }
        let (function, key) = name.strip_suffix(')')?.split_once('(')?;
        let known = match function {
            "GLOBAL" => simple(key),
            "CALLERID" => ["num", "number", "name", "all"].contains(&key),
            "CDR" => simple(key) && !MEASURED.contains(&&*key.to_ascii_lowercase()),
            "CHANNEL" => ["accountcode", "language", "musicclass", "userfield"].contains(&key),
            "DB" => is_path(key),
            "GROUP" => is_simple(&data[at + 1..]) && (key.is_empty() || simple(key)),
            "LOCAL" => simple(key) && self.is_called,
            "TIMEOUT" => ["absolute", "digit", "response"].contains(&key),
            _ => false,
        };
        known.then(|| format!("{function}[{}] = {value};", self.texts.raw(key)))
    }

    /// `MSet(name=value,name=value)`, which takes quotes and backslashes away.
    fn set_all(&self, data: &str) -> Option<Vec<String>> {
        let parts = split(data, ',', usize::MAX).into_iter();
        let lines = parts.map(|part| self.set(part)).collect();
        is_plain(data).then_some(lines)?
    }

    fn gosub(&self, data: &str, _: usize, order: &Order<'_>) -> Option<String> {
        let open = position(data, '(', false);
        let (place, inner) = match open {
            Some(at) => (
                &data[..at],
                data[at + 1..]
                    .rfind(')')
                    .map_or(&data[at + 1..], |end| &data[at + 1..at + 1 + end]),
            ),
            None => (data, ""),
        };
        let parts = split_plainly(place);
        let fixed = |part: &str| {
            segments(part).is_some_and(|found| found.iter().all(|s| matches!(s, Segment::Plain(_))))
        };
        if !place.is_empty() && !parts.iter().all(|part| fixed(part)) {
            let what = format!(
                "`{place}` may lead to any priority; in Rhai there are only those that lines name"
            );
            if parts.last().is_none_or(|priority| priority.trim() != "1") {
                self.remark(self.here(order), what);
            }
            return None;
        }
        let (context, extension, priority) = match parts[..] {
            [priority] => ("", "", priority),
            [extension, priority] => ("", extension, priority),
            [context, extension, priority] => (context, extension, priority),
            _ => return None,
        };
        let context_name = if context.is_empty() {
            self.context
        } else {
            context
        };
        let mut target = match (context, extension) {
            ("", "") => {
                let Some(Ok(at)) = self.own(priority, order) else {
                    return None;
                };
                let own = order[at].0;
                self.enter(self.context, self.extension, own);
                self.lead(self.context, self.extension, true);
                let label = order[at].1.label.as_deref().filter(|_| own != 1);
                let step = label.map_or(own.to_string(), quoted);
                format!("CONTEXT, EXTEN, {step}")
            }
            _ => {
                let extension_name = if extension.is_empty() {
                    self.extension
                } else {
                    extension
                };
                let found = self.priority_of(context_name, extension_name, priority)?;
                self.enter(context_name, extension_name, found);
                self.lead(context_name, extension_name, true);
                let context = if context.is_empty() {
                    "CONTEXT".to_owned()
                } else {
                    quoted(context)
                };
                let extension = if extension.is_empty() {
                    "EXTEN".to_owned()
                } else {
                    quoted(extension)
                };
                let step = self.step(context_name, extension_name, found);
                format!("{context}, {extension}, {step}")
            }
        };
        let arguments: Vec<String> = match inner {
            "" => Vec::new(),
            inner => split(inner, ',', 255)
                .into_iter()
                .map(|part| self.texts.raw(part))
                .collect(),
        };
        match &arguments[..] {
            [] => {}
            [one] => target.push_str(&format!(", {one}")),
            several => target.push_str(&format!(", [{}]", several.join(", "))),
        }
        Some(format!("Gosub({target});"))
    }

    fn run_macro(&self, data: &str, order: &Order<'_>) -> Option<String> {
        let parts = split_plainly(data);
        let (name, rest) = parts.split_first()?;
        if parts.len() > crate::library::LIST || name.is_empty() || name.contains('$') {
            return None;
        }
        let context = format!("macro-{}", name.trim());
        if !self.plan.exists(&context, Query::new("s")) {
            let what = format!("there is no macro `{}`", name.trim());
            self.remark(self.here(order), what);
            return None;
        }
        self.lead(&context, "s", true);
        let mut call = format!("Macro({}", quoted(name.trim()));
        for part in rest {
            call.push_str(&format!(", {}", self.texts.raw(part)));
        }
        Some(call + ");")
    }

    /// A text as one argument of an application has it.
    pub(super) fn argument(&self, text: &str) -> Option<String> {
        plain(text).map(|found| self.texts.text(&found))
    }
}

/// What the record of a call has by itself, and nobody can set.
const MEASURED: [&str; 17] = [
    "answer",
    "billsec",
    "channel",
    "clid",
    "dcontext",
    "disposition",
    "dst",
    "dstchannel",
    "duration",
    "end",
    "lastapp",
    "lastdata",
    "linkedid",
    "sequence",
    "src",
    "start",
    "uniqueid",
];

/// Whether applications within a text go somewhere.
fn jumps(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    [
        "goto",
        "while",
        "exitif",
        "waitexten",
        "gosub",
        "macro",
        "${",
    ]
    .iter()
    .any(|word| match *word {
        // A name that a variable holds may be any.
        "${" => text.starts_with(word),
        word => text.contains(word),
    })
}

/// The parts between commas, which nothing but a value protects.
fn split_plainly(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = position(rest, ',', false) {
        parts.push(&rest[..at]);
        rest = &rest[at + 1..];
    }
    parts.push(rest);
    parts
}
