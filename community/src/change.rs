//! What goes to disk, one fact at a time.
//!
//! A change says what is true afterwards, never what to add to what was there. Applying one twice
//! is applying it once, and two that were planned at the same moment can be applied in either
//! order: a change about an account that is gone does nothing, a new account never replaces one
//! that exists, and a request or an automatic answer never overwrites a person's decision.

use crate::buddy::Standing;
use crate::chat::{Message, MessageId};
use crate::destination::Destination;
use crate::ha1::Ha1;
use crate::name::SkypeName;
use crate::timestamp::Timestamp;

/// One fact to be written, then applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An account exists; if it did already, nothing happens.
    AccountAdded {
        /// Its name.
        name: SkypeName,
        /// Its digest secrets.
        ha1: Ha1,
        /// When it was made.
        at: Timestamp,
    },
    /// An account is gone, with its lists, what others decided about it, and its waiting messages.
    AccountRemoved {
        /// Its name.
        name: SkypeName,
    },
    /// An account has these secrets.
    PasswordSet {
        /// Whose.
        name: SkypeName,
        /// The new secrets.
        ha1: Ha1,
    },
    /// A row of the property table has this value, which was checked.
    PropertySet {
        /// Whose.
        name: SkypeName,
        /// The row's name.
        property: &'static str,
        /// The value as text.
        value: String,
    },
    /// A buddy is on a list, or is not.
    Listed {
        /// Whose list.
        owner: SkypeName,
        /// Who.
        buddy: Destination,
        /// On the list afterwards.
        listed: bool,
    },
    /// What one person has decided about another.
    Stands {
        /// Who decided.
        owner: SkypeName,
        /// About whom.
        other: Destination,
        /// What.
        standing: Standing,
        /// Only if the owner has not said a last word: for requests and automatic answers.
        unless_decided: bool,
    },
    /// A message waits for its recipient.
    ChatStored(Message),
    /// A message was taken by a client.
    ChatDelivered {
        /// Its recipient.
        to: SkypeName,
        /// Its number.
        id: MessageId,
    },
    /// An entry of the database of scripts has this value, or is not there.
    EntrySet {
        /// Its path: `family/key`.
        path: String,
        /// The value; `None` takes it out.
        value: Option<String>,
    },
}
