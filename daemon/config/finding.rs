//! What is wrong with a `skyplan.toml`, and where.

use std::fmt;
use std::ops::Range;

use runtime::diagnostic::did_you_mean;

/// One fault, with its place in 1-based lines and characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Line it begins on; 0 when it is about the file as a whole.
    pub line: usize,
    /// Character it begins at.
    pub column: usize,
    /// Line it ends on.
    pub end_line: usize,
    /// Character behind its last one.
    pub end_column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Finding {
    /// A fault of the bytes in `span`.
    pub fn at(text: &str, span: Range<usize>, message: String, help: Option<String>) -> Self {
        let (line, column) = place(text, span.start);
        let (end_line, end_column) = place(text, span.end);
        Self {
            line,
            column,
            end_line,
            end_column,
            message,
            help,
        }
    }

    /// A fault that has no place.
    pub fn anywhere(message: String) -> Self {
        Self {
            line: 0,
            column: 0,
            end_line: 0,
            end_column: 0,
            message,
            help: None,
        }
    }

    /// What the TOML reader found.
    pub fn from_toml(text: &str, error: &toml::de::Error) -> Self {
        let span = error.span().unwrap_or(0..0);
        // serde has no other way to say which keys there are than its sentence.
        if let Some((key, known)) = unknown_field(error.message()) {
            let help = did_you_mean(&key, known.iter().map(String::as_str))
                .unwrap_or_else(|| format!("the keys here are {}", known.join(", ")));
            return Self::at(text, span, format!("unknown key `{key}`"), Some(help));
        }
        Self::at(text, span, error.message().trim().replace('\n', "; "), None)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{} ", self.line, self.column)?;
        }
        write!(f, "{}", self.message)?;
        match &self.help {
            Some(help) => write!(f, " [{help}]"),
            None => Ok(()),
        }
    }
}

/// ``unknown field `x`, expected one of `a`, `b` `` in parts.
fn unknown_field(message: &str) -> Option<(String, Vec<String>)> {
    let mut quoted = message
        .strip_prefix("unknown field ")?
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned);
    Some((quoted.next()?, quoted.collect()))
}

/// Line and character, both from 1, of a byte offset.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(offset.min(text.len()))];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}
