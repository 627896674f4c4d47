//! Dialplans: files of contexts with extensions, patterns, includes and hints.
//!
//! In: the texts of the files. Out: a [`Dialplan`], one immutable generation that every thread can share,
//! and all that is wrong with it. Scripts run in an [`Executor`](crate::executor::Executor), which compiles
//! the bodies for its own thread from the same texts: Rhai's trees cannot be shared between threads.

mod source;

use std::sync::Arc;

pub use source::{Source, is_dialplan_file};

use crate::diagnostic::{Diagnostic, Span};
use crate::library::Library;

/// One generation of all contexts. Immutable, `Send` and `Sync`.
#[derive(Debug)]
pub struct Dialplan {
    sources: Vec<Source>,
}

/// A hint: the device whose state an extension shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The extension.
    pub extension: String,
    /// Devices, joined with `&`: `Skype:james_bond@austin_powers&SIP/shoe-phone`.
    pub device: String,
    /// The file it stands in.
    pub file: Arc<str>,
    /// Where in it.
    pub span: Span,
}

/// What an extension that was dialled leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The context that has it: the one asked for, or one it includes.
    pub context: Arc<str>,
    /// Its name or pattern as written.
    pub pattern: Arc<str>,
    /// Index for the executor.
    pub(crate) extension: u32,
}

/// An extension as `dialplan show` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Name or pattern as written.
    pub pattern: Arc<str>,
    /// The file it stands in.
    pub file: Arc<str>,
    /// Where its name is.
    pub span: Span,
}

#[allow(clippy::todo, unused_variables)] // bodies follow
impl Dialplan {
    /// A dialplan without any context.
    pub fn empty() -> Self {
        todo!()
    }

    /// Reads all files, and goes on after an error. A dialplan with errors still answers questions, so that
    /// an editor can use it; whoever puts it to work looks at the findings first.
    pub fn load(sources: Vec<Source>, library: Library) -> (Self, Vec<Diagnostic>) {
        todo!()
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
        todo!();
        #[allow(unreachable_code)]
        std::iter::empty()
    }

    /// Whether there is a context of that name.
    pub fn has_context(&self, context: &str) -> bool {
        todo!()
    }

    /// The extensions of one context in the order they would be tried, its includes left out.
    pub fn extensions(&self, context: &str) -> Vec<Entry> {
        todo!()
    }

    /// The contexts that one includes, in order.
    pub fn includes(&self, context: &str) -> Vec<&str> {
        todo!()
    }

    /// What `extension` leads to in `context` and its includes: the most specific pattern of the first
    /// context that has one.
    pub fn find(&self, context: &str, extension: &str) -> Option<Match> {
        todo!()
    }

    /// Whether [`find`](Self::find) would find something.
    pub fn exists(&self, context: &str, extension: &str) -> bool {
        self.find(context, extension).is_some()
    }

    /// The hint of an extension in a context or what it includes.
    pub fn hint(&self, context: &str, extension: &str) -> Option<&Hint> {
        todo!()
    }

    /// All hints with their contexts, sorted by context and extension.
    pub fn hints(&self) -> impl Iterator<Item = (&str, &Hint)> {
        todo!();
        #[allow(unreachable_code)]
        std::iter::empty()
    }
}
