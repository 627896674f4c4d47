//! The way a text took: where a stranger put it in, and each place where it was kept or handed on.

use std::rc::Rc;
use std::sync::Arc;

use super::alphabet::Alphabet;
use crate::diagnostic::Span;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Site {
    pub(crate) file: Arc<str>,
    pub(crate) span: Span,
}

impl Site {
    /// The place of what stands nowhere.
    pub(super) fn nowhere() -> Self {
        Self {
            file: "".into(),
            span: Span::NONE,
        }
    }
}

/// The last step of a way, and all before it.
#[derive(Clone, Debug)]
pub(super) struct Trail(Rc<Step>);

#[derive(Debug)]
struct Step {
    site: Site,
    what: What,
    before: Option<Trail>,
    length: usize,
}

/// What happened at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// It came in from outside.
    Source(Source),
    /// It was kept in a variable.
    Kept(String),
    /// It was handed to another extension or function.
    Handed(String),
}

/// What a stranger wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// What was dialled, and the pattern it fits.
    Dialled {
        pattern: String,
        /// What comes before the part in which anything can stand.
        begins: String,
        /// What the pattern itself names.
        names: Alphabet,
    },
    /// What a function or variable gives, and who writes that.
    Given { name: String, by: &'static str },
}

/// Longest way that is told.
const LONGEST: usize = 12;

impl Trail {
    pub(super) fn new(site: Site, source: Source) -> Self {
        Self(Rc::new(Step {
            site,
            what: What::Source(source),
            before: None,
            length: 1,
        }))
    }

    /// One step further. A way that is very long keeps its beginning.
    pub(super) fn then(&self, site: &Site, what: What) -> Self {
        if self.0.length >= LONGEST || (&self.0.site, &self.0.what) == (site, &what) {
            return self.clone();
        }
        Self(Rc::new(Step {
            site: site.clone(),
            what,
            before: Some(self.clone()),
            length: self.0.length + 1,
        }))
    }

    /// Where it came in.
    pub(super) fn origin(&self) -> (&Site, &What) {
        let first = self.backwards().last().unwrap_or(self);
        (&first.0.site, &first.0.what)
    }

    /// All steps, the first one first.
    pub(super) fn steps(&self) -> Vec<(&Site, &What)> {
        let backwards = self.backwards();
        let mut steps: Vec<_> = backwards
            .map(|trail| (&trail.0.site, &trail.0.what))
            .collect();
        steps.reverse();
        steps
    }

    pub(super) fn source(&self) -> Option<&Source> {
        match self.origin().1 {
            What::Source(source) => Some(source),
            What::Kept(_) | What::Handed(_) => None,
        }
    }

    fn backwards(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |trail| trail.0.before.as_ref())
    }
}
