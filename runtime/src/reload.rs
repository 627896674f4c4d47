//! Generations: which dialplan is live, what becomes of one that is not right, and the way back to a former one.
//!
//! In: the texts of all files, whenever one may have changed. Out: the live [`Dialplan`], replaced in one
//! step or not at all, and the findings. Watching the directory is the daemon's affair.

use std::sync::{Arc, Weak};

use crate::diagnostic::Diagnostic;
use crate::dialplan::{Changes, Dialplan, Loader, Source, World};
use crate::library::Library;

/// Generations that are kept, the live one among them. They share what did not change between them.
pub const KEPT: usize = 8;

/// The live generation and the ones before it.
///
/// ```
/// use runtime::dialplan::{Source, World};
/// use runtime::library::Library;
/// use runtime::reload::Generations;
///
/// let mut generations = Generations::new(Library::EMPTY);
/// let good = r#"context "home" { extension "1" => {} }"#;
/// assert!(generations.reload(vec![Source::new("home.rhai", good)]).replaced);
///
/// // A file with an error changes nothing.
/// let bad = r#"context "home" { extension "2" => { Anser(); } }"#;
/// let reload = generations.reload(vec![Source::new("home.rhai", bad)]);
/// assert!(!reload.replaced && !reload.findings(&World::default()).is_empty());
/// assert!(generations.live().exists("home", "1"));
/// ```
#[derive(Debug)]
pub struct Generations {
    library: Library,
    loader: Loader,
    /// Those there is a way back to, the live one last. Never empty.
    kept: Vec<Arc<Dialplan>>,
    /// Those there is none to, while calls are in them.
    left: Vec<Weak<Dialplan>>,
    /// What was read last, live or not.
    read: Arc<Dialplan>,
    last_number: u64,
}

/// What came of a reload.
#[derive(Debug)]
pub struct Reload {
    /// The generation that is live now, new or old.
    pub live: Arc<Dialplan>,
    /// The one that was live before.
    pub former: Arc<Dialplan>,
    /// Whether it is a new one. Not when there was an error, and not when no file had changed.
    pub replaced: bool,
    /// Errors, and the warnings that could be told before going live. [`Reload::findings`] has all.
    found: Vec<Diagnostic>,
    library: Library,
    /// The texts the findings are about, live or not.
    pub read: Arc<Dialplan>,
}

/// A former generation went live again.
#[derive(Debug)]
pub struct Rollback {
    /// The generation that is live now.
    pub live: Arc<Dialplan>,
    /// The one that was live before. There is no way back to it but to load its files again.
    pub left: Arc<Dialplan>,
}

/// There is no way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RollbackError {
    /// The live generation is the oldest one that is kept.
    #[error("there is no generation before `{live}` to go back to")]
    NoFormer {
        /// Its number.
        live: u64,
    },
}

/// A generation that calls can be in.
#[derive(Clone, Debug)]
pub struct Generation {
    /// The dialplan, with its number and files.
    pub dialplan: Arc<Dialplan>,
    /// Whether new calls enter it, could again, or never will.
    pub state: GenerationState,
}

/// What becomes of a generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GenerationState {
    /// New calls enter it.
    Live,
    /// There is a way back to it.
    Kept,
    /// It is there for the calls in it.
    Left,
}

impl Generations {
    /// Starts with an empty dialplan, generation 0.
    pub fn new(library: Library) -> Self {
        let empty = Arc::new(Dialplan::empty());
        Self {
            library,
            loader: Loader::new(library),
            kept: vec![Arc::clone(&empty)],
            left: Vec::new(),
            read: empty,
            last_number: 0,
        }
    }

    /// The live generation.
    pub fn live(&self) -> &Arc<Dialplan> {
        self.kept.last().unwrap_or(&self.read)
    }

    /// The number of the live generation. Numbers count up, and none is given twice.
    pub fn number(&self) -> u64 {
        self.live().number()
    }

    /// All generations that are there, by number.
    pub fn all(&self) -> Vec<Generation> {
        let generation = |dialplan: &Arc<Dialplan>, state| Generation {
            dialplan: Arc::clone(dialplan),
            state,
        };
        let live = self.live();
        let kept = self.kept.iter().map(|kept| {
            let state = if Arc::ptr_eq(kept, live) {
                GenerationState::Live
            } else {
                GenerationState::Kept
            };
            generation(kept, state)
        });
        let left = self.left.iter().filter_map(Weak::upgrade);
        let left = left.map(|left| generation(&left, GenerationState::Left));
        let mut all: Vec<Generation> = kept.chain(left).collect();
        all.retain(|generation| generation.dialplan.number() > 0);
        all.sort_by_key(|generation| generation.dialplan.number());
        all
    }

    /// Takes all files as they are now.
    ///
    /// Only what changed is read again. Files of one path given twice are both read, so that the daemon's mistake
    /// shows.
    pub fn reload(&mut self, sources: Vec<Source>) -> Reload {
        let live = Arc::clone(self.live());
        self.take(sources, &live)
    }

    /// As [`reload`](Self::reload), because files may have changed: if they have not since they were read last, nothing
    /// does. So a [`rollback`](Self::rollback) stays in force until somebody changes a file.
    pub fn notice(&mut self, sources: Vec<Source>) -> Reload {
        let read = Arc::clone(&self.read);
        self.take(sources, &read)
    }

    /// Takes all files, which make a new generation if they are not those of `before`.
    fn take(&mut self, sources: Vec<Source>, before: &Dialplan) -> Reload {
        let former = Arc::clone(self.live());
        let (dialplan, found) = Dialplan::read(&mut self.loader, sources);
        let bad = found.iter().any(Diagnostic::is_error);
        let same = |other: &Dialplan| dialplan.files().are(other.files());
        let replaced = !bad && !same(before) && !same(&former);
        if replaced {
            self.last_number += 1;
            self.read = Arc::new(dialplan.numbered(self.last_number));
            self.kept.push(Arc::clone(&self.read));
            if self.kept.len() > KEPT {
                let oldest = self.kept.remove(0);
                self.leave(&oldest);
            }
        } else {
            self.read = Arc::new(dialplan);
        }
        Reload {
            live: Arc::clone(self.live()),
            former,
            replaced,
            found,
            library: self.library,
            read: Arc::clone(&self.read),
        }
    }

    /// Makes the generation live again that was live before this one, whatever the files say now.
    ///
    /// # Errors
    /// When the live generation is the oldest one there is.
    pub fn rollback(&mut self) -> Result<Rollback, RollbackError> {
        let live = self.number();
        let [.., former, left] = &self.kept[..] else {
            return Err(RollbackError::NoFormer { live });
        };
        if former.number() == 0 {
            return Err(RollbackError::NoFormer { live });
        }
        let rollback = Rollback {
            live: Arc::clone(former),
            left: Arc::clone(left),
        };
        self.kept.pop();
        self.leave(&rollback.left);
        Ok(rollback)
    }

    fn leave(&mut self, generation: &Arc<Dialplan>) {
        self.left.retain(|left| left.strong_count() > 0);
        self.left.push(Arc::downgrade(generation));
    }
}

impl Reload {
    /// Whether the files as given cannot go live.
    pub fn is_refused(&self) -> bool {
        self.found.iter().any(Diagnostic::is_error)
    }

    /// What differs from the generation that was live before; nothing if it still is.
    pub fn changes(&self) -> Changes {
        if self.replaced {
            Changes::between(&self.former, &self.live)
        } else {
            Changes::default()
        }
    }

    /// Errors and warnings of the files as given, in the order of the files and of the places in them.
    ///
    /// Warnings that need a look at the whole program are worked out now: the generation is live already.
    pub fn findings(&self, world: &World) -> Vec<Diagnostic> {
        self.findings_with(self.advice(world))
    }

    /// Warnings that need a look at the whole program.
    pub fn advice(&self, world: &World) -> Vec<Diagnostic> {
        self.read.advice(world, self.library)
    }

    /// As [`findings`](Self::findings), with [`advice`](Self::advice) that is there already.
    pub fn findings_with(&self, advice: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut findings = self.found.clone();
        findings.extend(advice);
        self.read.sort(&mut findings);
        findings
    }
}

impl Rollback {
    /// What differs from the generation that was live before.
    pub fn changes(&self) -> Changes {
        Changes::between(&self.left, &self.live)
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

    fn numbers(generations: &Generations) -> Vec<(u64, GenerationState)> {
        let all = generations.all().into_iter();
        all.map(|one| (one.dialplan.number(), one.state)).collect()
    }

    #[test]
    fn a_rollback_stays_in_force_until_a_file_changes_or_somebody_reloads() {
        let mut generations = Generations::new(LIBRARY);
        let (good, bad) = (files(&[("a.rhai", GOOD)]), files(&[("a.rhai", OTHER)]));
        generations.reload(good);
        generations.reload(bad.clone());
        let rollback = generations.rollback().expect("a former generation");
        assert_eq!((rollback.left.number(), generations.number()), (2, 1));
        assert!(generations.live().has_context("a"));
        assert_eq!(rollback.changes().contexts.added.first, ["a"]);

        assert!(!generations.notice(bad.clone()).replaced);
        assert_eq!(generations.number(), 1);
        assert!(generations.reload(bad).replaced);
        assert_eq!(generations.number(), 3);
        assert!(generations.rollback().is_ok());
        assert!(generations.notice(files(&[("c.rhai", OTHER)])).replaced);
        use GenerationState::{Kept, Left, Live};
        assert_eq!(numbers(&generations), [(1, Kept), (2, Left), (4, Live)]);
        drop(rollback);
        assert_eq!(numbers(&generations), [(1, Kept), (4, Live)]);
    }

    #[test]
    fn a_rollback_that_meets_the_files_of_its_own_generation_changes_nothing() {
        let mut generations = Generations::new(LIBRARY);
        let good = files(&[("a.rhai", GOOD)]);
        generations.reload(good.clone());
        generations.reload(files(&[("a.rhai", OTHER)]));
        generations.rollback().expect("a former generation");
        assert!(!generations.notice(good).replaced);
        assert_eq!(generations.number(), 1);
    }

    #[test]
    fn there_is_no_way_back_from_the_first_generation() {
        let mut generations = Generations::new(LIBRARY);
        let refused = generations.rollback().expect_err("nothing there");
        assert_eq!(refused, RollbackError::NoFormer { live: 0 });
        generations.reload(files(&[("a.rhai", GOOD)]));
        let refused = generations.rollback().expect_err("nothing before");
        let said = "there is no generation before `1` to go back to";
        assert_eq!(refused.to_string(), said);
    }

    #[test]
    fn a_few_generations_are_kept_and_no_more() {
        let mut generations = Generations::new(LIBRARY);
        for turn in 0..20 {
            let text = format!("{GOOD} // {turn}");
            assert!(generations.reload(files(&[("a.rhai", &text)])).replaced);
        }
        let steps = std::iter::from_fn(|| generations.rollback().ok()).count();
        assert_eq!((steps, generations.number()), (KEPT - 1, 13));
    }

    #[test]
    fn after_a_broken_save_the_next_good_one_goes_live() {
        let mut generations = Generations::new(LIBRARY);
        generations.notice(files(&[("a.rhai", GOOD)]));
        assert!(!generations.notice(files(&[("a.rhai", BROKEN)])).replaced);
        assert!(!generations.notice(files(&[("a.rhai", GOOD)])).replaced);
        assert!(generations.notice(files(&[("a.rhai", OTHER)])).replaced);
        assert_eq!(generations.number(), 2);
    }
}
