//! The outline as the checks look at it: every extension with its lines, and what can be found from where,
//! whoever calls and whenever.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Hint;
use super::index::Index;
use super::outline::{Extension, Line, Outline, Steps};
use super::pattern::Name;
use crate::diagnostic::Span;

/// The outline with what is worked out once for all checks.
pub(crate) struct Survey<'a> {
    outline: &'a Outline,
    /// For each context, those in which what stands in it can be reached: itself and all that include it.
    reaching: Vec<Vec<u32>>,
}

/// One extension.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surveyed<'a> {
    pub(crate) id: u32,
    /// Number and name of its context.
    pub(crate) context: u32,
    pub(crate) context_name: &'a str,
    /// As written.
    pub(crate) pattern: &'a str,
    pub(crate) name: &'a Name,
    pub(crate) caller: Option<&'a str>,
    /// Its lines by priority; `None` for a body in Rhai.
    pub(crate) lines: Option<&'a BTreeMap<u32, Line>>,
    pub(crate) file: &'a Arc<str>,
    pub(crate) span: Span,
}

impl<'a> Survey<'a> {
    pub(crate) fn new(outline: &'a Outline) -> Self {
        let mut reaching = vec![Vec::new(); outline.contexts.len()];
        for (from, context) in outline.contexts.iter().enumerate() {
            for &to in &context.search {
                reaching[to as usize].push(from as u32);
            }
        }
        Self { outline, reaching }
    }

    /// Every extension, in the order of the files.
    pub(crate) fn extensions(&self) -> impl Iterator<Item = Surveyed<'a>> {
        let all = self.outline.extensions.iter().zip(0..);
        let outline = self.outline;
        all.map(move |(extension, id)| surveyed(outline, extension, id))
    }

    /// Those of one context.
    pub(crate) fn of_context(&self, context: u32) -> impl Iterator<Item = Surveyed<'a>> {
        let outline = self.outline;
        let ids = outline.contexts[context as usize].extensions.iter();
        ids.map(move |&id| surveyed(outline, &outline.extensions[id as usize], id))
    }

    /// Global variables that files set.
    pub(crate) fn globals(&self) -> impl Iterator<Item = &'a str> {
        self.outline.globals.iter().map(|(name, _)| name.as_str())
    }

    /// All hints.
    pub(crate) fn hints(&self) -> impl Iterator<Item = &'a Hint> {
        self.outline.hints().map(|(_, hint)| hint)
    }

    /// The numbers of all contexts.
    pub(crate) fn contexts(&self) -> std::ops::Range<u32> {
        0..self.outline.contexts.len() as u32
    }

    pub(crate) fn context(&self, name: &str) -> Option<u32> {
        self.outline.names.get(name).copied()
    }

    pub(crate) fn context_name(&self, context: u32) -> &'a str {
        &self.outline.contexts[context as usize].name
    }

    /// The contexts in which what stands in this one can be reached, itself among them.
    pub(crate) fn reaching(&self, context: u32) -> &[u32] {
        &self.reaching[context as usize]
    }

    /// The contexts that are searched from this one, itself first.
    pub(crate) fn searched(&self, context: u32) -> &'a [u32] {
        &self.outline.contexts[context as usize].search
    }

    /// Whether a switch leads from a context, or from one it includes, to others.
    pub(crate) fn has_switch(&self, context: u32) -> bool {
        let contexts = &self.outline.contexts;
        let mut searched = self.searched(context).iter();
        searched.any(|&at| !contexts[at as usize].switches.is_empty())
    }

    /// What is found from a context that fits, for any caller and at any time.
    pub(crate) fn find(
        &self,
        context: u32,
        extension: &str,
        fits: &dyn Fn(Surveyed<'a>) -> bool,
    ) -> Option<Surveyed<'a>> {
        let found = self.searched(context).iter();
        let mut found = found.filter_map(|&at| self.find_own(at, extension, fits));
        found.next()
    }

    /// The same without what the context includes.
    pub(crate) fn find_own(
        &self,
        context: u32,
        extension: &str,
        fits: &dyn Fn(Surveyed<'a>) -> bool,
    ) -> Option<Surveyed<'a>> {
        let outline = self.outline;
        let at = |id: u32| surveyed(outline, &outline.extensions[id as usize], id);
        let index: &Index = &outline.contexts[context as usize].index;
        index.find(extension, &|id| fits(at(id))).map(at)
    }
}

impl Surveyed<'_> {
    /// Whether it has a step of that number.
    pub(crate) fn has(&self, priority: u32) -> bool {
        self.lines
            .map_or(priority == 1, |lines| lines.contains_key(&priority))
    }

    /// The priority that has a label.
    pub(crate) fn labelled(&self, label: &str) -> Option<u32> {
        let mut lines = self.lines?.iter();
        let found = lines.find(|(_, line)| line.label.as_deref() == Some(label))?;
        Some(*found.0)
    }
}

fn surveyed<'a>(outline: &'a Outline, extension: &'a Extension, id: u32) -> Surveyed<'a> {
    Surveyed {
        id,
        context: extension.context,
        context_name: &outline.contexts[extension.context as usize].name,
        pattern: &extension.pattern,
        name: &extension.key.name,
        caller: extension.caller.as_deref(),
        lines: match &extension.steps {
            Steps::Lines(lines) => Some(lines),
            Steps::Script(_) => None,
        },
        file: &extension.path,
        span: extension.span,
    }
}
