//! The properties, for the fuzz targets.
#![allow(clippy::disallowed_methods)] // virtual time begins at some real moment

#[path = "properties/mod.rs"]
pub mod properties;

/// Without it scripts have no memory budget.
#[global_allocator]
static ALLOCATOR: runtime::memory::CountingAllocator = runtime::memory::CountingAllocator;
