//! What one line says, in Rhai.
//!
//! In: a line. Out: a [`Deed`]. What can be written as a person would is; any other line is run as it is by `Exec`,
//! which does with it exactly what `extensions.conf` does.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::arguments;
use super::condition::Condition;
use super::graph::{Exit, Place};
use super::text::{Segment, Texts, plain, position, quoted, segments, split};
use crate::conf::called;
use crate::dialplan::{Dialplan, Line, Query, Step};
use crate::library::Application;
use crate::number;

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

    /// `[[context,]extension,]priority`.
    fn place(&self, text: &str, order: &Order<'_>) -> Result<Exit, String> {
        let exec = || vec![self.exec("Goto", text)];
        let parts: Vec<&str> = split_plainly(text);
        let literal = segments(text).is_some_and(|found| {
            found
                .iter()
                .all(|segment| matches!(segment, Segment::Plain(_)))
        });
        let parts = &parts[..parts.len().min(3)];
        let priority = *parts.last().unwrap_or(&"");
        let (context, extension) = match parts {
            [context, extension, _] => (*context, *extension),
            [extension, _] => ("", *extension),
            _ => ("", ""),
        };
        let own = context.is_empty() && extension.is_empty();
        if own && literal {
            return Ok(match self.own(priority, order) {
                Some(Ok(at)) => Exit::Node(at),
                Some(Err(())) => return Err(format!("there is no priority `{priority}` to go to")),
                None => Exit::Away(exec()),
            });
        }
        let fixed = |part: &str| {
            segments(part).is_none_or(|found| found.iter().all(|s| matches!(s, Segment::Plain(_))))
        };
        if parts.len() == 1 {
            return Err(format!(
                "which priority `{text}` leads to shows only in a call"
            ));
        }
        if !fixed(priority) {
            let what = format!(
                "`{text}` may lead to any priority; in Rhai there are only those that lines name"
            );
            self.remark(self.here(order), what);
            return Ok(Exit::Away(exec()));
        }
        if fixed(context) && fixed(extension) {
            let context_name = if context.is_empty() {
                self.context
            } else {
                context
            };
            let Some(found) = self.priority_of(context_name, extension, priority) else {
                let what = format!("there is no `{text}` to go to");
                self.remark(self.here(order), what);
                return Ok(Exit::Away(exec()));
            };
            self.enter(context_name, extension, found);
            self.lead(context_name, extension, false);
            let place = match (context, found) {
                ("", 1) => format!("Goto({});", quoted(extension)),
                (context, 1) if !context.is_empty() => {
                    format!("Goto({}, {});", quoted(context), quoted(extension))
                }
                (context, _) => {
                    let context = if context.is_empty() {
                        "CONTEXT".to_owned()
                    } else {
                        quoted(context)
                    };
                    format!(
                        "Goto({context}, {}, {});",
                        quoted(extension),
                        self.step(context_name, extension, found)
                    )
                }
            };
            return Ok(Exit::Away(vec![place]));
        }
        if priority.trim() != "1" {
            // Which extension that is shows only in a call; whatever has the label can be entered there.
            self.enter(
                "",
                "",
                number::whole(priority)
                    .and_then(|n| u32::try_from(n).ok())
                    .unwrap_or(0),
            );
            let what = format!("which extension `{text}` leads to shows only in a call");
            self.remark(self.here(order), what);
            return Ok(Exit::Away(exec()));
        }
        let part = |part: &str, default: &str| match part {
            "" => default.to_owned(),
            part => self.texts.raw(part),
        };
        Ok(Exit::Away(vec![format!(
            "Goto({}, {}, 1);",
            part(context, "CONTEXT"),
            part(extension, "EXTEN")
        )]))
    }

    /// The node of a priority of this extension. An error if it lacks it; `None` for what is no priority.
    fn own(&self, priority: &str, order: &Order<'_>) -> Option<Result<usize, ()>> {
        let here = i64::from(self.here(order));
        let (text, sign) = match priority.split_at_checked(1) {
            Some(("+", rest)) => (rest, 1),
            Some(("-", rest)) => (rest, -1),
            _ => (priority, 0),
        };
        let wanted = match number::whole(text) {
            Some(number) if sign == 0 => i64::from(number),
            Some(number) => here + sign * i64::from(number),
            None => {
                let labelled = order
                    .iter()
                    .position(|(_, line)| line.label.as_deref() == Some(text));
                return labelled.map(Ok);
            }
        };
        let found = order.iter().position(|&(at, _)| i64::from(at) == wanted);
        Some(found.ok_or(()))
    }

    fn here(&self, _: &Order<'_>) -> u32 {
        self.at.get()
    }

    /// The number that a priority or label of an extension has.
    fn priority_of(&self, context: &str, extension: &str, priority: &str) -> Option<u32> {
        let query = Query::new(extension);
        let number = match number::whole(priority) {
            Some(number) => u32::try_from(number).ok()?,
            None => self.plan.labelled(context, query, priority)?,
        };
        self.plan
            .exists(context, query.priority(number))
            .then_some(number)
    }

    /// Notes the priorities that a text asks for: `${DIALPLAN_EXISTS(context,extension,priority)}`.
    fn asked(&self, text: &str) {
        for function in ["DIALPLAN_EXISTS(", "VALID_EXTEN("] {
            for (at, _) in text.match_indices(function) {
                let rest = &text[at + function.len()..];
                let inner = rest.split(')').next().unwrap_or(rest);
                if let [context, extension, priority] = split_plainly(inner)[..]
                    && let Some(found) = self.priority_of(context, extension, priority)
                {
                    let place = (context.to_owned(), extension.to_owned(), found);
                    self.asked.borrow_mut().insert(place);
                }
            }
        }
    }

    fn lead(&self, context: &str, extension: &str, calls: bool) {
        let place = (context.to_owned(), extension.to_owned());
        self.leads.borrow_mut().insert((place, calls));
    }

    /// A priority as Rhai names it: by its label, if it has one.
    fn step(&self, context: &str, extension: &str, priority: u32) -> String {
        let query = Query::new(extension).priority(priority);
        let label = match self.plan.step(context, query) {
            Some(Step::Line(line)) if priority != 1 => line.label.as_deref(),
            _ => None,
        };
        label.map_or(priority.to_string(), quoted)
    }

    fn enter(&self, context: &str, extension: &str, priority: u32) {
        if priority != 1 {
            let place = (context.to_owned(), extension.to_owned(), priority);
            self.entered.borrow_mut().insert(place);
        }
    }

    fn exec_if(&self, data: &str, at: usize, order: &Order<'_>) -> Result<Deed, String> {
        let fallback = || {
            if jumps(data) {
                Err("an `ExecIf` of this form that jumps".to_owned())
            } else {
                Ok(Deed::Do(vec![self.exec("ExecIf", data)]))
            }
        };
        let Some(question) = position(data, '?', true) else {
            return fallback();
        };
        let (test, branches) = (&data[..question], &data[question + 1..]);
        if position(test, ',', false).is_some() {
            return fallback();
        }
        let parts = split(branches, ':', 2);
        let mut ways = Vec::new();
        for part in &parts {
            if part.is_empty() {
                ways.push(None);
                continue;
            }
            let (name, inner) = called(part);
            let application = self.texts.library.application_ignoring_case(name);
            let steered = matches!(
                application.map(|row| row.name),
                Some(
                    "ExecIf"
                        | "GotoIf"
                        | "GosubIf"
                        | "WaitExten"
                        | "GotoIfTime"
                        | "ExecIfTime"
                        | "MacroIf"
                )
            );
            let (Some(application), false) = (application, steered) else {
                return fallback();
            };
            if application.instead_in_rhai().is_some() {
                return fallback();
            }
            ways.push(Some(if application.name == "Goto" {
                Part::Go(self.place(inner, order)?)
            } else {
                self.part(application, inner, at, order)?
            }));
        }
        let otherwise = if ways.len() > 1 {
            ways.pop().flatten()
        } else {
            None
        };
        let Some(then) = ways.pop().flatten() else {
            return fallback();
        };
        let condition = self.texts.condition(test);
        Ok(match (then, otherwise) {
            (Part::Go(exit), None) => Deed::Branch(condition, exit, Exit::Next),
            (Part::Go(exit), Some(Part::Go(other))) => Deed::Branch(condition, exit, other),
            (Part::Do(lines), None) => Deed::Do(chosen(&condition, &lines, &[])),
            (Part::Do(lines), Some(Part::Do(others))) => {
                Deed::Do(chosen(&condition, &lines, &others))
            }
            _ => return fallback(),
        })
    }

    /// `GosubIf` and `MacroIf`.
    fn call_if(
        &self,
        application: &Application,
        name: &str,
        data: &str,
        at: usize,
        order: &Order<'_>,
    ) -> Result<Deed, String> {
        let exec = || Deed::Do(vec![self.exec(application.name, data)]);
        let Some(question) = position(data, '?', true) else {
            return Ok(exec());
        };
        let Some(called) = self.texts.library.application(name) else {
            return Ok(exec());
        };
        let condition = self.texts.condition(&data[..question]);
        let mut ways = Vec::new();
        for branch in split(&data[question + 1..], ':', 2) {
            if branch.is_empty() {
                ways.push(Vec::new());
                continue;
            }
            match self.part(called, branch, at, order)? {
                Part::Do(lines) => ways.push(lines),
                Part::Go(_) => return Ok(exec()),
            }
        }
        let otherwise = if ways.len() > 1 { ways.pop() } else { None }.unwrap_or_default();
        let then = ways.pop().unwrap_or_default();
        Ok(Deed::Do(if then.is_empty() {
            chosen(&condition.not(), &otherwise, &[])
        } else {
            chosen(&condition, &then, &otherwise)
        }))
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

    /// An application by itself.
    fn part(
        &self,
        application: &Application,
        data: &str,
        at: usize,
        order: &Order<'_>,
    ) -> Result<Part, String> {
        let exec = || Part::Do(vec![self.exec(application.name, data)]);
        Ok(match application.name {
            "NoOp" => Part::Do(vec![format!("NoOp({});", self.optional(data))]),
            "Set" => Part::Do(vec![
                self.set(data).unwrap_or_else(|| self.exec("Set", data)),
            ]),
            "Gosub" => match self.gosub(data, at, order) {
                Some(call) => Part::Do(vec![call]),
                None => exec(),
            },
            "Macro" => match self.run_macro(data, order) {
                Some(call) => Part::Do(vec![call]),
                None => exec(),
            },
            "Return" => Part::Go(Exit::Away(vec![format!(
                "Return({});",
                self.optional(data)
            )])),
            "MacroExit" if self.context.starts_with("macro-") => {
                Part::Go(Exit::Away(vec!["Return();".to_owned()]))
            }
            _ if application.instead_in_rhai().is_some() => exec(),
            _ => match arguments::call(self, application, data) {
                Some(call) if !application.comes_back => Part::Go(Exit::Away(vec![call])),
                Some(call) => Part::Do(vec![call]),
                None => exec(),
            },
        })
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
            "CALLERID" => ["num", "number", "name"].contains(&key),
            "CHANNEL" => key == "language",
            _ => false,
        };
        known.then(|| format!("{function}[{}] = {value};", quoted(key)))
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

fn chosen(condition: &Condition, then: &[String], otherwise: &[String]) -> Vec<String> {
    let inner = |lines: &[String]| {
        lines
            .iter()
            .map(|line| format!("    {line}"))
            .collect::<Vec<_>>()
    };
    let mut lines = vec![format!("if {} {{", condition.text())];
    lines.extend(inner(then));
    if !otherwise.is_empty() {
        lines.push("} else {".to_owned());
        lines.extend(inner(otherwise));
    }
    lines.push("}".to_owned());
    lines
}
