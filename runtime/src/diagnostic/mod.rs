//! Diagnostics: the kinds of mistake there are, where one was made, and how it is shown.
//!
//! In: findings of the loader, the checker and the executor, with the texts of the files. Out: text for
//! people, by ariadne, or one JSON object a line. Nothing here reads a file or writes to a terminal.

mod code;
mod fix;
mod render;
mod similar;
mod span;

use std::sync::Arc;

pub use code::{CODES, Code, CodeInfo, Severity, UnknownCode};
pub use fix::{Fix, apply};
pub(crate) use similar::Similar;
pub use span::{Lines, Span};

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind.
    pub code: Code,
    /// One sentence, lower case, no full stop, the offending value in backquotes.
    pub message: String,
    /// The file, as the loader was told its path.
    pub file: Arc<str>,
    /// Where in it.
    pub span: Span,
    /// What is said at the place itself; empty for nothing.
    pub note: String,
    /// Other places that have to do with it (each frame of a chain of extensions, a first definition).
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// Edits of which each one would mend it; one that stands alone is meant without doubt.
    pub fixes: Vec<Fix>,
}

/// Another place that has to do with a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The file.
    pub file: Arc<str>,
    /// Where in it.
    pub span: Span,
    /// What is there.
    pub message: String,
}

impl Diagnostic {
    /// A finding without labels or help.
    pub fn new(
        code: Code,
        file: impl Into<Arc<str>>,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            message: message.into(),
            file: file.into(),
            span,
            note: String::new(),
            labels: Vec::new(),
            help: None,
            fixes: Vec::new(),
        }
    }

    /// A finding in a line of another kind of file (`chan_skype.conf`, `skyplan.toml`).
    ///
    /// `line`, `column` and `end` count from 1; `end` is the first column after the place.
    pub fn plain(
        code: Code,
        file: impl Into<Arc<str>>,
        line: u32,
        column: u32,
        end: u32,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Self {
        let span = Span::line(line, column.max(1), end);
        Self {
            help,
            ..Self::new(code, file, span, message)
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says something at the place itself.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn with_label(
        mut self,
        file: impl Into<Arc<str>>,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        self.labels.push(Label {
            file: file.into(),
            span,
            message: message.into(),
        });
        self
    }

    /// Offers to write something else at the place of the finding.
    pub fn offer(&mut self, instead: &str) {
        let guess = matches!(
            self.code,
            Code::NoSuchExtension
                | Code::LineTarget
                | Code::UnknownVariable
                | Code::UnknownEndpoint
                | Code::AccountNotConfigured
                | Code::PromptNotThere
                | Code::NeverEqual
        );
        self.fixes.push(Fix {
            sure: !guess,
            span: self.span,
            replacement: instead.to_owned(),
            title: format!("write `{instead}`"),
        });
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Whether it keeps a generation from going live.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }
}

/// The nearest of `names` to a misspelt `word`, if any is near enough to suggest.
///
/// "Near" is at most a third of the letters wrong, and a difference of case alone is always near.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    names
        .into_iter()
        .map(|name| {
            (
                strsim::damerau_levenshtein(&folded, &name.to_lowercase()),
                name,
            )
        })
        .filter(|&(distance, name)| {
            let length = name.chars().count();
            distance <= length.max(3) / 3 && distance < length.max(word.chars().count())
        })
        .min_by_key(|&(distance, name)| (distance, name))
        .map(|(_, name)| name)
}

/// Whether two words are one but for a letter, or two that changed places.
pub(crate) fn is_near(word: &str, name: &str) -> bool {
    strsim::damerau_levenshtein(&word.to_lowercase(), &name.to_lowercase()) <= 1
}

/// The nearest name, if no other one is as near.
pub(crate) fn only_nearest<'a>(
    word: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let names: Vec<&str> = names.into_iter().collect();
    let found = nearest(word, names.iter().copied())?;
    let folded = word.to_lowercase();
    let distance = |name: &str| strsim::damerau_levenshtein(&folded, &name.to_lowercase());
    let least = distance(found);
    let mut others = names.into_iter().filter(|name| *name != found);
    (!others.any(|name| distance(name) <= least)).then_some(found)
}

/// The help line that goes with [`nearest`].
pub fn did_you_mean<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, names).map(|name| format!("did you mean `{name}`?"))
}
