//! Where calls can come to and where they cannot: code behind a `Hangup`, lines that nothing leads to, patterns that
//! others hide.

mod hidden;
mod lines;
mod mentions;
mod script;
mod unmarked;
mod ways;

pub(super) use hidden::findings as hidden_patterns;
pub(super) use lines::{findings as unreachable_lines, form};
pub(super) use unmarked::findings as unmarked_patterns;
