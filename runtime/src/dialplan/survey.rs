//! The outline as the checks look at it: every extension with its lines, and what can be found from where,
//! whoever calls and whenever.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Hint;
use super::context::Context;
use super::extension::{Entrance, Extension, Line, Steps};
use super::outline::Outline;
use super::pattern::Name;
use crate::diagnostic::Span;

/// The outline with what is worked out once for all checks. It numbers the contexts by their names.
pub(crate) struct Survey<'a> {
    outline: &'a Outline,
    contexts: Vec<&'a Arc<Context>>,
    numbers: HashMap<&'a str, u32>,
    /// All extensions in the order of the files, and those of each context.
    extensions: Vec<Surveyed<'a>>,
    of_contexts: Vec<Vec<Surveyed<'a>>>,
    /// For each context, those that are searched from it, and those in which what stands in it can be reached.
    searched: Vec<Vec<u32>>,
    reaching: Vec<Vec<u32>>,
    /// Whether there are more includes than are followed, so that nobody can tell what is not found.
    entangled: bool,
}

/// Most contexts that are followed from one, and most of all with their includes together: a chain of includes reaches as many as the square
/// of its length.
const MOST_SEARCHED: usize = 300;
const MOST_FOLLOWED: usize = 10_000_000;

/// One extension.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surveyed<'a> {
    /// Tells it from others.
    pub(crate) id: usize,
    /// Number and name of its context.
    pub(crate) context: u32,
    pub(crate) context_name: &'a str,
    /// As written.
    pub(crate) pattern: &'a str,
    pub(crate) name: &'a Name,
    pub(crate) caller: Option<&'a str>,
    /// Its lines by priority; `None` for a body in Rhai.
    pub(crate) lines: Option<&'a BTreeMap<u32, Line>>,
    /// Its bodies in Rhai by their priorities.
    pub(crate) bodies: Option<&'a BTreeMap<u32, Entrance>>,
    pub(crate) file: &'a Arc<str>,
    pub(crate) span: Span,
    extension: &'a Extension,
}

impl<'a> Survey<'a> {
    pub(crate) fn new(outline: &'a Outline) -> Self {
        let contexts: Vec<&Arc<Context>> = outline.contexts().collect();
        let names = contexts.iter().map(|context| &*context.name);
        let numbers: HashMap<&str, u32> = names.zip(0..).collect();
        let (searched, entangled) = searches(outline, &contexts, &numbers);
        let mut reaching = vec![Vec::new(); contexts.len()];
        for (from, searched) in searched.iter().enumerate() {
            for &to in searched {
                reaching[to as usize].push(from as u32);
            }
        }
        let all = outline.everything();
        let extensions: Vec<Surveyed<'_>> = all.filter_map(|one| surveyed(one, &numbers)).collect();
        let mut of_contexts = vec![Vec::new(); contexts.len()];
        for extension in &extensions {
            of_contexts[extension.context as usize].push(*extension);
        }
        Self {
            outline,
            contexts,
            numbers,
            extensions,
            of_contexts,
            searched,
            reaching,
            entangled,
        }
    }

    /// Every extension, in the order of the files.
    pub(crate) fn extensions(&self) -> impl Iterator<Item = Surveyed<'a>> {
        self.extensions.iter().copied()
    }

    /// Those of one context.
    pub(crate) fn of_context(&self, context: u32) -> impl Iterator<Item = Surveyed<'a>> {
        self.of_contexts[context as usize].iter().copied()
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
        0..self.contexts.len() as u32
    }

    pub(crate) fn context(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    pub(crate) fn context_name(&self, context: u32) -> &'a str {
        &self.contexts[context as usize].name
    }

    /// The contexts in which what stands in this one can be reached, itself among them.
    pub(crate) fn reaching(&self, context: u32) -> &[u32] {
        &self.reaching[context as usize]
    }

    /// The contexts that are searched from this one, itself first.
    pub(crate) fn searched(&self, context: u32) -> &[u32] {
        &self.searched[context as usize]
    }

    /// The same, without what is included at some times only.
    pub(crate) fn always_searched(&self, context: u32) -> Vec<u32> {
        let names = self.outline.always_searched(self.context_name(context));
        let numbers = names.into_iter().filter_map(|name| self.context(name));
        numbers.collect()
    }

    /// Whether there are more includes than were followed: then something may be where it was not looked for.
    pub(crate) fn is_entangled(&self) -> bool {
        self.entangled
    }

    /// Whether a switch leads from a context, or from one it includes, to others.
    pub(crate) fn has_switch(&self, context: u32) -> bool {
        let mut searched = self.searched(context).iter();
        searched.any(|&at| !self.contexts[at as usize].switches.is_empty())
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
        let index = &self.contexts[context as usize].extensions.index;
        let surveyed = |one: &'a Extension| surveyed(one, &self.numbers);
        let found = index.find(extension, &|one| surveyed(one).is_some_and(fits))?;
        surveyed(found)
    }
}

impl Surveyed<'_> {
    /// Whether it has a step of that number.
    pub(crate) fn has(&self, priority: u32) -> bool {
        match self.lines {
            Some(lines) => lines.contains_key(&priority),
            None => self
                .bodies
                .is_some_and(|bodies| bodies.contains_key(&priority)),
        }
    }

    /// The priority that has a label.
    pub(crate) fn labelled(&self, label: &str) -> Option<u32> {
        self.extension.labelled(label)
    }
}

/// For each context those that are searched from it, and whether some were left out.
fn searches(
    outline: &Outline,
    contexts: &[&Arc<Context>],
    numbers: &HashMap<&str, u32>,
) -> (Vec<Vec<u32>>, bool) {
    let (mut followed, mut entangled) = (0, false);
    let search = |context: &&Arc<Context>| {
        let most = MOST_SEARCHED.min(MOST_FOLLOWED - followed).max(1);
        let mut found = outline.some_searched_from(&context.name, most + 1);
        if found.len() > most {
            entangled = true;
            found.truncate(most);
        }
        let includes = found.iter().map(|found| found.includes.len() + 1);
        followed = (followed + includes.sum::<usize>()).min(MOST_FOLLOWED);
        let names = found.iter().map(|found| &*found.name);
        names
            .filter_map(|name| numbers.get(name).copied())
            .collect()
    };
    let searched = contexts.iter().map(search).collect();
    (searched, entangled)
}

fn surveyed<'a>(extension: &'a Extension, numbers: &HashMap<&'a str, u32>) -> Option<Surveyed<'a>> {
    Some(Surveyed {
        id: std::ptr::from_ref(extension) as usize,
        context: *numbers.get(&*extension.context)?,
        context_name: &extension.context,
        pattern: &extension.pattern,
        name: &extension.key.name,
        caller: extension.caller.as_deref(),
        lines: match &extension.steps {
            Steps::Lines(lines) => Some(lines),
            Steps::Script(_) => None,
        },
        bodies: match &extension.steps {
            Steps::Lines(_) => None,
            Steps::Script(bodies) => Some(bodies),
        },
        file: &extension.path,
        span: extension.span,
        extension,
    })
}
