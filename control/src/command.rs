//! What a console command is: its declaration, and what it answers.

use std::ops::RangeInclusive;

use crate::Switchboard;

/// Does what a command is for. The arguments are as many as [`Command::arguments`] allows.
pub type Run = fn(&[String], &dyn Switchboard) -> Outcome;

/// A console command. `help`, completion and the console itself read the same declaration.
#[derive(Debug)]
pub struct Command {
    /// The fixed words, one space between them: `core show channels`.
    pub words: &'static str,
    /// The words with the arguments after them: `dialplan show [[extension@]context]`.
    pub usage: &'static str,
    /// How many arguments it takes.
    pub arguments: RangeInclusive<usize>,
    /// One sentence, for `help`.
    pub summary: &'static str,
    /// Does it.
    pub run: Run,
}

/// The answer to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Whether it was done. `skyplan console -x` exits with 0 if so, and with 1 if not.
    pub ok: bool,
    /// What to show: lines, the last without its end. Of control characters only the ends of lines and tabs.
    pub text: String,
}

impl Outcome {
    /// It was done.
    pub(crate) fn done(text: impl Into<String>) -> Self {
        Self {
            ok: true,
            text: text.into(),
        }
    }

    /// It was not done; the text says why.
    pub(crate) fn failed(text: impl Into<String>) -> Self {
        Self {
            ok: false,
            text: text.into(),
        }
    }
}

impl From<Result<String, String>> for Outcome {
    fn from(result: Result<String, String>) -> Self {
        match result {
            Ok(text) => Self::done(text),
            Err(text) => Self::failed(text),
        }
    }
}
