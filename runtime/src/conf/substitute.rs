//! `${…}` and `$[…]` in the lines of `extensions.conf`.
//!
//! In: a text and the call. Out: the text with variables, functions and expressions replaced by their values.
//! What is within `${…}` and `$[…]` is substituted first; what comes out of them is not looked at again.
//! What cannot be worked out is replaced by nothing and reported, and the rest of the text counts.
//!
//! Source: Asterisk's documentation of channel variables, and the observed table `subst.jsonl`.

use super::expression;
use super::substring::Substring;
use crate::call::{Call, ScriptError};
use crate::diagnostic::Code;
use crate::executor::report;
use crate::library::text_of;
use crate::memory::METER;
use crate::script::spend;

/// Deepest nesting of `${…}` and `$[…]` in each other.
const DEPTH: usize = 40;

/// Longest text that substitution gives, in bytes.
const LONGEST: usize = 64 * 1024;

/// What each `${…}` and `$[…]` counts for in the budget of operations.
const OPERATIONS: u32 = 10;

impl Call {
    /// Replaces `${…}` and `$[…]` in a text by their values. The result has 64 KiB at most.
    ///
    /// # Errors
    ///
    /// When the call ends while a function is read. Mistakes in the text are reported and are no errors.
    pub fn substitute(&self, text: &str) -> Result<String, ScriptError> {
        let value = substitute(self, text, 0)?;
        METER.with(|meter| meter.worked_on(text.len() + value.len()));
        Ok(value)
    }
}

fn substitute(call: &Call, text: &str, depth: usize) -> Result<String, ScriptError> {
    let mut value = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, tail) = rest.split_at(at);
        value.push_str(before);
        rest = &tail[1..];
        let Some(brackets) = Brackets::open(rest) else {
            value.push('$');
            continue;
        };
        let (inner, tail) = brackets.enclosed(&rest[1..]);
        if tail.is_none() {
            let message = format!("`${}` has no `{}`", excerpt(rest), brackets.close);
            report(call, ScriptError::fault(Code::Unsubstituted, message))?;
        }
        rest = tail.unwrap_or_default();
        if depth == DEPTH {
            let message = format!(
                "`${}{}` is nested too deeply",
                brackets.open,
                excerpt(inner)
            );
            report(call, ScriptError::fault(Code::Unsubstituted, message))?;
            continue;
        }
        let inner = substitute(call, inner, depth + 1)?;
        if !spend(call, OPERATIONS) {
            return Err(ScriptError::Ended);
        }
        value.push_str(&match brackets.open {
            '{' => variable(call, &inner)?,
            _ => expression(call, &inner)?,
        });
        if value.len() > LONGEST {
            break;
        }
    }
    value.push_str(rest);
    bounded(call, value)
}

/// Cuts a text that has become too long.
fn bounded(call: &Call, mut value: String) -> Result<String, ScriptError> {
    if value.len() > LONGEST {
        let message = format!(
            "a text has become {} bytes long, {LONGEST} of which are kept",
            value.len()
        );
        report(call, ScriptError::fault(Code::Unsubstituted, message))?;
        value.truncate(value.floor_char_boundary(LONGEST));
    }
    Ok(value)
}

/// The two kinds of brackets behind a dollar. Each counts only its own kind within it.
#[derive(Clone, Copy)]
pub(crate) struct Brackets {
    open: char,
    close: char,
}

impl Brackets {
    /// The kind that a text begins with.
    pub(crate) fn open(text: &str) -> Option<Self> {
        match text.as_bytes().first() {
            Some(b'{') => Some(Self {
                open: '{',
                close: '}',
            }),
            Some(b'[') => Some(Self {
                open: '[',
                close: ']',
            }),
            _ => None,
        }
    }

    /// What stands before the bracket that closes, and what comes behind it, if there is one.
    pub(crate) fn enclosed(self, text: &str) -> (&str, Option<&str>) {
        let mut depth = 1_u32;
        for (at, c) in text.char_indices() {
            if c == self.open {
                depth += 1;
            } else if c == self.close {
                depth -= 1;
                if depth == 0 {
                    return (&text[..at], Some(&text[at + 1..]));
                }
            }
        }
        (text, None)
    }
}

/// What `${…}` holds: a variable or function, or a part of it.
fn variable(call: &Call, text: &str) -> Result<String, ScriptError> {
    let (name, substring) = Substring::split(text);
    let value = read(call, name)?.unwrap_or_default();
    Ok(match substring {
        Some(substring) => substring.of(&value),
        None => value,
    })
}

/// A variable or function; `None` if it cannot be read, which has been reported.
fn read(call: &Call, name: &str) -> Result<Option<String>, ScriptError> {
    match call.read(name) {
        Ok(value) => Ok(Some(text_of(&value))),
        Err(fault) => report(call, fault).map(|()| None),
    }
}

/// What `$[…]` amounts to.
fn expression(call: &Call, text: &str) -> Result<String, ScriptError> {
    let mut ending = None;
    let mut read = |function: &str| {
        if ending.is_some() {
            return None;
        }
        let value = read(call, function);
        value.map_err(|error| ending = Some(error)).ok().flatten()
    };
    let mut rest = |operations| spend(call, operations);
    let evaluated = expression::evaluate(text, &mut read, &mut rest);
    if let Some(error) = ending {
        return Err(error);
    }
    call.not_ended()?;
    for fault in &evaluated.faults {
        report(
            call,
            ScriptError::fault(Code::Expression, fault.to_string()),
        )?;
    }
    Ok(evaluated.value)
}

/// The start of a text that may be long.
fn excerpt(text: &str) -> &str {
    &text[..text.floor_char_boundary(80)]
}
