//! Where a line leads: what jumps name, and what is entered on the way there.

use super::{Order, Reader, split_plainly};
use crate::check::lines::assigned;
use crate::check::options;
use crate::dialplan::{Query, Step};
use crate::import::graph::Exit;
use crate::import::text::{Segment, quoted, segments};
use crate::library::{Application, Kind};
use crate::number;

impl Reader<'_> {
    /// `[[context,]extension,]priority`.
    pub(super) fn place(&self, text: &str, order: &Order<'_>) -> Result<Exit, String> {
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
    pub(super) fn own(&self, priority: &str, order: &Order<'_>) -> Option<Result<usize, ()>> {
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

    pub(super) fn here(&self, _: &Order<'_>) -> u32 {
        self.at.get()
    }

    /// The number that a priority or label of an extension has.
    pub(super) fn priority_of(
        &self,
        context: &str,
        extension: &str,
        priority: &str,
    ) -> Option<u32> {
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
    pub(super) fn asked(&self, text: &str) {
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

    /// Notes the places that options name, as `G(place)` of `Dial` does, which sends the callee to the priority behind it.
    pub(super) fn options(&self, application: &Application, data: &str) {
        for (arg, part) in assigned(application.args, data) {
            let Kind::Options(letters) = arg.kind else {
                continue;
            };
            for place in options::judge(application.name, letters, part).places {
                let context = place.context.unwrap_or(self.context);
                let extension = place.extension.unwrap_or(self.extension);
                let Some(found) = self.priority_of(context, extension, place.step) else {
                    continue;
                };
                self.enter(context, extension, found);
                if part.contains("G(") {
                    let asked = (context.to_owned(), extension.to_owned(), found + 1);
                    self.asked.borrow_mut().insert(asked);
                }
            }
        }
    }

    /// Whether a place that an option names is there.
    pub(in crate::import) fn is_there(&self, place: &options::Place<'_>) -> bool {
        let context = place.context.unwrap_or(self.context);
        match place.step {
            "" => {
                let extension = place.extension.unwrap_or("s");
                self.plan.exists(context, Query::new(extension))
            }
            step => {
                let extension = place.extension.unwrap_or(self.extension);
                self.priority_of(context, extension, step).is_some()
            }
        }
    }

    pub(super) fn lead(&self, context: &str, extension: &str, calls: bool) {
        let place = (context.to_owned(), extension.to_owned());
        self.leads.borrow_mut().insert((place, calls));
    }

    /// A priority as Rhai names it: by its label, if it has one.
    pub(super) fn step(&self, context: &str, extension: &str, priority: u32) -> String {
        let query = Query::new(extension).priority(priority);
        let label = match self.plan.step(context, query) {
            Some(Step::Line(line)) if priority != 1 => line.label.as_deref(),
            _ => None,
        };
        label.map_or(priority.to_string(), quoted)
    }

    pub(super) fn enter(&self, context: &str, extension: &str, priority: u32) {
        if priority != 1 {
            let place = (context.to_owned(), extension.to_owned(), priority);
            self.entered.borrow_mut().insert(place);
        }
    }
}
