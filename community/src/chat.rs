//! Chat messages and their rules.
//!
//! A message is acknowledged when it is on disk. From then on it waits for its recipient; the
//! switch hands it to every client of the account and marks it delivered as soon as one of them
//! has taken it. A crash between the two repeats a message and never loses one: the id tells a
//! repetition.

use std::fmt;

use crate::name::SkypeName;
use crate::refusal::Refusal;
use crate::timestamp::Timestamp;

/// Longest text, in bytes of UTF-8.
pub const MAX_TEXT: usize = 16 * 1024;
/// Most messages that wait for one recipient.
pub const MAX_WAITING: usize = 1000;
/// Delivered messages kept for one recipient.
pub const MAX_HISTORY: u32 = 1000;

/// Numbers messages in the order they were accepted, beginning at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct MessageId(pub u64);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One message to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number.
    pub id: MessageId,
    /// Who wrote it.
    pub from: SkypeName,
    /// For whom.
    pub to: SkypeName,
    /// What. May have newlines, which `check_line` refuses.
    pub text: String,
    /// When it was accepted.
    pub at: Timestamp,
}

/// Whether a text can be sent.
pub fn check_text(text: &str) -> Result<(), Refusal> {
    if text.is_empty() {
        return Err(Refusal::EmptyMessage);
    }
    if text.len() > MAX_TEXT {
        return Err(Refusal::MessageTooLong {
            bytes: text.len(),
            limit: MAX_TEXT,
        });
    }
    if text.contains('\0') {
        Err(Refusal::Nul)
    } else {
        Ok(())
    }
}

/// The stricter rule of `SkypeChatSend` and of the manager's plain text: one line (001, 3.3.6).
pub fn check_line(text: &str) -> Result<(), Refusal> {
    if text.contains(['\r', '\n']) {
        Err(Refusal::Newline)
    } else {
        check_text(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, as_text: Result<(), Refusal>, as_line: Result<(), Refusal>) {
        assert_eq!((check_text(text), check_line(text)), (as_text, as_line));
    }

    #[test]
    fn a_text_is_bounded_and_a_line_has_no_newline() {
        check("Grüße 👋", Ok(()), Ok(()));
        check("Don't\r\nRead\r\nThis", Ok(()), Err(Refusal::Newline));
        check("", Err(Refusal::EmptyMessage), Err(Refusal::EmptyMessage));
        check("a\0b", Err(Refusal::Nul), Err(Refusal::Nul));
        check(&"x".repeat(MAX_TEXT), Ok(()), Ok(()));
        assert!(check_text(&"x".repeat(MAX_TEXT + 1)).is_err());
    }
}
