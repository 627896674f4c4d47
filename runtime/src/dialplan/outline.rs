//! What a dialplan consists of, without the bodies: contexts, extensions, includes, hints.
//!
//! Immutable and shared by all threads; the switch asks it for hints and existence, the executors for
//! the body to run.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::SystemTime;

use super::Hint;
use super::index::{Index, Reach};
use super::loopback::{Loopback, Place};
use super::pattern::{Key, Name, without_dashes};
use super::times::Times;
use crate::conf::General;
use crate::diagnostic::Span;

/// All contexts.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(super) names: HashMap<Arc<str>, u32>,
    pub(super) contexts: Vec<Context>,
    pub(super) extensions: Vec<Extension>,
    /// Global variables that files set, in order.
    pub(super) globals: Vec<(String, String)>,
    /// What `[general]` of any file says.
    pub(super) general: General,
}

#[derive(Debug)]
pub(super) struct Context {
    pub(super) name: Arc<str>,
    /// Indices of its own extensions.
    pub(super) extensions: Vec<u32>,
    pub(super) includes: Vec<Include>,
    pub(super) hints: BTreeMap<String, Hint>,
    /// Ways to other contexts, which are tried behind its own extensions and before its includes.
    pub(super) switches: Vec<Loopback>,
    pub(super) index: Index,
    /// The contexts in which to look, itself first: its includes in order, each followed by its own.
    pub(super) search: Vec<u32>,
    /// Whether some of them are included at times only.
    timed: bool,
}

/// `include "name";`.
#[derive(Debug)]
pub(super) struct Include {
    pub(super) name: Arc<str>,
    pub(super) file: Arc<str>,
    pub(super) span: Span,
    /// When it holds; always if `None`.
    pub(super) times: Option<Times>,
}

/// One extension: what one name leads to in one context.
#[derive(Debug)]
pub(super) struct Extension {
    /// As written, without the caller-ID pattern.
    pub(super) pattern: Arc<str>,
    /// Caller-ID pattern as written behind the slash.
    pub(super) caller: Option<Arc<str>>,
    pub(super) key: Key,
    pub(super) context: u32,
    pub(super) steps: Steps,
    pub(super) path: Arc<str>,
    pub(super) span: Span,
}

/// What an extension does.
#[derive(Debug)]
pub(super) enum Steps {
    /// A body in Rhai, which counts as priority 1.
    Script(Body),
    /// Lines of `extensions.conf` by their priorities.
    Lines(BTreeMap<u32, Line>),
}

/// One line of an extension in `extensions.conf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its name as written.
    pub(crate) application: Arc<str>,
    /// What stands in its parentheses, before substitution.
    pub(crate) data: Arc<str>,
    /// The label of its priority, if it has one.
    pub(crate) label: Option<Arc<str>>,
    /// The file it stands in.
    pub(crate) file: Arc<str>,
    /// The application's name in it.
    pub(crate) span: Span,
}

/// What a priority of an extension leads to.
#[derive(Clone, Debug)]
pub(crate) enum Step<'a> {
    /// A body in Rhai.
    Script(Body),
    /// A line of `extensions.conf`.
    Line(&'a Line),
    /// A `switch` leads to this priority of an extension of another context.
    Elsewhere(Place),
}

impl Step<'_> {
    /// The application of a line.
    pub(crate) fn application(&self) -> Option<&str> {
        match self {
            Self::Script(_) | Self::Elsewhere(_) => None,
            Self::Line(line) => Some(&line.application),
        }
    }
}

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
    fn of<'b>(&'b self, place: &'b Place) -> Query<'b> {
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

/// Where the statements of an extension are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Body {
    /// Index of the file.
    pub(crate) file: u32,
    /// Which extension of the file, counted from its top.
    pub(crate) ordinal: u32,
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

impl Context {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            extensions: Vec::new(),
            includes: Vec::new(),
            hints: BTreeMap::new(),
            switches: Vec::new(),
            index: Index::default(),
            search: Vec::new(),
            timed: false,
        }
    }
}

/// What a look-up finds.
struct Located<'a> {
    extension: &'a Extension,
    /// Where a `switch` leads, if one does.
    elsewhere: Option<Place>,
}

/// Most switches that are tried in one look-up: they may lead to each other.
const SWITCHES: usize = 64;

impl<'a> From<&'a str> for Query<'a> {
    fn from(extension: &'a str) -> Self {
        Self::new(extension)
    }
}

impl Extension {
    fn listed(&self) -> Vec<ListedLine> {
        let Steps::Lines(lines) = &self.steps else {
            return Vec::new();
        };
        let listed = lines.iter().map(|(priority, line)| ListedLine {
            priority: *priority,
            label: line.label.clone(),
            text: format!("{}({})", line.application, line.data),
            file: Arc::clone(&line.file),
            span: line.span,
        });
        listed.collect()
    }

    fn is_for(&self, caller: &str) -> bool {
        match &self.key.caller {
            None => true,
            Some(pattern) => pattern.matches(&without_dashes(caller.as_bytes())),
        }
    }

    fn has(&self, priority: u32) -> bool {
        match &self.steps {
            Steps::Script(_) => priority == 1,
            Steps::Lines(lines) => lines.contains_key(&priority),
        }
    }

    fn labelled(&self, label: &str) -> Option<u32> {
        let Steps::Lines(lines) = &self.steps else {
            return None;
        };
        let mut lines = lines.iter();
        let found = lines.find(|(_, line)| line.label.as_deref() == Some(label))?;
        Some(*found.0)
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

    /// The contexts in which what stands in `part` can be reached: itself and all that include it, or all
    /// there are.
    pub(crate) fn contexts_with(&self, part: Option<&str>) -> impl Iterator<Item = &str> {
        let part = part.and_then(|name| self.names.get(name));
        let contexts = self.contexts.iter();
        let reaching =
            contexts.filter(move |context| part.is_none_or(|at| context.search.contains(at)));
        reaching.map(|context| &*context.name)
    }

    pub(crate) fn has_context(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// The value that the files set a global variable to.
    pub(super) fn global(&self, name: &str) -> Option<&str> {
        let mut set = self.globals.iter().rev();
        set.find(|(key, _)| key == name).map(|(_, value)| &**value)
    }

    pub(crate) fn exists(&self, context: &str, query: Query<'_>) -> bool {
        self.lookup(context, query).is_some()
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
                    caller: extension.caller.clone(),
                    lines: extension.listed(),
                }
            })
            .collect()
    }

    pub(super) fn includes(&self, context: &str) -> Vec<&str> {
        let includes = self.context(context).map(|context| &context.includes);
        let includes = includes.into_iter().flatten();
        includes.map(|include| &*include.name).collect()
    }

    pub(super) fn lookup(&self, context: &str, query: Query<'_>) -> Option<&Extension> {
        self.locate(context, query).map(|located| located.extension)
    }

    /// The extension that a look-up leads to, and where it is found if a `switch` leads there.
    fn locate(&self, context: &str, query: Query<'_>) -> Option<Located<'_>> {
        self.locate_within(context, query, &Cell::new(SWITCHES))
    }

    /// `left` is how many switches may still be tried.
    fn locate_within(
        &self,
        context: &str,
        query: Query<'_>,
        left: &Cell<usize>,
    ) -> Option<Located<'_>> {
        let has = |extension: &Extension| extension.has(query.priority);
        let own = |at: u32| self.find_in(at, query, &has);
        let search = self.searched(context, query.at)?;
        search.iter().find_map(|&at| {
            let found = own(at).map(|extension| Located {
                extension,
                elsewhere: None,
            });
            found.or_else(|| {
                self.led(at, query, left).find_map(|place| {
                    let mut located = self.locate_within(&place.context, query.of(&place), left)?;
                    located.elsewhere.get_or_insert(place);
                    Some(located)
                })
            })
        })
    }

    /// Where the switches of a context lead.
    fn led<'a>(
        &'a self,
        at: u32,
        query: Query<'a>,
        left: &'a Cell<usize>,
    ) -> impl Iterator<Item = Place> + 'a {
        let context = &self.contexts[at as usize];
        let switches = context.switches.iter();
        switches.filter_map(move |switch| {
            left.set(left.get().checked_sub(1)?);
            switch.lead(&Place {
                context: context.name.to_string(),
                extension: query.extension.to_owned(),
                priority: query.priority,
            })
        })
    }

    /// The extension of one context that `has` what is looked for.
    fn find_in(
        &self,
        at: u32,
        query: Query<'_>,
        has: &dyn Fn(&Extension) -> bool,
    ) -> Option<&Extension> {
        let counts = |id: u32| {
            let extension = &self.extensions[id as usize];
            extension.is_for(query.caller) && has(extension)
        };
        let index = &self.contexts[at as usize].index;
        let id = index.find(query.extension, &counts)?;
        Some(&self.extensions[id as usize])
    }

    /// The contexts in which to look at that time, in order.
    fn searched(&self, context: &str, at: Option<SystemTime>) -> Option<Cow<'_, [u32]>> {
        let start = *self.names.get(context)?;
        let context = &self.contexts[start as usize];
        match at {
            Some(at) if context.timed => {
                let mut found = Vec::new();
                self.search(start, &mut found, &mut |times| times.hold_at(at));
                Some(Cow::Owned(found))
            }
            _ => Some(Cow::Borrowed(&context.search)),
        }
    }

    /// Whether an event leads to that extension: `h` after a hangup, `i` for what is invalid. Lines of
    /// `extensions.conf` are caught by patterns as in Asterisk, where `_.` catches `h` as well. A body in Rhai
    /// takes an event only by its name: nobody wants to be run again after the hangup.
    pub(super) fn special(&self, context: &str, query: Query<'_>) -> bool {
        let found = self.lookup(context, query);
        found.is_some_and(|extension| match extension.steps {
            Steps::Script(_) => !extension.key.name.is_pattern(),
            Steps::Lines(_) => true,
        })
    }

    /// What finding an extension gives.
    fn found(&self, extension: &Extension) -> Match {
        Match {
            context: Arc::clone(&self.contexts[extension.context as usize].name),
            pattern: Arc::clone(&extension.pattern),
            caller: extension.caller.clone(),
        }
    }

    pub(super) fn all_extensions(&self) -> impl Iterator<Item = (Match, &Arc<str>, Span)> {
        let all = self.extensions.iter();
        all.map(|extension| (self.found(extension), &extension.path, extension.span))
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &Line> {
        let all = self.extensions.iter();
        all.filter_map(|extension| match &extension.steps {
            Steps::Lines(lines) => Some(lines.values()),
            Steps::Script(_) => None,
        })
        .flatten()
    }

    pub(super) fn find(&self, context: &str, query: Query<'_>) -> Option<Match> {
        self.lookup(context, query)
            .map(|extension| self.found(extension))
    }

    pub(super) fn step(&self, context: &str, query: Query<'_>) -> Option<Step<'_>> {
        let located = self.locate(context, query)?;
        if let Some(place) = located.elsewhere {
            return Some(Step::Elsewhere(place));
        }
        match &located.extension.steps {
            Steps::Script(body) => Some(Step::Script(*body)),
            Steps::Lines(lines) => lines.get(&query.priority).map(Step::Line),
        }
    }

    /// Whether something longer than what was dialled could match: `!` says that nothing need be waited for.
    pub(super) fn could_grow(&self, context: &str, query: Query<'_>) -> bool {
        let wanted = |reach| reach != Reach::Whole;
        self.reaches(context, query, &wanted).contains(&Reach::More)
    }

    /// Whether something matches what was dialled, now or with more digits.
    pub(super) fn can_match(&self, context: &str, query: Query<'_>) -> bool {
        !self.reaches(context, query, &|_| true).is_empty()
    }

    /// How far what was dialled reaches, context by context.
    fn reaches(
        &self,
        context: &str,
        query: Query<'_>,
        wanted: &dyn Fn(Reach) -> bool,
    ) -> Vec<Reach> {
        let mut found = Vec::new();
        self.reaches_within(context, query, wanted, &Cell::new(SWITCHES), &mut found);
        found
    }

    fn reaches_within(
        &self,
        context: &str,
        query: Query<'_>,
        wanted: &dyn Fn(Reach) -> bool,
        left: &Cell<usize>,
        found: &mut Vec<Reach>,
    ) {
        let counts = |id: u32| {
            let extension = &self.extensions[id as usize];
            extension.is_for(query.caller) && extension.has(query.priority)
        };
        let search = self.searched(context, query.at);
        for &at in search.iter().flat_map(|search| search.iter()) {
            let index = &self.contexts[at as usize].index;
            found.extend(index.reach(query.extension, &counts, wanted));
            for place in self.led(at, query, left) {
                self.reaches_within(&place.context, query.of(&place), wanted, left, found);
            }
        }
    }

    /// The priority that has a label. As with priorities, an extension without it does not count.
    pub(super) fn labelled(&self, context: &str, query: Query<'_>, label: &str) -> Option<u32> {
        let has = |extension: &Extension| extension.labelled(label).is_some();
        let search = self.searched(context, query.at)?;
        let found = search.iter().find_map(|&at| self.find_in(at, query, &has));
        found?.labelled(label)
    }

    /// The hint of an extension, of its own name before one of a pattern, and then what switches lead to.
    pub(super) fn hint(&self, context: &str, extension: &str) -> Option<&Hint> {
        self.hint_within(context, extension, &Cell::new(SWITCHES))
    }

    fn hint_within(&self, context: &str, extension: &str, left: &Cell<usize>) -> Option<&Hint> {
        let own = self.own_hint(context, extension);
        own.or_else(|| {
            let search = &self.context(context)?.search;
            search.iter().find_map(|&at| {
                self.led(at, Query::new(extension), left)
                    .find_map(|place| self.hint_within(&place.context, &place.extension, left))
            })
        })
    }

    fn own_hint(&self, context: &str, extension: &str) -> Option<&Hint> {
        let search = || {
            self.context(context)
                .into_iter()
                .flat_map(|context| &context.search)
        };
        let mut contexts = search().map(|&at| &self.contexts[at as usize].hints);
        let exact = contexts.find_map(|hints| hints.get(extension));
        exact.or_else(|| {
            let dialled = without_dashes(extension.as_bytes());
            // Patterns sort behind all digits and capitals.
            let patterns = "_".to_owned().."`".to_owned();
            search().find_map(|&at| {
                let mut hints = self.contexts[at as usize].hints.range(patterns.clone());
                let found = hints.find(|(name, _)| Name::parse(name).0.matches(&dialled));
                found.map(|(_, hint)| hint)
            })
        })
    }

    pub(super) fn hints(&self) -> impl Iterator<Item = (&str, &Hint)> {
        self.contexts().flat_map(|name| {
            let hints = self.context(name).map(|context| context.hints.values());
            hints.into_iter().flatten().map(move |hint| (name, hint))
        })
    }

    /// Builds indices and search orders once everything is there.
    pub(super) fn finish(&mut self) {
        for context in &mut self.contexts {
            let ids = context.extensions.iter();
            let keys = ids.map(|&id| (self.extensions[id as usize].key.clone(), id));
            context.index = Index::build(keys.collect());
        }
        for at in 0..self.contexts.len() {
            let mut search = Vec::new();
            let mut timed = false;
            self.search(at as u32, &mut search, &mut |_| {
                timed = true;
                true
            });
            self.contexts[at].search = search;
            self.contexts[at].timed = timed;
        }
    }

    /// Depth first, each context once: circles end where they began. Not by recursion: a chain of
    /// includes can be as long as a file.
    fn search(&self, start: u32, found: &mut Vec<u32>, hold: &mut dyn FnMut(&Times) -> bool) {
        let mut seen = std::collections::HashSet::new();
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            if !seen.insert(at) {
                continue;
            }
            found.push(at);
            for include in self.contexts[at as usize].includes.iter().rev() {
                if include.times.as_ref().is_none_or(&mut *hold) {
                    stack.extend(self.names.get(&include.name));
                }
            }
        }
    }
}
