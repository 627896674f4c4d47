//! Console commands as declared data.
//!
//! In: a line that an operator typed, and the running switch as a [`Switchboard`]. Out: an [`Outcome`],
//! text that is safe to write to a terminal. The names and layouts are those of Asterisk's console and of
//! chapter 4.2 of the Skype for Asterisk Administrator Manual.
//!
//! Left out on purpose: the socket, the prompt and the history; they are the daemon's.

mod command;
mod switchboard;

pub use command::{Command, Outcome, Run};
pub use switchboard::Switchboard;

/// All commands, sorted by their words.
pub static COMMANDS: &[&Command] = &[];

/// Runs one line.
pub fn execute(line: &str, board: &dyn Switchboard) -> Outcome {
    let _ = board.uptime();
    Outcome::failed(format!("no such command `{line}`"))
}

/// The words that can stand where the line ends, sorted: those that complete its last word or, after a
/// space, those that can follow.
pub fn complete(_line: &str) -> Vec<String> {
    Vec::new()
}
