//! Counts what each script allocates and how deep its stack goes, so that one cannot take all there is.
//!
//! In: every allocation of the thread, by [`CountingAllocator`]. Out: the `Meter` that the executor sets
//! when it resumes a script and reads when the script comes back. The interpreter asks it on every
//! operation, so it is one test of a counter until something is wrong.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

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

// SAFETY: every call goes to the system's allocator unchanged; counting touches only cells of the thread
// that need neither initialization nor destruction, and allocates nothing.
unsafe impl GlobalAlloc for CountingAllocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        METER.with(|meter| meter.took(layout.size()));
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`.
        unsafe { System.alloc(layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        METER.with(|meter| meter.gave(layout.size()));
        // SAFETY: as above; the block came from `System`.
        unsafe { System.dealloc(block, layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        METER.with(|meter| meter.took(layout.size()));
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        METER.with(|meter| {
            meter.gave(layout.size());
            meter.took(size);
        });
        // SAFETY: as above.
        unsafe { System.realloc(block, layout, size) }
    }
}

thread_local! {
    /// The meter of the script that runs on this thread now.
    pub(crate) static METER: Meter = const { Meter::idle() };
}

/// What the running script may still use.
#[derive(Debug)]
pub(crate) struct Meter {
    /// Operations until somebody looks closer. 0 makes every operation look.
    fuel: Cell<u32>,
    /// What is left of the slice beyond that.
    rest: Cell<u32>,
    /// Most operations until somebody looks at the clock.
    glance: Cell<u32>,
    /// Lowest address the stack may reach between two operations.
    floor: Cell<usize>,
    /// An allocation made below this address is a sign of values nested too deeply: copying or dropping
    /// them recurses once a level, within one operation.
    deep: Cell<usize>,
    /// Whether that happened.
    sank: Cell<bool>,
    /// Bytes held; negative when the script gave back what it had been handed.
    held: Cell<isize>,
    /// Most bytes it may hold.
    limit: Cell<isize>,
}

/// Looks at the clock in a slice. Each costs some 30 ns, a hundredth of what runs between two of them.
const GLANCES: u32 = 64;

/// Octets that any function of the library is done with in some microseconds.
const BRIEF: usize = 1024;

/// What the executor sets for a script before it resumes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    pub(crate) fuel: u32,
    pub(crate) floor: usize,
    pub(crate) deep: usize,
    pub(crate) held: isize,
    pub(crate) limit: isize,
}

impl Meter {
    const fn idle() -> Self {
        Self {
            fuel: Cell::new(u32::MAX),
            rest: Cell::new(0),
            glance: Cell::new(u32::MAX),
            floor: Cell::new(0),
            deep: Cell::new(0),
            sank: Cell::new(false),
            held: Cell::new(0),
            limit: Cell::new(isize::MAX),
        }
    }

    #[inline]
    fn took(&self, size: usize) {
        let held = self.held.get().wrapping_add_unsigned(size);
        self.held.set(held);
        if held > self.limit.get() {
            self.fuel.set(0);
        }
        if stack_pointer() < self.deep.get() {
            self.sank.set(true);
            self.fuel.set(0);
        }
    }

    #[inline]
    fn gave(&self, size: usize) {
        self.held.set(self.held.get().wrapping_sub_unsigned(size));
    }

    /// One operation. `false` when somebody has to look closer.
    #[inline]
    pub(crate) fn burn(&self) -> bool {
        let fuel = self.fuel.get();
        if fuel == 0 || stack_pointer() < self.floor.get() {
            return false;
        }
        self.fuel.set(fuel - 1);
        true
    }

    /// Sets what the script that is resumed now may use.
    pub(crate) fn enter(&self, allowance: Allowance) {
        self.glance.set(glance(allowance.fuel));
        self.refuel(allowance.fuel);
        self.floor.set(allowance.floor);
        self.deep.set(allowance.deep);
        self.sank.set(false);
        self.held.set(allowance.held);
        self.limit.set(allowance.limit);
    }

    /// The script is not running any more; gives what it holds.
    pub(crate) fn leave(&self) -> isize {
        let held = self.held.get();
        self.enter(Allowance {
            fuel: u32::MAX,
            floor: 0,
            deep: 0,
            held: 0,
            limit: isize::MAX,
        });
        held
    }

    /// The script takes over `size` bytes that were allocated elsewhere.
    pub(crate) fn accept(&self, size: usize) {
        self.took(size);
    }

    /// The script gives `size` bytes away that it had allocated.
    pub(crate) fn hand_over(&self, size: usize) {
        self.gave(size);
    }

    /// Does something that the script does not pay for: what it allocates is the switch's.
    pub(crate) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        let (held, limit) = (self.held.get(), self.limit.replace(isize::MAX));
        let done = work();
        self.held.set(held);
        self.limit.set(limit);
        done
    }

    /// What is left of the slice.
    pub(crate) fn fuel(&self) -> u32 {
        self.fuel.get().saturating_add(self.rest.get())
    }

    /// Gives so many operations, of which some may run before the next look at the clock.
    pub(crate) fn refuel(&self, fuel: u32) {
        let first = fuel.min(self.glance.get());
        self.fuel.set(first);
        self.rest.set(fuel - first);
    }

    /// Gives a whole slice.
    pub(crate) fn begin_slice(&self, looks: u32) {
        self.glance.set(glance(looks));
        self.refuel(looks);
    }

    /// Something was done with so many octets: if that may have taken long, the next operation looks at the clock.
    pub(crate) fn worked_on(&self, octets: usize) {
        if octets > BRIEF {
            self.hurry();
        }
    }

    fn hurry(&self) {
        let fuel = self.fuel();
        self.fuel.set(0);
        self.rest.set(fuel);
    }

    /// Another limit on what the script holds.
    pub(crate) fn limit(&self, limit: usize) {
        let limit = isize::try_from(limit).unwrap_or(isize::MAX);
        self.limit.set(limit);
        if self.held.get() > limit {
            self.fuel.set(0);
        }
    }

    /// Whether the script holds more than it may.
    pub(crate) fn is_over(&self) -> bool {
        self.held.get() > self.limit.get()
    }

    /// Whether its stack is, or was, too deep.
    pub(crate) fn is_deep(&self) -> bool {
        self.sank.get() || stack_pointer() < self.floor.get()
    }

    /// Bytes of stack left above the floor.
    pub(crate) fn headroom(&self) -> usize {
        stack_pointer().saturating_sub(self.floor.get())
    }
}

/// Operations between two looks at the clock, in a slice of so many. In short slices there is more between two of them.
fn glance(looks: u32) -> u32 {
    if looks == u32::MAX {
        return looks;
    }
    (looks / GLANCES).max(1)
}

/// Roughly the stack pointer: the address of a local variable.
#[inline]
fn stack_pointer() -> usize {
    let here = 0_u8;
    std::hint::black_box(&raw const here) as usize
}
