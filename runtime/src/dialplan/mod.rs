//! Dialplans: files of contexts with extensions, patterns, includes and hints.
//!
//! In: the texts of the files. Out: a [`Dialplan`], one immutable generation that every thread can share,
//! and all that is wrong with it. Scripts run in an [`Executor`](crate::executor::Executor), which compiles
//! the bodies for its own thread from the same texts: Rhai's trees cannot be shared between threads.

mod changes;
mod conf_file;
mod conf_roots;
mod context;
mod extension;
mod hidden;
mod hint;
mod hint_changes;
mod import_circles;
mod index;
mod judge;
mod linker;
mod loader;
mod loopback;
mod outline;
mod pattern;
mod query;
mod recovery;
mod routes;
mod script_file;
mod source;
mod survey;
pub(crate) mod syntax;
mod table;
#[cfg(test)]
mod tests;
mod times;
mod unit;

use std::sync::Arc;

pub use changes::{Changes, Difference, Tally};
pub(crate) use extension::{Body, Line, Step};
pub(crate) use hidden::{is_hidden, overlap, samples};
pub use hint::Hint;
pub use hint_changes::{HintChange, HintChanges};
pub(crate) use loader::Loader;
pub(crate) use loopback::Place;
pub(crate) use outline::Outline;
pub use pattern::{MAX_LENGTH, Name, Pattern, PatternFault};
pub use query::{Entry, ListedLine, Match, Query};
pub(crate) use routes::is_hook;
pub(crate) use source::Sources;
pub use source::{Source, is_dialplan_file, is_test_file};
pub(crate) use survey::{Survey, Surveyed};
pub use times::{TimeFault, Times};

pub use crate::check::World;

use crate::check::advice;
use crate::conf::General;
use crate::diagnostic::{Diagnostic, Span};
use crate::library::Library;

/// One generation of all contexts. Immutable, `Send` and `Sync`.
///
/// ```
/// use runtime::dialplan::{Dialplan, Query, Source};
/// use runtime::library::Library;
///
/// let lines = "[office]\nexten => _1XX,1,NoOp()\nexten => 100,hint,SIP/desk\n";
/// let script = r#"context "lobby" { include "office"; extension "0" => {} }"#;
/// let sources = vec![
///     Source::new("office.conf", lines),
///     Source::new("lobby.rhai", script),
/// ];
/// let (dialplan, findings) = Dialplan::load(sources, Library::EMPTY);
/// // The application of the first line is in no library here.
/// assert!(findings.iter().all(|finding| !finding.is_error()));
///
/// assert!(dialplan.exists("lobby", "142"));
/// assert!(!dialplan.exists("office", "0"));
/// assert!(dialplan.could_grow("lobby", "14"));
/// let hint = dialplan.hint("lobby", Query::new("100"));
/// assert_eq!(hint.map(|hint| &*hint.device), Some("SIP/desk"));
/// ```
#[derive(Debug, Default)]
pub struct Dialplan {
    sources: Arc<Sources>,
    outline: Outline,
    number: u64,
    /// Whether every file could be read to its end.
    whole: bool,
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
        Self::load_in(&World::default(), sources, library)
    }

    /// As [`load`](Self::load), with what is known of the world around the dialplan.
    pub fn load_in(
        world: &World,
        sources: Vec<Source>,
        library: Library,
    ) -> (Self, Vec<Diagnostic>) {
        let (plan, mut findings) = Self::read(&mut Loader::new(library), sources);
        findings.extend(plan.advice(world, library));
        plan.sort(&mut findings);
        (plan, findings)
    }

    /// Reads what has changed since the loader read last, and gives no advice: what is needed to go live.
    pub(crate) fn read(loader: &mut Loader, sources: Vec<Source>) -> (Self, Vec<Diagnostic>) {
        let loaded = loader.load(sources);
        let plan = Self {
            sources: loaded.sources,
            outline: loaded.outline,
            number: 0,
            whole: loaded.whole,
        };
        (plan, loaded.findings)
    }

    /// Warnings that need a look at the whole program, in no particular order.
    pub fn advice(&self, world: &World, library: Library) -> Vec<Diagnostic> {
        advice::advise(&advice::Program {
            files: &self.outline.facts(),
            sources: self.sources.all(),
            whole: self.whole,
            short: self.outline.units.iter().any(|unit| unit.short),
            survey: Survey::new(&self.outline),
            library,
            world,
        })
    }

    /// Puts findings in the order of the files and of the places in them, each once.
    pub fn sort(&self, findings: &mut Vec<Diagnostic>) {
        let file = |finding: &Diagnostic| self.sources.place(&finding.file);
        findings.sort_by_cached_key(|finding| (file(finding), finding.span, finding.code));
        // There may be 100,000 of them, but few at one place, and only their texts have to be looked at.
        let beside = |a: &Diagnostic, b: &Diagnostic| {
            (a.span, a.code) == (b.span, b.code) && file(a) == file(b)
        };
        let crowds = findings.chunk_by_mut(beside);
        for crowd in crowds.filter(|crowd| crowd.len() > 1) {
            crowd.sort_by_cached_key(|finding| {
                // Two importers of one library find the same there, each on its own way.
                let way = finding.labels.first();
                let way = way.map(|label| (self.sources.place(&label.file), label.span));
                (finding.message.clone(), way)
            });
        }
        findings.dedup();
    }

    /// Which generation it is, counted from 1; 0 if it never went live.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The same, as that generation.
    pub(crate) fn numbered(self, number: u64) -> Self {
        Self { number, ..self }
    }

    /// The files it was made from.
    pub fn sources(&self) -> &[Source] {
        self.sources.all()
    }

    /// The same, to be looked up.
    pub(crate) fn files(&self) -> &Sources {
        &self.sources
    }

    /// The text of one of its files, for [`Diagnostic::render`].
    pub fn text(&self, path: &str) -> Option<&str> {
        Some(&self.sources.get(path)?.text)
    }

    /// Global variables that the files set, in order (`[globals]`).
    pub fn globals(&self) -> &[(String, String)] {
        &self.outline.globals
    }

    /// Names of all contexts, sorted.
    pub fn contexts(&self) -> impl Iterator<Item = &str> {
        self.outline.context_names()
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

    /// What is found in `context` and its includes: the most specific pattern of the first context that has
    /// one with the priority that is looked for.
    pub fn find<'a>(&self, context: &str, query: impl Into<Query<'a>>) -> Option<Match> {
        self.outline.find(context, query.into())
    }

    /// Whether [`find`](Self::find) would find something.
    pub fn exists<'a>(&self, context: &str, query: impl Into<Query<'a>>) -> bool {
        self.outline.exists(context, query.into())
    }

    /// Whether a longer number than what was dialled could lead somewhere, so that it is worth waiting for
    /// more digits.
    pub fn could_grow<'a>(&self, context: &str, query: impl Into<Query<'a>>) -> bool {
        self.outline.could_grow(context, query.into())
    }

    /// Whether what was dialled leads somewhere, now or with more digits.
    pub fn can_match<'a>(&self, context: &str, query: impl Into<Query<'a>>) -> bool {
        self.outline.can_match(context, query.into())
    }

    /// The priority of an extension that has a label.
    pub fn labelled(&self, context: &str, query: Query<'_>, label: &str) -> Option<u32> {
        self.outline.labelled(context, query, label)
    }

    /// The hint of an extension in a context or what it includes, now or at the time of the query.
    pub fn hint<'a>(&self, context: &str, query: impl Into<Query<'a>>) -> Option<&Hint> {
        let (_, hint) = self.outline.hint(context, query.into())?;
        Some(hint)
    }

    /// The same with the name of the context that has it.
    pub fn find_hint<'a>(
        &self,
        context: &str,
        query: impl Into<Query<'a>>,
    ) -> Option<(&str, &Hint)> {
        self.outline.hint(context, query.into())
    }

    /// All hints with their contexts, sorted by context and extension.
    pub fn hints(&self) -> impl Iterator<Item = (&str, &Hint)> {
        self.outline.hints()
    }

    /// Whether an event leads to an extension (`h`, `i`, `t` …).
    pub fn takes_event(&self, context: &str, query: Query<'_>) -> bool {
        self.outline.special(context, query)
    }

    /// What `[general]` of its files says.
    pub(crate) fn general(&self) -> General {
        self.outline.general
    }

    /// The contexts in which what is dialled in one is looked for, itself first.
    pub(crate) fn searched(&self, context: &str) -> Vec<&str> {
        self.outline.searched_names(context)
    }

    /// The name of an extension with the global variables in it, as the files set them.
    pub(crate) fn with_globals(&self, name: &str) -> String {
        self.outline.with_globals(name)
    }

    /// All lines of `extensions.conf`.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Line> {
        self.outline.lines()
    }

    /// Every extension: what [`find`](Self::find) gives for it, its file and its place there.
    pub(crate) fn all_extensions(&self) -> impl Iterator<Item = (Match, &Arc<str>, Span)> {
        self.outline.all_extensions()
    }

    /// The same with the context that has the extension.
    pub(crate) fn found_step(&self, context: &str, query: Query<'_>) -> Option<(&str, Step<'_>)> {
        self.outline.found_step(context, query)
    }

    /// What a priority of an extension does.
    pub(crate) fn step(&self, context: &str, query: Query<'_>) -> Option<Step<'_>> {
        self.outline.step(context, query)
    }

    /// The text of a file, shared.
    pub(crate) fn shared_text(&self, path: &str) -> Option<Arc<str>> {
        Some(Arc::clone(&self.sources.get(path)?.text))
    }
}
