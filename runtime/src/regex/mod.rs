//! Regular expressions as `$[… =~ …]`, `$[… : …]` and `REGEX` know them: POSIX extended.
//!
//! In: a pattern, and a text. Out: the leftmost of the longest matches, and the first group in it.
//! Among the ways to one match the first alternative and the longest repetition come first, as in the C
//! library of Linux. The time is bounded by the product of both lengths and by [`STEPS`].
//!
//! Source: POSIX.1-2017 section 9.4, with the escapes `\w \W \s \S \b \B \< \> \` \'` of GNU. Left out:
//! back-references, which cannot be had in linear time, and the
//! order of characters in other locales than C.

mod bracket;
mod members;
mod program;
mod search;
mod syntax;

pub(crate) use members::{Chars, Members};
use program::Program;

/// A regular expression that is ready to search with.
#[derive(Clone, Debug)]
pub struct Regex {
    program: Program,
    groups: u32,
}

/// Where a regular expression matches, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Where the first group begins and ends, if it took part in the match.
    pub group: Option<(usize, usize)>,
}

/// What is wrong with a pattern, or with a search for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegexError {
    /// `(` without `)`.
    #[error("a parenthesis is not closed")]
    Parenthesis,
    /// `[` without `]`.
    #[error("a bracket is not closed")]
    Bracket,
    /// `[z-a]`, or a class as the end of a range.
    #[error("a range in brackets makes no sense")]
    Range,
    /// `[[:foo:]]`.
    #[error("there is no such character class")]
    Class,
    /// `*` with nothing before it.
    #[error("a repetition has nothing to repeat")]
    Repetition,
    /// `a{2,1}`.
    #[error("the numbers in braces make no sense")]
    Braces,
    /// `\` at the end.
    #[error("a backslash stands at the end")]
    Backslash,
    /// `\1`.
    #[error("back-references are not supported")]
    BackReference,
    /// More than a search may work with.
    #[error("the pattern is too large")]
    TooLarge,
    /// A search took more than [`STEPS`].
    #[error("the search took too long")]
    TooLong,
    /// Somebody did not let a search go on.
    #[error("the search was broken off")]
    BrokenOff,
}

/// Longest search, in steps. One step is some ten nanoseconds.
pub const STEPS: u32 = 1_000_000;

/// Steps of a search between two rests.
pub const STRETCH: u32 = 1_024;

impl Regex {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// When it is not a regular expression, or is one with back-references.
    pub fn new(pattern: &str) -> Result<Self, RegexError> {
        let (node, groups) = syntax::parse(pattern)?;
        let program = Program::new(&node)?;
        Ok(Self { program, groups })
    }

    /// How many groups the pattern has.
    pub fn groups(&self) -> u32 {
        self.groups
    }

    /// Where the pattern first matches, and there the longest match.
    ///
    /// # Errors
    ///
    /// When the search takes more than [`STEPS`].
    pub fn find(&self, text: &str) -> Result<Option<Match>, RegexError> {
        self.find_resting(text, &mut 0, &mut || true)
    }

    /// The same when that many of the steps have been used already; counts them on. After each [`STRETCH`] it rests: so
    /// others can have their turn, or say that it need not go on.
    ///
    /// # Errors
    ///
    /// Also when `rest` gives `false`.
    pub fn find_resting(
        &self,
        text: &str,
        steps: &mut u32,
        rest: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Match>, RegexError> {
        search::find(&self.program, text, steps, rest)
    }
}

#[cfg(test)]
mod tests;
