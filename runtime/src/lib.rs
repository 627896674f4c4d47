//! Dialplans in Rhai: contexts, extensions, hints, reload, coroutines and diagnostics.

pub mod call;
pub mod diagnostic;
pub mod dialplan;
pub mod executor;
pub mod globals;
pub mod host;
pub mod library;
pub mod memory;
pub mod reload;
pub mod status;
pub mod testing;
