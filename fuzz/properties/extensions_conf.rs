//! `extensions.conf`: any text is loaded, every line that means nothing is shown at its place, and what a call
//! runs ends.

use super::decisions::Decisions;
use super::{dialplan, script};

/// One file of a dialplan in Asterisk's language.
pub fn check(input: &[u8]) {
    dialplan::load("c.conf", input);
    let text = String::from_utf8_lossy(input);
    script::run_file("c.conf", &text, Decisions(input));
}
