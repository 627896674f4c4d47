//! A simulated switch on virtual time, and what runs on it: the [examples](run_example) beside applications
//! and functions, and the tests of a dialplan.
//!
//! Interpreter, library and dialplan are those of production; only channels and the clock are simulated. A
//! [`Suite`] is a dialplan with its tests, a [`Runner`] runs them on one thread. Threads, files and the
//! terminal are whoever's who runs them.

mod channel;
mod coverage;
mod devices;
mod directive;
mod errands;
mod example;
mod happening;
mod host;
mod inquiry;
mod marks;
mod pickup;
mod quoted;
mod requests;
mod retell;
mod runner;
mod scene;
mod stage;
mod suite;
pub mod words;
mod world;

use std::time::Instant;

pub use coverage::{FileCoverage, coverage};
pub use example::run_example;
pub use retell::retell;
pub use runner::{Failure, Options, Outcome, Runner, Trace};
pub use suite::{Case, Entrance, Suite};

/// Any instant will do to begin with: time is virtual from there on.
#[allow(clippy::disallowed_methods)]
pub(crate) fn beginning() -> Instant {
    Instant::now()
}
