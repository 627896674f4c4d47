//! Lines that do one thing or another, or nothing: `ExecIf` and what calls if something holds.

use super::{Deed, Order, Part, Reader, jumps};
use crate::conf::called;
use crate::import::arguments;
use crate::import::condition::Condition;
use crate::import::graph::{Exit, Place, leads};
use crate::import::text::{position, split};
use crate::library::Application;

impl Reader<'_> {
    pub(super) fn exec_if(&self, data: &str, at: usize, order: &Order<'_>) -> Result<Deed, String> {
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
            let leaves = ["ContinueWhile", "ExitWhile"].contains(&application.name);
            if application.instead_in_rhai().is_some() && !leaves {
                return fallback();
            }
            ways.push(Some(match application.name {
                "Goto" => Part::Go(self.place(inner, order)?),
                "ContinueWhile" | "ExitWhile" => {
                    match leads(order, at, &application.name.to_ascii_lowercase())? {
                        Place::Always(to) => Part::Go(Exit::Node(to)),
                        Place::Unless(_) | Place::Nothing => return fallback(),
                    }
                }
                _ => self.part(application, inner, at, order)?,
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
    pub(super) fn call_if(
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

    /// An application by itself.
    pub(super) fn part(
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
            "MSet" => match self.set_all(data) {
                Some(lines) => Part::Do(lines),
                None => exec(),
            },
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
