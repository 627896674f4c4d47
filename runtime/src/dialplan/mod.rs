//! Dialplans: files of contexts with extensions, patterns, includes and hints.
//!
//! In: the texts of the files. Out: a [`Dialplan`], one immutable generation that every thread can share,
//! and all that is wrong with it. Scripts run in an [`Executor`](crate::executor::Executor), which compiles
//! the bodies for its own thread from the same texts: Rhai's trees cannot be shared between threads.

mod hint;
mod index;
mod loader;
mod outline;
mod pattern;
mod recovery;
mod source;
pub(crate) mod syntax;

use std::sync::Arc;

pub use hint::Hint;
pub(crate) use outline::Outline;
pub use outline::{Entry, Match};
pub use pattern::{MAX_LENGTH, Name, Pattern, PatternFault};
pub use source::{Source, is_dialplan_file};

use crate::diagnostic::Diagnostic;
use crate::library::Library;

/// One generation of all contexts. Immutable, `Send` and `Sync`.
#[derive(Debug, Default)]
pub struct Dialplan {
    sources: Vec<Source>,
    outline: Outline,
}

impl Dialplan {
    /// A dialplan without any context.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads all files, and goes on after an error. A dialplan with errors still answers questions, so that
    /// an editor can use it; whoever puts it to work looks at the findings first.
    ///
    /// The findings come in the order of the files and of the places in them.
    pub fn load(sources: Vec<Source>, library: Library) -> (Self, Vec<Diagnostic>) {
        let (outline, findings) = loader::load(&sources, library);
        (Self { sources, outline }, findings)
    }

    /// The files it was made from.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The text of one of its files, for [`Diagnostic::render`].
    pub fn text(&self, path: &str) -> Option<&str> {
        let source = self.sources.iter().find(|source| &*source.path == path)?;
        Some(&source.text)
    }

    /// Names of all contexts, sorted.
    pub fn contexts(&self) -> impl Iterator<Item = &str> {
        self.outline.contexts()
    }

    /// Whether there is a context of that name.
    pub fn has_context(&self, context: &str) -> bool {
        self.outline.context(context).is_some()
    }

    /// The extensions of one context in the order they stand in the files, its includes left out.
    pub fn extensions(&self, context: &str) -> Vec<Entry> {
        self.outline.extensions(context)
    }

    /// The contexts that one includes, in order.
    pub fn includes(&self, context: &str) -> Vec<&str> {
        self.outline.includes(context)
    }

    /// What `extension` leads to in `context` and its includes: the most specific pattern of the first
    /// context that has one.
    pub fn find(&self, context: &str, extension: &str) -> Option<Match> {
        self.outline.find(context, extension)
    }

    /// Whether [`find`](Self::find) would find something.
    pub fn exists(&self, context: &str, extension: &str) -> bool {
        self.outline.lookup(context, extension).is_some()
    }

    /// The hint of an extension in a context or what it includes.
    pub fn hint(&self, context: &str, extension: &str) -> Option<&Hint> {
        self.outline.hint(context, extension)
    }

    /// All hints with their contexts, sorted by context and extension.
    pub fn hints(&self) -> impl Iterator<Item = (&str, &Hint)> {
        self.outline.hints()
    }

    /// File and place in it of the extension that `extension` leads to.
    pub(crate) fn body(&self, context: &str, extension: &str) -> Option<outline::Body> {
        self.outline.body(context, extension)
    }

    /// The text of a file, shared.
    pub(crate) fn shared_text(&self, path: &str) -> Option<Arc<str>> {
        let source = self.sources.iter().find(|source| &*source.path == path)?;
        Some(Arc::clone(&source.text))
    }
}
