//! What the dialplan is asked, and what it answers.

use std::sync::Arc;
use std::time::SystemTime;

use super::loopback::Place;
use crate::diagnostic::Span;

/// What is looked up: what was dialled, by whom, when, and which priority of it.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// What was dialled.
    pub extension: &'a str,
    /// The caller's number, for caller-ID patterns; empty for none.
    pub caller: &'a str,
    /// Which step of the extension, from 1.
    pub priority: u32,
    /// When, for includes that hold at times only; at any time if `None`.
    pub at: Option<SystemTime>,
}

impl<'a> Query<'a> {
    /// The beginning of an extension, for a caller without a number.
    pub fn new(extension: &'a str) -> Self {
        Self {
            extension,
            caller: "",
            priority: 1,
            at: None,
        }
    }

    /// The same, at that time.
    #[must_use]
    pub fn at(self, time: SystemTime) -> Self {
        Self {
            at: Some(time),
            ..self
        }
    }

    /// The same, for this caller.
    #[must_use]
    pub fn by(self, caller: &'a str) -> Self {
        Self { caller, ..self }
    }

    /// The same caller and time, at a place that a switch leads to.
    pub(super) fn of<'b>(&'b self, place: &'b Place) -> Query<'b> {
        Query {
            extension: &place.extension,
            priority: place.priority,
            ..*self
        }
    }

    /// Another priority of it.
    #[must_use]
    pub fn priority(self, priority: u32) -> Self {
        Self { priority, ..self }
    }
}

impl<'a> From<&'a str> for Query<'a> {
    fn from(extension: &'a str) -> Self {
        Self::new(extension)
    }
}

/// What an extension that was dialled leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// The context that has it: the one asked for, or one it includes.
    pub context: Arc<str>,
    /// Its name or pattern as written.
    pub pattern: Arc<str>,
    /// Its caller-ID pattern as written, if it has one.
    pub caller: Option<Arc<str>>,
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
    /// Its caller-ID pattern as written, if it has one.
    pub caller: Option<Arc<str>>,
    /// Its lines by priority, if it is one of `extensions.conf`.
    pub lines: Vec<ListedLine>,
}

/// A line of an extension as `dialplan show` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedLine {
    /// Which step it is.
    pub priority: u32,
    /// The label of its priority, if it has one.
    pub label: Option<Arc<str>>,
    /// `Application(data)`.
    pub text: String,
    /// The file it stands in.
    pub file: Arc<str>,
    /// Where in it.
    pub span: Span,
}
