//! Counts what each script allocates, so that one cannot take all the memory there is.

use std::alloc::{GlobalAlloc, Layout, System};

/// The system's allocator with a counter a thread. A program that runs dialplans installs it:
///
/// ```
/// #[global_allocator]
/// static ALLOCATOR: runtime::memory::CountingAllocator = runtime::memory::CountingAllocator;
/// ```
///
/// Without it the memory budget is not kept; the limits on the sizes of texts, arrays and maps are.
#[derive(Debug)]
pub struct CountingAllocator;

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above; the block came from `System`.
        unsafe { System.dealloc(block, layout) }
    }
}
