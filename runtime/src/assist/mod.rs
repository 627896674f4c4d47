//! What an editor asks while somebody writes a dialplan: completion, explanations, where things are.
//!
//! In: the texts of the files as they are in the editor, and a cursor as a byte of one of them. Out: plain data. A
//! language server speaks the protocol and turns bytes into lines and columns; here nothing is read, sent or remembered
//! beside a [`Workspace`]. All questions are answered from [`Sketch`]es, which need no file to be right, and from the
//! [`Dialplan`](crate::dialplan::Dialplan) for what patterns lead to.
//!
//! *Absent:* what is wrong with a file; that is the loader's and the checker's to say.

mod complete;
mod explain;
mod mention;
mod navigate;
mod pattern_words;
mod rename;
mod signature;
mod sketch;
#[cfg(test)]
mod tests;
mod variables;
mod workspace;

pub use crate::token::Piece;
pub use complete::{Completion, CompletionKind, MANY, complete};
pub use explain::{Explanation, explain};
pub use navigate::{Symbol, SymbolKind, Target, definition, find_symbols, references, symbols};
pub use rename::{RenameFault, rename, renamed};
pub use signature::{Signature, signature};
pub use sketch::{MOST, Sketch};
pub use workspace::{Known, Location, Surroundings, Workspace};
