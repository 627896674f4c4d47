//! Dialplans in Rhai: contexts, extensions, hints, reload, coroutines and diagnostics.

pub mod call;
pub mod diagnostic;
pub mod host;
pub mod library;
pub mod status;
