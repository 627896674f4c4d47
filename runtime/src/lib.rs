//! Dialplans: contexts, extensions, hints, reload, coroutines and diagnostics, in Rhai and in the language of
//! `extensions.conf`. A library for any program; no SIP, no sockets, no threads and no clock.
//!
//! | to | use |
//! |---|---|
//! | read dialplans and hear what is wrong with them | [`dialplan::Dialplan`], [`diagnostic::Diagnostic`] |
//! | run calls on channels of your own | [`exchange::Exchange`], [`exchange::Channel`], [`exchange::Carrier`] |
//! | add applications and functions | [`library::Library::with`] |
//! | replace a dialplan while calls run | [`reload::Generations`] |
//! | run the tests in dialplan files | [`testing::Suite`], [`testing::Runner`] |
//! | answer each request yourself, on threads of your own | [`executor::Executor`], [`mod@host`] |
//!
//! The applications and functions of Asterisk are in the crate `stdlib`, as `stdlib::LIBRARY`. The chapter
//! `docs/embedding.md` begins with a program of a hundred lines.

pub mod assist;
pub mod call;
mod check;
pub mod conf;
pub mod database;
pub mod device_state;
pub mod diagnostic;
pub mod dialplan;
pub mod errand;
pub mod exchange;
pub mod executor;
pub mod globals;
pub mod groups;
pub mod header_field;
pub mod host;
pub mod import;
pub mod library;
mod locks;
pub mod memory;
pub mod number;
pub mod regex;
pub mod reload;
#[cfg(test)]
mod sample;
pub mod sandbox;
mod script;
mod skype_call;
pub mod status;
pub mod testing;
mod token;
pub mod trace;

/// The memory budget is kept only where the allocator counts.
#[cfg(test)]
#[global_allocator]
static ALLOCATOR: memory::CountingAllocator = memory::CountingAllocator;
