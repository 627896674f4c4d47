//! What a person can decide about another, in the words that people type.

use std::fmt;

/// A decision of a person, or of an operator for her; [`Standing`](crate::Standing) is what it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The other may see her.
    Accept,
    /// The other may not, and may ask again.
    Deny,
    /// This request and every later one stays without an answer.
    Ignore,
    /// The other can neither see, nor write, nor call, nor ask.
    Block,
    /// What was decided before is taken back.
    Forget,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Accept,
        Self::Deny,
        Self::Ignore,
        Self::Block,
        Self::Forget,
    ];

    /// The word to ask for it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Deny => "deny",
            Self::Ignore => "ignore",
            Self::Block => "block",
            Self::Forget => "forget",
        }
    }

    /// What has been done to the other.
    pub fn done(self) -> &'static str {
        match self {
            Self::Accept => "accepted",
            Self::Deny => "denied",
            Self::Ignore => "ignored",
            Self::Block => "blocked",
            Self::Forget => "forgot",
        }
    }

    /// Reads the word, without case.
    pub fn parse(word: &str) -> Option<Self> {
        let asked = |verdict: &Self| verdict.as_str().eq_ignore_ascii_case(word);
        Self::ALL.into_iter().find(asked)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
