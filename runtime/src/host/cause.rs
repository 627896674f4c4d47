//! Why a channel ended.

use serde::{Deserialize, Serialize};

/// Why a channel ended (Q.850, as far as the switch tells causes apart).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// 0: nobody said why. The lines of a dialplan came to their end, and nobody had answered.
    Unsaid,
    /// 16: somebody hung up.
    Normal,
    /// 17.
    Busy,
    /// 19: it rang, nobody answered.
    NoAnswer,
    /// 20: known, but not registered now.
    Offline,
    /// 1: nobody of that name or number.
    Unknown,
    /// 21: refused by the far end, or by a rule (direction, privacy).
    Rejected,
    /// 34: no circuit, no port, overload, or the far end failed.
    Congestion,
    /// 58: no codec in common.
    Incompatible,
    /// 26: somebody else has taken the call that rang here.
    Elsewhere,
}

impl Cause {
    /// The number of Q.850.
    pub fn number(self) -> u8 {
        match self {
            Self::Unsaid => 0,
            Self::Normal => 16,
            Self::Busy => 17,
            Self::NoAnswer => 19,
            Self::Offline => 20,
            Self::Unknown => 1,
            Self::Rejected => 21,
            Self::Congestion => 34,
            Self::Incompatible => 58,
            Self::Elsewhere => 26,
        }
    }

    /// The word for it in tests, directives and traces.
    pub fn word(self) -> &'static str {
        match self {
            Self::Normal | Self::Unsaid => "normal",
            Self::Busy => "busy",
            Self::NoAnswer => "unanswered",
            Self::Offline => "offline",
            Self::Unknown => "unknown",
            Self::Rejected => "rejected",
            Self::Congestion => "congestion",
            Self::Incompatible => "incompatible",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// The cause of that [`word`](Self::word).
    pub fn of_word(word: &str) -> Option<Self> {
        Self::WORDED.into_iter().find(|cause| cause.word() == word)
    }

    /// Those that have a word of their own.
    pub const WORDED: [Self; 9] = [
        Self::Normal,
        Self::Busy,
        Self::NoAnswer,
        Self::Offline,
        Self::Unknown,
        Self::Rejected,
        Self::Congestion,
        Self::Incompatible,
        Self::Elsewhere,
    ];
}
