//! What a console command is: its declaration, and what it answers.

use std::ops::RangeInclusive;

use runtime::diagnostic::did_you_mean;
use runtime::trace::Wanted;

use crate::{Switchboard, escape};

/// Does what a command is for. The arguments are as many as [`Command::arguments`] allows.
pub type Run = fn(&[String], &dyn Switchboard) -> Outcome;

/// A console command. `help`, completion and the console itself read the same declaration.
#[derive(Debug)]
pub struct Command {
    /// The fixed words in lower case, one space between them: `core show channels`.
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

impl Command {
    /// The fixed word in the place `at`, from 0.
    pub(crate) fn word(&self, at: usize) -> Option<&'static str> {
        self.words.split(' ').nth(at)
    }

    /// How many fixed words there are.
    pub(crate) fn length(&self) -> usize {
        self.words.split(' ').count()
    }
}

/// The answer to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Whether it was done. `skyplan console -x` exits with 0 if so, and with 1 if not.
    pub ok: bool,
    /// What to show: lines, the last without its end. Of control characters only the ends of lines and tabs.
    pub text: String,
    /// Whom the console follows from now on, until it is interrupted.
    pub follow: Option<Wanted>,
}

impl Outcome {
    /// It was done.
    pub(crate) fn done(text: impl Into<String>) -> Self {
        Self {
            ok: true,
            text: text.into(),
            follow: None,
        }
    }

    /// It was not done; the text says why.
    pub(crate) fn failed(text: impl Into<String>) -> Self {
        Self {
            ok: false,
            text: text.into(),
            follow: None,
        }
    }

    /// There is none of that name; perhaps another one was meant.
    pub(crate) fn missing<'a>(
        kind: &str,
        name: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut text = format!("there is no {kind} `{}`", escape::value(name));
        // The comparison costs the product of the lengths: not for nonsense.
        let help = (name.len() <= 100).then(|| did_you_mean(name, names));
        if let Some(help) = help.flatten() {
            text.push_str("; ");
            text.push_str(&escape::value(&help));
        }
        Self::failed(text)
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
