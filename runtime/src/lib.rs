//! Dialplans in Rhai: contexts, extensions, hints, reload, coroutines and diagnostics.

pub mod call;
mod check;
pub mod conf;
pub mod database;
pub mod device_state;
pub mod diagnostic;
pub mod dialplan;
pub mod exchange;
pub mod executor;
pub mod globals;
pub mod groups;
pub mod host;
pub mod library;
mod locks;
pub mod memory;
pub mod number;
pub mod regex;
pub mod reload;
#[cfg(test)]
mod sample;
mod script;
pub mod status;
pub mod testing;

/// The memory budget is kept only where the allocator counts.
#[cfg(test)]
#[global_allocator]
static ALLOCATOR: memory::CountingAllocator = memory::CountingAllocator;
