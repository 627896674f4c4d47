//! Runs example dialplans: the `.rhai` file beside an application or function is its documentation and
//! its test at once.
//!
//! A file is either a whole dialplan with contexts, or just the statements of one extension. Directives are
//! comments:
//!
//! ```text
//! //@ incoming skype call from "austin_powers" to "james_bond", topic "Secret Plans"
//! //@ incoming sip call from "100" to "200"
//! //@ sip/shoe-phone answers after 2s
//! //@ sip/shoe-phone busy
//! SKYPE_CALL_PROPERTY("topic");       //= "Secret Plans"
//! SKYPE_CALL_PROPERTY("colour");      //~ E0312 unknown Skype call property `colour`
//! ```

use crate::library::Library;

/// Runs one example and compares it with what it says of itself.
///
/// # Errors
///
/// All that differs, one text a difference, ready to print.
#[allow(clippy::todo, unused_variables)] // body follows
pub fn run_example(library: Library, path: &str, text: &str) -> Result<(), Vec<String>> {
    todo!()
}
