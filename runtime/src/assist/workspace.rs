//! All that is known of a dialplan while somebody writes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Piece;
use super::sketch::{Extension, Sketch};
use crate::dialplan::{Dialplan, Query, Source};
use crate::library::Library;

/// The files of a dialplan as they are now, what the loader last made of them, and what stands around them.
#[derive(Debug)]
pub struct Workspace {
    /// What can be called.
    pub library: Library,
    /// What the loader made of the files, now or a moment ago.
    pub plan: Arc<Dialplan>,
    /// Telephones, accounts and prompts.
    pub surroundings: Surroundings,
    files: BTreeMap<Arc<str>, Sketch>,
}

/// What a dialplan can name that stands in no dialplan, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Telephones and trunks, `SIP/<name>`.
    pub endpoints: Vec<Known>,
    /// Skype accounts of the switch.
    pub accounts: Vec<Known>,
    /// Names of prompts, without language and ending.
    pub prompts: Vec<String>,
    /// Contexts that the configuration of telephones and accounts names.
    pub contexts: Vec<String>,
}

/// Something that is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its name.
    pub name: String,
    /// What is said of it.
    pub about: String,
    /// The file that configures it, with the line and column (from 1) of its name.
    pub place: Option<(Arc<str>, u32, u32)>,
}

/// A place in a file, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file.
    pub file: Arc<str>,
    /// Where in it.
    pub piece: Piece,
}

/// An extension, and the file it stands in.
#[derive(Clone, Copy)]
pub(super) struct Found<'w> {
    pub(super) file: &'w Arc<str>,
    pub(super) sketch: &'w Sketch,
    pub(super) extension: &'w Extension,
}

impl Workspace {
    /// Without any files.
    pub fn new(library: Library) -> Self {
        Self {
            library,
            plan: Arc::new(Dialplan::empty()),
            surroundings: Surroundings::default(),
            files: BTreeMap::new(),
        }
    }

    /// Takes a file as it is now.
    pub fn put(&mut self, source: &Source) {
        let known = self.files.get(&source.path);
        if known.is_none_or(|known| *known.text() != source.text) {
            self.files
                .insert(Arc::clone(&source.path), Sketch::of(source));
        }
    }

    /// Forgets a file.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }

    /// The sketch of a file.
    pub fn file(&self, path: &str) -> Option<&Sketch> {
        self.files.get(path)
    }

    /// All files by their paths.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, &Sketch)> {
        self.files.iter()
    }

    /// The extensions of one context, as the files are now.
    pub(super) fn extensions<'w>(&'w self, context: &'w str) -> impl Iterator<Item = Found<'w>> {
        let files = self.files.iter();
        files.flat_map(move |(file, sketch)| {
            let named = sketch
                .contexts()
                .filter(move |(_, block)| sketch.at(block.name) == context);
            let numbers: Vec<usize> = named.map(|(number, _)| number).collect();
            let some = if numbers.is_empty() {
                &[][..]
            } else {
                &sketch.extensions[..]
            };
            let own = some.iter().filter(move |extension| {
                extension
                    .context
                    .is_some_and(|number| numbers.contains(&number))
            });
            own.map(move |extension| Found {
                file,
                sketch,
                extension,
            })
        })
    }

    /// The extensions that a number leads to from a context; from any context that has one of this very name if none is
    /// given.
    pub(super) fn leads(&self, context: Option<&str>, number: &str) -> Vec<Found<'_>> {
        let Some(context) = context else {
            let all = self.files.iter().flat_map(|(file, sketch)| {
                sketch.extensions.iter().map(move |extension| Found {
                    file,
                    sketch,
                    extension,
                })
            });
            return all.filter(|found| found.name() == number).collect();
        };
        let exact = self.of_context(context, number, None);
        if !exact.is_empty() {
            return exact;
        }
        let found = self.plan.find(context, Query::new(number)).or_else(|| {
            // From a subroutine or an included context, the call may be in one that includes it.
            let mut contexts = self
                .plan
                .contexts()
                .filter(|name| self.plan.includes(name).contains(&context));
            contexts.find_map(|name| self.plan.find(name, Query::new(number)))
        });
        let Some(found) = found else {
            return Vec::new();
        };
        let place = self.plan.extensions(&found.context);
        let known = place.iter().any(|entry| entry.pattern == found.pattern);
        if known {
            self.of_context(&found.context, &found.pattern, found.caller.as_deref())
        } else {
            Vec::new()
        }
    }

    /// The parts of one extension.
    fn of_context(&self, context: &str, name: &str, caller: Option<&str>) -> Vec<Found<'_>> {
        let mut found = Vec::new();
        for (file, sketch) in &self.files {
            for extension in &sketch.extensions {
                if sketch.at(extension.name) == name
                    && sketch.context_name(extension.context) == Some(context)
                    && (caller.is_none()
                        || extension.caller.map(|caller| sketch.at(caller)) == caller)
                {
                    found.push(Found {
                        file,
                        sketch,
                        extension,
                    });
                }
            }
        }
        found
    }

    /// Whether a context of that name begins in any file.
    pub(super) fn contexts(
        &self,
    ) -> impl Iterator<Item = (&Arc<str>, &Sketch, &super::sketch::Block)> {
        self.files.iter().flat_map(|(file, sketch)| {
            sketch
                .contexts()
                .map(move |(_, block)| (file, sketch, block))
        })
    }
}

impl<'w> Found<'w> {
    /// As it is written.
    pub(super) fn name(&self) -> &'w str {
        self.sketch.at(self.extension.name)
    }

    pub(super) fn location(&self) -> Location {
        Location {
            file: Arc::clone(self.file),
            piece: self.extension.name,
        }
    }
}
