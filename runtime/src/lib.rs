//! Dialplans in Rhai: contexts, extensions, hints, reload, coroutines and diagnostics.

pub mod call;
mod check;
pub mod diagnostic;
pub mod dialplan;
pub mod executor;
pub mod globals;
pub mod host;
pub mod library;
pub mod memory;
pub mod reload;
#[cfg(test)]
#[cfg_attr(test, expect(dead_code, reason = "the tests that use it follow"))]
mod sample;
mod script;
pub mod status;
pub mod testing;
