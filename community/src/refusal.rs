//! Why the community does not do what it was asked to.

use crate::name::{BadName, SkypeName};

/// An operation that was refused before anything was written. The sentences are for an operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The text is no name.
    #[error(transparent)]
    BadName(#[from] BadName),
    /// Nobody has this name.
    #[error("no account `{name}`")]
    UnknownAccount {
        /// The name that was looked for.
        name: SkypeName,
    },
    /// The name is taken, or is being taken at this moment.
    #[error("account `{name}` exists already")]
    AccountExists {
        /// The taken name.
        name: SkypeName,
    },
    /// The password is empty or longer than 256 bytes.
    #[error("a password has 1 to 256 bytes")]
    PasswordLength,
    /// The password has control characters.
    #[error("a password has no control characters")]
    PasswordCharacters,
    /// The property table has no such row.
    #[error("unknown Skype account property `{property}`")]
    UnknownProperty {
        /// What was asked for.
        property: String,
        /// The nearest name of the table, if one is near.
        suggestion: Option<&'static str>,
    },
    /// The row cannot be written.
    #[error("Skype account property `{property}` is read-only")]
    ReadOnlyProperty {
        /// Name of the row.
        property: &'static str,
    },
    /// The row does not take this value.
    #[error("`{value}` is not a value of Skype account property `{property}`: expected {expected}")]
    BadValue {
        /// Name of the row.
        property: &'static str,
        /// What was given, cut to a line.
        value: String,
        /// What the manual's table allows.
        expected: &'static str,
    },
    /// The database of scripts takes no more.
    #[error("the database has {most} entries already")]
    DatabaseFull {
        /// How many there may be.
        most: usize,
    },
    /// The recipient has blocked the sender.
    #[error("`{to}` does not accept messages from `{from}`")]
    Blocked {
        /// The sender.
        from: SkypeName,
        /// Who has blocked the sender.
        to: SkypeName,
    },
    /// A chat without text.
    #[error("a chat message needs a text")]
    EmptyMessage,
    /// A text beyond its limit.
    #[error("a message of {bytes} bytes is too long: the limit is {limit}")]
    MessageTooLong {
        /// Its length in bytes of UTF-8.
        bytes: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A newline where the manual forbids it (001, 3.3.6).
    #[error("newlines are not permitted in this message")]
    Newline,
    /// A NUL character, which neither SIP clients nor scripts can hold.
    #[error("a message cannot hold NUL characters")]
    Nul,
    /// Too many messages wait for the recipient.
    #[error("too many messages are waiting for `{to}`")]
    MailboxFull {
        /// Whose messages they are.
        to: SkypeName,
    },
    /// The buddy list, or the list of open requests, is full.
    #[error("the buddy list of `{owner}` is full")]
    ListFull {
        /// Whose list it is.
        owner: SkypeName,
    },
    /// A person cannot be her own buddy.
    #[error("`{name}` cannot be a buddy of itself")]
    OwnBuddy {
        /// Who tried.
        name: SkypeName,
    },
}
