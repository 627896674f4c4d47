//! What a dialplan consists of, without the bodies: contexts, extensions, includes, hints.
//!
//! Immutable and shared by all threads; the switch asks it for hints and existence, the executors for
//! the body to run. What a change of files leaves alone is shared with the outline before: contexts by [`Arc`], and
//! within a context all of its index that the change does not touch.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

use super::Hint;
use super::conf_file::with_globals;
use super::context::Context;
use super::extension::{Extension, Line, Step, Steps};
use super::index::Reach;
use super::loopback::Place;
use super::pattern::Key;
use super::query::{Entry, Match, Query};
use super::routes::{self, Contexts, Routes};
use super::unit::Unit;
use crate::check::Facts;
use crate::conf::General;
use crate::diagnostic::Span;
use crate::number;

/// All contexts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outline {
    /// The numbers of the contexts. One keeps its number as long as it is there.
    pub(super) names: Arc<HashMap<Arc<str>, u32>>,
    /// The contexts by their numbers.
    pub(super) contexts: Vec<Option<Arc<Context>>>,
    pub(super) routes: Arc<Routes>,
    /// Global variables that files set, in order.
    pub(super) globals: Arc<Vec<(String, String)>>,
    /// What `[general]` of all files says.
    pub(super) general: General,
    /// What each file says, in the order of the files.
    pub(super) units: Vec<Arc<Unit>>,
}

/// What a look-up finds.
struct Located<'a> {
    extension: &'a Arc<Extension>,
    /// Where a `switch` leads, if one does.
    elsewhere: Option<Place>,
}

/// Most switches that are tried in one look-up: they may lead to each other.
const SWITCHES: usize = 64;

impl Contexts for Outline {
    fn number(&self, name: &str) -> Option<u32> {
        self.names.get(name).copied()
    }

    fn context(&self, number: u32) -> Option<&Arc<Context>> {
        self.contexts.get(number as usize)?.as_ref()
    }
}

impl Outline {
    pub(super) fn context(&self, name: &str) -> Option<&Arc<Context>> {
        Contexts::context(self, self.number(name)?)
    }

    /// All contexts, sorted by name.
    pub(super) fn contexts(&self) -> impl Iterator<Item = &Arc<Context>> {
        let mut contexts: Vec<_> = self.contexts.iter().flatten().collect();
        contexts.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        contexts.into_iter()
    }

    /// Their names, sorted.
    pub(crate) fn context_names(&self) -> impl Iterator<Item = &str> {
        self.contexts().map(|context| &*context.name)
    }

    /// The contexts in which what stands in `part` can be reached: itself and all that include it, or all
    /// there are.
    pub(crate) fn contexts_with(&self, part: Option<&str>) -> impl Iterator<Item = &str> {
        let reaching = match part.and_then(|name| self.number(name)) {
            Some(number) => self.routes.reaching(number, self),
            None => (0..self.contexts.len() as u32).collect(),
        };
        let contexts = reaching.into_iter();
        let contexts = contexts.filter_map(|number| Contexts::context(self, number));
        contexts.map(|context| &*context.name)
    }

    /// What each file says that advice is given on.
    pub(crate) fn facts(&self) -> Vec<Arc<Facts>> {
        let units = self.units.iter();
        units.map(|unit| Arc::clone(&unit.facts)).collect()
    }

    /// The names of the contexts in which what is dialled in one is looked for.
    pub(super) fn searched_names(&self, context: &str) -> Vec<&str> {
        self.searched_from(context)
            .map(|context| &*context.name)
            .collect()
    }

    /// The name of an extension with the global variables in it, `${NAME}`, as the files set them.
    pub(super) fn with_globals(&self, name: &str) -> String {
        let set = |variable: &str| self.globals.iter().rev().find(|(key, _)| key == variable);
        with_globals(name, |variable| {
            set(variable).map(|(_, value)| value.clone())
        })
    }

    pub(crate) fn has_context(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    pub(crate) fn exists(&self, context: &str, query: Query<'_>) -> bool {
        self.lookup(context, query).is_some()
    }

    /// The extensions of a context in the order they stand in the files.
    fn standing<'a>(&'a self, context: &'a Context) -> impl Iterator<Item = &'a Arc<Extension>> {
        let parts = self.units.iter().filter_map(|unit| {
            let part = unit.part(&context.name)?;
            Some((unit, part))
        });
        parts.flat_map(|(unit, part)| {
            let said = part.extensions.iter();
            said.filter_map(|said| {
                let counts = context.extensions.index.get(&said.key)?;
                (counts.unit == unit.id).then_some(counts)
            })
        })
    }

    pub(super) fn extensions(&self, context: &str) -> Vec<Entry> {
        let context = self.context(context).into_iter();
        let extensions = context.flat_map(|context| self.standing(context));
        let entry = |extension: &Arc<Extension>| Entry {
            pattern: Arc::clone(&extension.pattern),
            file: Arc::clone(&extension.path),
            span: extension.span,
            caller: extension.caller.clone(),
            lines: extension.listed(),
        };
        extensions.map(entry).collect()
    }

    pub(super) fn includes(&self, context: &str) -> Vec<&str> {
        let includes = self.context(context).map(|context| &context.includes);
        let includes = includes.into_iter().flatten();
        includes.map(|include| &*include.name).collect()
    }

    pub(super) fn lookup(&self, context: &str, query: Query<'_>) -> Option<&Arc<Extension>> {
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
        let answers = |extension: &Extension| extension.answers(&query);
        let own = |at: u32| self.find_in(at, query, &answers);
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
        let context = Contexts::context(self, at).into_iter();
        let switches = context.flat_map(|context| {
            let switches = context.switches.iter();
            switches.map(move |switch| (context, switch))
        });
        switches.filter_map(move |(context, switch)| {
            left.set(left.get().checked_sub(1)?);
            switch.loopback.lead(&Place {
                context: context.name.to_string(),
                extension: query.extension.to_owned(),
                priority: query.priority,
            })
        })
    }

    /// The first extension of one context that `counts`.
    fn find_in(
        &self,
        at: u32,
        query: Query<'_>,
        counts: &dyn Fn(&Extension) -> bool,
    ) -> Option<&Arc<Extension>> {
        let index = &Contexts::context(self, at)?.extensions.index;
        index.find(query.extension, counts)
    }

    /// The contexts in which to look at any time, in order.
    pub(super) fn searched_from(&self, context: &str) -> impl Iterator<Item = &Arc<Context>> {
        let search = self.number(context);
        let search = search.and_then(|start| self.routes.search(start, self));
        let numbers = search.into_iter().flat_map(|search| &search.order);
        numbers.filter_map(|&at| Contexts::context(self, at))
    }

    /// The names of the contexts in which to look whatever the time is, in order.
    pub(super) fn always_searched(&self, context: &str) -> Vec<&str> {
        let Some(start) = self.number(context) else {
            return Vec::new();
        };
        let found = routes::follow(start, self, usize::MAX, &mut |_| false);
        let found = found.into_iter();
        let found = found.filter_map(|at| Contexts::context(self, at));
        found.map(|context| &*context.name).collect()
    }

    /// The contexts in which to look at any time, in order, but not more than `most`. Nothing of it is kept.
    pub(super) fn some_searched_from(&self, context: &str, most: usize) -> Vec<&Arc<Context>> {
        let start = self.number(context);
        let numbers = start.map(|start| routes::follow(start, self, most, &mut |_| true));
        let numbers = numbers.into_iter().flatten();
        numbers
            .filter_map(|at| Contexts::context(self, at))
            .collect()
    }

    /// The contexts in which to look at that time, in order.
    fn searched(&self, context: &str, at: Option<SystemTime>) -> Option<Cow<'_, [u32]>> {
        let start = self.number(context)?;
        let search = self.routes.search(start, self)?;
        match at {
            Some(at) if search.timed => {
                let found = routes::follow(start, self, usize::MAX, &mut |times| times.hold_at(at));
                Some(Cow::Owned(found))
            }
            _ => Some(Cow::Borrowed(&search.order)),
        }
    }

    /// The contexts in which to look at that time, by their names; `None` if that does not depend on the time.
    pub(super) fn searched_at(&self, context: &str, at: SystemTime) -> Option<Vec<&str>> {
        let search = self.routes.search(self.number(context)?, self)?;
        if !search.timed {
            return None;
        }
        let numbers = self.searched(context, Some(at))?;
        let contexts = numbers.iter();
        let contexts = contexts.filter_map(|&number| Contexts::context(self, number));
        Some(contexts.map(|context| &*context.name).collect())
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

    pub(super) fn all_extensions(&self) -> impl Iterator<Item = (Match, &Arc<str>, Span)> {
        let all = self.everything();
        all.map(|extension| (extension.found(), &extension.path, extension.span))
    }

    /// All extensions in the order they stand in the files.
    pub(super) fn everything(&self) -> impl Iterator<Item = &Arc<Extension>> {
        let parts = self.units.iter().flat_map(|unit| {
            let parts = unit.parts.iter();
            parts.map(move |part| (unit, part))
        });
        parts.flat_map(|(unit, part)| {
            let context = self.context(&part.context);
            let said = part.extensions.iter();
            said.filter_map(move |said| {
                let counts = context?.extensions.index.get(&said.key)?;
                (counts.unit == unit.id).then_some(counts)
            })
        })
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &Line> {
        let all = self.everything();
        all.filter_map(|extension| match &extension.steps {
            Steps::Lines(lines) => Some(lines.values()),
            Steps::Script(_) => None,
        })
        .flatten()
    }

    pub(super) fn find(&self, context: &str, query: Query<'_>) -> Option<Match> {
        self.lookup(context, query)
            .map(|extension| extension.found())
    }

    pub(super) fn step(&self, context: &str, query: Query<'_>) -> Option<Step<'_>> {
        self.found_step(context, query).map(|(_, step)| step)
    }

    /// What a priority of an extension does, and the context that has it.
    pub(super) fn found_step(&self, context: &str, query: Query<'_>) -> Option<(&str, Step<'_>)> {
        let located = self.locate(context, query)?;
        let step = match located.elsewhere {
            Some(place) => Step::Elsewhere(place),
            None => located.extension.step(query.priority)?,
        };
        Some((&located.extension.context, step))
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
        let counts = |extension: &Extension| extension.answers(&query);
        let search = self.searched(context, query.at);
        for &at in search.iter().flat_map(|search| search.iter()) {
            if let Some(context) = Contexts::context(self, at) {
                let index = &context.extensions.index;
                found.extend(index.reach(query.extension, &counts, wanted));
            }
            for place in self.led(at, query, left) {
                self.reaches_within(&place.context, query.of(&place), wanted, left, found);
            }
        }
    }

    /// The names of the extensions of a context that are no patterns.
    pub(crate) fn extension_names(&self, context: &str) -> impl Iterator<Item = &str> {
        let context = self.context(context).into_iter();
        let extensions = context.flat_map(|context| self.standing(context));
        let names = extensions.map(|extension| &*extension.pattern);
        names.filter(|name| !name.starts_with('_'))
    }

    /// Whether an extension is there, whatever steps it has.
    pub(crate) fn has_any_step(&self, context: &str, extension: &str) -> bool {
        let query = Query::new(extension);
        let search = self.searched(context, query.at);
        let mut search = search.iter().flat_map(|search| search.iter());
        let counts = |extension: &Extension| extension.is_for(query.caller);
        search.any(|&at| self.find_in(at, query, &counts).is_some())
    }

    /// Whether an extension is there that has a step: a priority by its number, or a label.
    pub(crate) fn has_step(&self, context: &str, extension: &str, step: &str) -> bool {
        let query = Query::new(extension);
        match number::whole(step) {
            Some(number) => {
                let number = u32::try_from(number).ok();
                number.is_some_and(|number| self.exists(context, query.priority(number)))
            }
            None => self.labelled(context, query, step).is_some(),
        }
    }

    /// The priority that has a label. As with priorities, an extension without it does not count.
    pub(super) fn labelled(&self, context: &str, query: Query<'_>, label: &str) -> Option<u32> {
        let counts = |extension: &Extension| {
            extension.is_for(query.caller) && extension.labelled(label).is_some()
        };
        let search = self.searched(context, query.at)?;
        let found = search
            .iter()
            .find_map(|&at| self.find_in(at, query, &counts));
        found?.labelled(label)
    }

    /// The hint of an extension and the context that has it: of its own name before one of a pattern, and then what
    /// switches lead to. Contexts that are included at other times than that of the query do not count.
    pub(super) fn hint(&self, context: &str, query: Query<'_>) -> Option<(&str, &Hint)> {
        self.hint_within(context, query, &Cell::new(SWITCHES))
    }

    fn hint_within(
        &self,
        context: &str,
        query: Query<'_>,
        left: &Cell<usize>,
    ) -> Option<(&str, &Hint)> {
        let search = self.searched(context, query.at)?;
        let own = self.own_hint(&search, query.extension);
        own.or_else(|| {
            search.iter().find_map(|&at| {
                self.led(at, query, left)
                    .find_map(|place| self.hint_within(&place.context, query.of(&place), left))
            })
        })
    }

    fn own_hint(&self, search: &[u32], extension: &str) -> Option<(&str, &Hint)> {
        // A pattern is also found by what it is called.
        let (key, _) = Key::parse(extension, None);
        let contexts = || {
            let contexts = search.iter();
            contexts.filter_map(|&at| Contexts::context(self, at))
        };
        let own = contexts().find_map(|context| {
            let lamp = context.lamps.index.get(&key)?;
            Some((&*context.name, &lamp.hint))
        });
        own.or_else(|| {
            contexts().find_map(|context| {
                let lamp = context.lamps.index.find(extension, &|_| true)?;
                Some((&*context.name, &lamp.hint))
            })
        })
    }

    /// All hints with their contexts, sorted by context and extension.
    pub(super) fn hints(&self) -> impl Iterator<Item = (&str, &Hint)> {
        self.contexts().flat_map(|context| {
            let mut hints = Vec::new();
            let lamps = &context.lamps.index;
            lamps.each(&mut |lamp| hints.push(&lamp.hint));
            hints.sort_unstable_by(|a, b| a.extension.cmp(&b.extension));
            hints.into_iter().map(|hint| (&*context.name, hint))
        })
    }
}
