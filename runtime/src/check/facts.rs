//! What one file says that can be judged only beside the others: plain data that may cross threads and outlives
//! the tree it was taken from.
//!
//! A check of the whole program keeps what it needs of a file here, as a field of [`Facts`]. It is filled while
//! [`file`](super::file) walks the tree, and judged by [`links`](super::links) when it can be an error, by
//! [`advice`](super::advice) when it is a warning.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::executed::Executed;
use super::reach::Reach;
use super::taint;
use super::world::Thing;
use crate::diagnostic::Span;

/// The facts of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) path: Arc<str>,
    /// Everything that is declared anywhere in it.
    pub(crate) declared: BTreeSet<String>,
    /// Channel variables it sets.
    pub(crate) sets: BTreeSet<String>,
    /// Variables it reads that nothing in it declares.
    pub(crate) reads: Vec<(String, Span)>,
    /// Texts that it has read as lines, by their places.
    pub(crate) lines: BTreeMap<Span, Executed>,
    /// Where it goes.
    pub(crate) jumps: BTreeSet<Jump>,
    /// Priorities and labels that it goes to.
    pub(crate) places: BTreeSet<String>,
    /// Whether it goes to a priority that only a call knows.
    pub(crate) computed_jumps: bool,
    /// Variables of a call that it compares with words.
    pub(crate) compared: BTreeSet<Compared>,
    /// What it names of the world around the dialplan.
    pub(crate) things: BTreeSet<(Thing, String, Span)>,
    /// What its contexts reach outside of the switch.
    pub(crate) reaches: BTreeSet<Reach>,
    /// What it imports.
    pub(crate) imports: Vec<(String, Span)>,
    /// What it does with texts.
    pub(crate) texts: taint::Facts,
}

/// A jump whose target is written out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Jump {
    /// Into a context.
    There {
        context: String,
        context_span: Span,
        /// Whether that place is the whole of a text with its quotes.
        quoted: bool,
        extension: String,
        span: Span,
        /// The priority or label.
        step: Option<(String, Span)>,
        /// Whether it is an extension of this context and a priority, if there is no such context.
        or_priority: bool,
    },
    /// Within the context the call is in.
    Here {
        /// The one it is written in; `None` in a function.
        context: Option<String>,
        extension: String,
        span: Span,
        step: Option<(String, Span)>,
    },
    /// To the extension `s` of the context of a macro.
    Macro { name: String, span: Span },
}

/// A variable of a call that is compared with a word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Compared {
    pub(crate) variable: String,
    pub(crate) word: String,
    /// Of the word with its quotes.
    pub(crate) span: Span,
}

impl Facts {
    /// No facts of a file yet, beside what it declares.
    pub(crate) fn new(path: &Arc<str>, declared: BTreeSet<String>) -> Self {
        Self {
            path: Arc::clone(path),
            declared,
            sets: BTreeSet::new(),
            reads: Vec::new(),
            lines: BTreeMap::new(),
            jumps: BTreeSet::new(),
            places: BTreeSet::new(),
            computed_jumps: false,
            compared: BTreeSet::new(),
            things: BTreeSet::new(),
            reaches: BTreeSet::new(),
            imports: Vec::new(),
            texts: taint::Facts::default(),
        }
    }
}
