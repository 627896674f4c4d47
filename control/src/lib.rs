//! Console commands as declared data.
//!
//! In: a line that an operator typed, and the running switch as a [`Switchboard`]. Out: an [`Outcome`],
//! text that is safe to write to a terminal. The names and layouts are those of Asterisk's console and of
//! chapter 4.2 of the Skype for Asterisk Administrator Manual.
//!
//! Left out on purpose: the socket, the prompt and the history; they are the daemon's.

mod command;
mod commands;
mod complete;
mod escape;
mod execute;
mod resolve;
#[cfg(test)]
mod sample;
mod story;
mod switchboard;
mod table;
mod words;

pub use command::{Command, Outcome, Run};
pub use commands::COMMANDS;
pub use complete::complete;
pub use execute::{MAX_LINE, execute};
pub use story::Follower;
pub use switchboard::Switchboard;
