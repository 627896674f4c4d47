//! Generations: which dialplan is live, and what becomes of one that is not right.
//!
//! In: the texts of all files, whenever one may have changed. Out: the live [`Dialplan`], replaced in one
//! step or not at all, and the findings. Watching the directory is the daemon's affair.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::dialplan::{Dialplan, Source};
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
    /// Errors and warnings of the files as given.
    pub findings: Vec<Diagnostic>,
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
    pub fn reload(&mut self, sources: Vec<Source>) -> Reload {
        let (dialplan, findings) = Dialplan::load(sources, self.library);
        let read = Arc::new(dialplan);
        let bad = findings.iter().any(Diagnostic::is_error);
        let replaced = !bad && read.sources() != self.live.sources();
        if replaced {
            self.live = Arc::clone(&read);
            self.number += 1;
        }
        Reload {
            live: Arc::clone(&self.live),
            replaced,
            findings,
            read,
        }
    }
}
