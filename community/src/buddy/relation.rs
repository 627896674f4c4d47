//! What one person has decided about another.

use crate::timestamp::Timestamp;

/// The owner's side of an ordered pair (owner, other).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Relation {
    /// The other is on the owner's buddy list.
    pub listed: bool,
    /// Whether the other may see the owner.
    pub standing: Standing,
}

impl Relation {
    /// Nothing is left to remember.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether the other may see the owner's presence and write to her.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing {
    /// The other never asked.
    #[default]
    None,
    /// The other asked, and the owner has not answered.
    Requested {
        /// What the other wrote with it.
        message: String,
        /// When.
        at: Timestamp,
    },
    /// The other may see the owner.
    Authorized,
    /// The other was denied, and may ask again.
    Denied,
    /// Requests of the other are not shown to the owner.
    Ignored,
    /// The other can neither ask nor write nor see.
    Blocked,
}

impl Standing {
    /// In one word, for a list.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::None => "Stranger",
            Self::Requested { .. } => "Waiting",
            Self::Authorized => "Accepted",
            Self::Denied => "Denied",
            Self::Ignored => "Ignored",
            Self::Blocked => "Blocked",
        }
    }

    /// The owner has said a last word, which a request cannot overwrite.
    pub fn is_decided(&self) -> bool {
        matches!(self, Self::Authorized | Self::Ignored | Self::Blocked)
    }
}
