//! What the rooms above have to hear about after a change.

use crate::account_status::AccountStatus;
use crate::buddy::Standing;
use crate::chat::Message;
use crate::destination::Destination;
use crate::name::SkypeName;

/// Something happened that somebody outside may be waiting for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// An entry of the database of scripts has another value, or is gone.
    EntryChanged {
        /// Its path.
        path: String,
    },
    /// An account was made.
    AccountAdded {
        /// Its name.
        name: SkypeName,
    },
    /// An account is gone: its registrations and subscriptions should end.
    AccountRemoved {
        /// Its name.
        name: SkypeName,
    },
    /// An account has another password.
    PasswordChanged {
        /// Whose.
        name: SkypeName,
    },
    /// A property was written.
    ProfileChanged {
        /// Whose.
        name: SkypeName,
        /// Which row of the table.
        property: &'static str,
    },
    /// The login status is another one. When a script wrote it, the switch now has to log in or off.
    StatusChanged {
        /// Whose.
        name: SkypeName,
        /// The new status.
        status: AccountStatus,
    },
    /// A person's own presence is another one: `watchers` says whom to tell.
    PresenceChanged {
        /// Whose.
        name: SkypeName,
    },
    /// Somebody asks to see a person: her winfo subscribers are to be told.
    AuthorizationRequested {
        /// Who is asked.
        owner: SkypeName,
        /// Who asks.
        by: SkypeName,
        /// What was written with it.
        message: String,
    },
    /// What the viewer may see of the target is another thing: list entry or authorization changed.
    BuddyChanged {
        /// Whose list, or view.
        viewer: SkypeName,
        /// Who is seen.
        target: Destination,
    },
    /// A person's decision about another changed: winfo and the block of chats follow it.
    StandingChanged {
        /// Who decided.
        owner: SkypeName,
        /// About whom.
        other: Destination,
        /// What.
        standing: Standing,
    },
    /// A message is on disk and wants to be delivered.
    ChatArrived(Message),
}
