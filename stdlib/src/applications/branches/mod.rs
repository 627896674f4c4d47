//! Conditions over several lines of `extensions.conf`: `If`, `ElseIf`, `Else`, `EndIf`, `ExitIf`.
//!
//! As in Asterisk nothing is remembered of the branches that were taken: who comes to an `ElseIf` from the lines
//! before it has its condition looked at.

mod else_branch;
mod else_if;
mod end_if;
mod exit_if;
mod if_then;

use runtime::call::{Call, ScriptError, Target};
use runtime::number;

pub(crate) use else_branch::ELSE;
pub(crate) use else_if::ELSE_IF;
pub(crate) use end_if::END_IF;
pub(crate) use exit_if::EXIT_IF;
pub(crate) use if_then::IF;

/// The next line, if the condition of this one holds. Otherwise the next `ElseIf` of this `If`; without one the
/// line behind its `Else`, without that the one behind its `EndIf`, and without any of them the next line all
/// the same.
fn choose(call: &Call, condition: &str) -> Result<(), ScriptError> {
    if number::is_true(condition) {
        return Ok(());
    }
    let end = find(call, END_IF.name);
    let within = |found: Option<u32>| found.filter(|&found| end.is_some_and(|end| found < end));
    let branch = within(find(call, ELSE_IF.name))
        .or_else(|| Some(within(find(call, ELSE.name))? + 1))
        .or_else(|| Some(end? + 1));
    branch.map_or(Ok(()), |priority| go(call, priority))
}

/// Leaves the `If` this line stands in. Gives whether it has an end.
fn leave(call: &Call) -> Result<bool, ScriptError> {
    match find(call, END_IF.name) {
        Some(end) => go(call, end + 1).map(|()| true),
        None => Ok(false),
    }
}

fn go(call: &Call, priority: u32) -> Result<(), ScriptError> {
    Err(ScriptError::Goto(Target {
        context: call.context(),
        extension: call.extension(),
        priority,
    }))
}

/// The next line with that application that belongs to the same `If` as this one.
fn find(call: &Call, application: &str) -> Option<u32> {
    let mut depth = 1_u32;
    let mut priority = call.priority_now();
    loop {
        priority += 1;
        let name = call.application_at(priority)?;
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is(END_IF.name) {
            depth -= 1;
        } else if is(IF.name) {
            depth += 1;
        }
        let inside = if is(END_IF.name) { 0 } else { 1 };
        if depth == inside && is(application) {
            return Some(priority);
        }
        if depth == 0 {
            return None;
        }
    }
}
