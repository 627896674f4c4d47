//! What a dialplan consists of, without the bodies: contexts, extensions, includes, hints.
//!
//! Immutable and shared by all threads; the switch asks it for hints and existence, the executors for
//! the body to run.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Hint;
use super::index::Index;
use super::pattern::Name;
use crate::diagnostic::Span;

/// All contexts.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(super) names: HashMap<Arc<str>, u32>,
    pub(super) contexts: Vec<Context>,
    pub(super) extensions: Vec<Extension>,
}

#[derive(Debug)]
pub(super) struct Context {
    pub(super) name: Arc<str>,
    /// Indices of its own extensions.
    pub(super) extensions: Vec<u32>,
    pub(super) includes: Vec<Include>,
    pub(super) hints: BTreeMap<String, Hint>,
    index: Index,
    /// The contexts in which to look, itself first: its includes in order, each followed by its own.
    search: Vec<u32>,
}

/// `include "name";`.
#[derive(Debug)]
pub(super) struct Include {
    pub(super) name: Arc<str>,
    pub(super) file: Arc<str>,
    pub(super) span: Span,
}

/// One extension.
#[derive(Debug)]
pub(super) struct Extension {
    pub(super) pattern: Arc<str>,
    pub(super) context: u32,
    pub(super) body: Body,
    pub(super) path: Arc<str>,
    pub(super) span: Span,
}

/// Where the statements of an extension are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Body {
    /// Index of the file.
    pub(crate) file: u32,
    /// Which extension of the file, counted from its top.
    pub(crate) ordinal: u32,
}

/// What an extension that was dialled leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The context that has it: the one asked for, or one it includes.
    pub context: Arc<str>,
    /// Its name or pattern as written.
    pub pattern: Arc<str>,
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

impl Context {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            extensions: Vec::new(),
            includes: Vec::new(),
            hints: BTreeMap::new(),
            index: Index::default(),
            search: Vec::new(),
        }
    }
}

impl Outline {
    pub(super) fn context(&self, name: &str) -> Option<&Context> {
        let index = *self.names.get(name)?;
        Some(&self.contexts[index as usize])
    }

    pub(super) fn contexts(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.contexts.iter().map(|context| &*context.name).collect();
        names.sort_unstable();
        names.into_iter()
    }

    pub(crate) fn context_names(&self) -> impl Iterator<Item = &str> {
        self.contexts()
    }

    pub(crate) fn has_context(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    pub(crate) fn exists(&self, context: &str, extension: &str) -> bool {
        self.lookup(context, extension).is_some()
    }

    pub(super) fn extensions(&self, context: &str) -> Vec<Entry> {
        let Some(context) = self.context(context) else {
            return Vec::new();
        };
        let extensions = context.extensions.iter();
        extensions
            .map(|&id| {
                let extension = &self.extensions[id as usize];
                Entry {
                    pattern: Arc::clone(&extension.pattern),
                    file: Arc::clone(&extension.path),
                    span: extension.span,
                }
            })
            .collect()
    }

    pub(super) fn includes(&self, context: &str) -> Vec<&str> {
        let includes = self.context(context).map(|context| &context.includes);
        let includes = includes.into_iter().flatten();
        includes.map(|include| &*include.name).collect()
    }

    pub(super) fn lookup(&self, context: &str, extension: &str) -> Option<&Extension> {
        let mut search = self.context(context)?.search.iter();
        let id = search.find_map(|&at| self.contexts[at as usize].index.find(extension))?;
        Some(&self.extensions[id as usize])
    }

    pub(super) fn find(&self, context: &str, extension: &str) -> Option<Match> {
        let found = self.lookup(context, extension)?;
        Some(Match {
            context: Arc::clone(&self.contexts[found.context as usize].name),
            pattern: Arc::clone(&found.pattern),
        })
    }

    pub(super) fn body(&self, context: &str, extension: &str) -> Option<Body> {
        Some(self.lookup(context, extension)?.body)
    }

    pub(super) fn hint(&self, context: &str, extension: &str) -> Option<&Hint> {
        let mut search = self.context(context)?.search.iter();
        search.find_map(|&at| self.contexts[at as usize].hints.get(extension))
    }

    pub(super) fn hints(&self) -> impl Iterator<Item = (&str, &Hint)> {
        self.contexts().flat_map(|name| {
            let hints = self.context(name).map(|context| context.hints.values());
            hints.into_iter().flatten().map(move |hint| (name, hint))
        })
    }

    /// Builds indices and search orders once everything is there. Gives (kept, refused) pairs of
    /// extensions that are the same.
    pub(super) fn finish(&mut self) -> Vec<(u32, u32)> {
        let mut refused = Vec::new();
        for context in &mut self.contexts {
            let ids = context.extensions.iter();
            let names = ids.map(|&id| {
                let extension = &self.extensions[id as usize];
                (Name::parse(&extension.pattern).0, id)
            });
            let (index, equal) = Index::build(names.collect());
            context.index = index;
            refused.extend(equal);
        }
        for at in 0..self.contexts.len() {
            let mut search = Vec::new();
            self.search(at as u32, &mut search);
            self.contexts[at].search = search;
        }
        refused
    }

    /// Depth first, each context once: circles end where they began. Not by recursion: a chain of
    /// includes can be as long as a file.
    fn search(&self, start: u32, found: &mut Vec<u32>) {
        let mut seen = std::collections::HashSet::new();
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            if !seen.insert(at) {
                continue;
            }
            found.push(at);
            let includes = self.contexts[at as usize].includes.iter().rev();
            stack.extend(includes.filter_map(|include| self.names.get(&include.name)));
        }
    }
}
