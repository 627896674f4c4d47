//! The applications and functions of the dialplan, one file each.
//!
//! Enters: the [`runtime::call::Call`] of a running script and the arguments it gave. Leaves: a value
//! for the script, and [`runtime::host::Request`]s for whatever carries the call. Each file declares
//! what it is (arguments, statuses, source), does it, and has its example beside it; the checker,
//! `core show application`, [`mod@reference`] and the tests all read those declarations.
//!
//! Left out on purpose: sockets, codecs and storage. `Dial` knows that a target rings, not what a
//! telephone is.

mod applications;
mod causes;
mod digits;
mod errands;
mod escape;
mod functions;
mod hangup_handler;
mod header_fields;
mod lines;
mod number;
mod options;
mod prompts;
mod properties;
pub mod reference;
mod replies;
mod skype;
mod texts;
mod times;

use runtime::library::Library;

/// All that a dialplan can call.
pub static LIBRARY: Library = Library {
    applications: applications::APPLICATIONS,
    functions: functions::FUNCTIONS,
};
