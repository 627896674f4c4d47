//! `${…}` and `$[…]` in the lines of `extensions.conf`.
//!
//! In: a text and the call. Out: the text with variables, functions and expressions replaced by their values.
//! What cannot be worked out is replaced by nothing and reported, as in Asterisk.

use super::expression;
use crate::call::{Call, ScriptError};

/// Deepest nesting of `${…}` and `$[…]` in each other.
const DEPTH: usize = 40;

impl Call {
    /// Replaces `${…}` and `$[…]` in a text by their values.
    ///
    /// # Errors
    ///
    /// When the call ends while a function is read.
    pub fn substitute(&self, text: &str) -> Result<String, ScriptError> {
        substitute(self, text, 0)
    }
}

fn substitute(call: &Call, text: &str, depth: usize) -> Result<String, ScriptError> {
    let mut value = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        value.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (open, close) = match rest.as_bytes().first() {
            Some(b'{') => ('{', '}'),
            Some(b'[') => ('[', ']'),
            _ => {
                value.push('$');
                continue;
            }
        };
        let (inner, tail) = enclosed(&rest[1..], open, close);
        rest = tail;
        if depth >= DEPTH {
            continue;
        }
        let inner = substitute(call, inner, depth + 1)?;
        if open == '{' {
            value.push_str(&variable(call, &inner)?);
        } else {
            value.push_str(&expression::evaluate(&inner).value);
        }
    }
    value.push_str(rest);
    Ok(value)
}

/// What stands before the bracket that closes, and what comes behind it.
fn enclosed(text: &str, open: char, close: char) -> (&str, &str) {
    let mut depth = 1_u32;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return (&text[..at], &text[at + 1..]);
            }
        }
    }
    (text, "")
}

fn variable(call: &Call, name: &str) -> Result<String, ScriptError> {
    call.read_text(name)
}
