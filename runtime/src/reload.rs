//! Generations: which dialplan is live, and what becomes of one that is not right.
//!
//! In: the texts of all files, whenever one may have changed. Out: the live [`Dialplan`], replaced in one
//! step or not at all, and the findings. Watching the directory is the daemon's affair.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::dialplan::{Dialplan, Source, World};
use crate::library::Library;

/// The live generation and its number.
#[derive(Debug)]
pub struct Generations {
    library: Library,
    live: Arc<Dialplan>,
    number: u64,
}

/// What came of a reload.
#[derive(Debug)]
pub struct Reload {
    /// The generation that is live now, new or old.
    pub live: Arc<Dialplan>,
    /// Whether it is a new one. Not when there was an error, and not when no file had changed.
    pub replaced: bool,
    /// Errors, and the warnings that could be told before going live. [`Reload::findings`] has all.
    found: Vec<Diagnostic>,
    library: Library,
    /// The texts the findings are about, live or not.
    pub read: Arc<Dialplan>,
}

impl Generations {
    /// Starts with an empty dialplan, generation 0.
    pub fn new(library: Library) -> Self {
        Self {
            library,
            live: Arc::new(Dialplan::empty()),
            number: 0,
        }
    }

    /// The live generation.
    pub fn live(&self) -> &Arc<Dialplan> {
        &self.live
    }

    /// How often a generation has gone live.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Takes all files as they are now.
    ///
    /// A file whose text is as it was keeps its compiled form on the workers. Files of one path given twice
    /// are both read, so that the daemon's mistake shows.
    pub fn reload(&mut self, mut sources: Vec<Source>) -> Reload {
        for source in &mut sources {
            let mut live = self.live.sources().iter();
            if let Some(same) = live.find(|live| *live == source) {
                *source = same.clone();
            }
        }
        let (dialplan, found) = Dialplan::link(sources, self.library);
        let read = Arc::new(dialplan);
        let bad = found.iter().any(Diagnostic::is_error);
        let replaced = !bad && read.sources() != self.live.sources();
        if replaced {
            self.live = Arc::clone(&read);
            self.number += 1;
        }
        Reload {
            live: Arc::clone(&self.live),
            replaced,
            found,
            library: self.library,
            read,
        }
    }
}

impl Reload {
    /// Whether the files as given cannot go live.
    pub fn is_refused(&self) -> bool {
        self.found.iter().any(Diagnostic::is_error)
    }

    /// Errors and warnings of the files as given, in the order of the files and of the places in them.
    ///
    /// Warnings that need a look at the whole program are worked out now: the generation is live already.
    pub fn findings(&self, world: &World) -> Vec<Diagnostic> {
        let mut findings = self.found.clone();
        findings.extend(self.read.advice(world, self.library));
        self.read.sort(&mut findings);
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::LIBRARY;

    fn files(texts: &[(&str, &str)]) -> Vec<Source> {
        let sources = texts.iter().map(|(path, text)| Source::new(*path, *text));
        sources.collect()
    }

    const GOOD: &str = "context \"a\" { extension \"1\" => { Answer(); } }";
    const OTHER: &str = "context \"b\" { extension \"1\" => { Answer(); } }";
    const BROKEN: &str = "context \"a\" { extension \"1\" => { Answer( } }";

    #[test]
    fn a_good_dialplan_goes_live_in_one_step() {
        let mut generations = Generations::new(LIBRARY);
        assert!(generations.reload(files(&[("a.rhai", GOOD)])).replaced);
        assert!(generations.reload(files(&[("b.rhai", OTHER)])).replaced);
        assert_eq!(generations.number(), 2);
        assert!(!generations.live().has_context("a"));
        assert!(generations.live().has_context("b"));
    }

    #[test]
    fn one_broken_file_changes_nothing() {
        let mut generations = Generations::new(LIBRARY);
        generations.reload(files(&[("a.rhai", GOOD)]));
        let before = Arc::clone(generations.live());
        let reload = generations.reload(files(&[("a.rhai", BROKEN), ("b.rhai", OTHER)]));
        assert!(!reload.replaced);
        assert!(Arc::ptr_eq(&before, &reload.live) && Arc::ptr_eq(&before, generations.live()));
        assert!(reload.is_refused());
        assert_eq!(&*reload.findings(&World::default())[0].file, "a.rhai");
        assert_eq!(reload.read.text("a.rhai"), Some(BROKEN));
    }

    #[test]
    fn files_as_they_were_make_no_new_generation() {
        let mut generations = Generations::new(LIBRARY);
        generations.reload(files(&[("a.rhai", GOOD)]));
        let reload = generations.reload(files(&[("a.rhai", GOOD)]));
        assert!(!reload.replaced);
        assert_eq!(
            (
                reload.findings(&World::default()).len(),
                generations.number(),
            ),
            (0, 1)
        );
    }

    #[test]
    fn a_file_that_did_not_change_keeps_its_text() {
        let mut generations = Generations::new(LIBRARY);
        generations.reload(files(&[("a.rhai", GOOD)]));
        let before = Arc::clone(&generations.live().sources()[0].text);
        generations.reload(files(&[("a.rhai", GOOD), ("b.rhai", OTHER)]));
        assert!(Arc::ptr_eq(&before, &generations.live().sources()[0].text));
    }

    #[test]
    fn warnings_do_not_keep_a_generation_from_going_live() {
        let text = "context \"a\" { extension \"1\" => { Verbose(nothing); } }";
        let reload = Generations::new(LIBRARY).reload(files(&[("a.rhai", text)]));
        assert!(reload.replaced);
        assert_eq!(reload.findings(&World::default()).len(), 1);
    }
}
