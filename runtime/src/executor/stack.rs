//! Stacks for coroutines, pooled: a script that starts takes one, a script that ends gives it back.
//!
//! Virtual size costs nothing, pages count when touched. The lowest page of each stack is a guard:
//! `MADV_GUARD_INSTALL` where the kernel has it (Linux 6.13), which leaves the arena one mapping; elsewhere
//! `mprotect`, which splits it and counts against `vm.max_map_count`.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use corosensei::stack::{Stack, StackPointer};

/// Size of one stack with its guard, in bytes. Address space only.
const SIZE: usize = 1 << 20;
/// The guard, in bytes. Larger than a page so that a large frame cannot step over it.
const GUARD: usize = 16 << 10;
/// Between two operations of the interpreter the stack stays this far from the guard, in bytes. One
/// operation can copy, compare or drop a value, which recurses for each level it is nested: some 1.5 KiB a
/// level at worst.
const RED_ZONE: usize = 384 << 10;
/// Stacks mapped at a time.
const CHUNK: usize = 64;
/// Free stacks that keep their touched pages, so that starting a script causes no page faults.
const WARM: usize = 64;
/// `MADV_GUARD_INSTALL`, which libc does not name yet on all targets.
const GUARD_INSTALL: libc::c_int = 102;

/// The stacks of one executor.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    shared: Rc<RefCell<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Start addresses of free stacks whose pages may be touched.
    warm: Vec<usize>,
    /// Start addresses of free stacks without pages.
    cold: Vec<usize>,
    chunks: Vec<Chunk>,
}

/// A mapping of [`CHUNK`] stacks.
#[derive(Debug)]
struct Chunk(usize);

/// A stack in use.
#[derive(Debug)]
pub(super) struct PooledStack {
    start: usize,
    pool: Rc<RefCell<Shared>>,
}

impl Pool {
    /// A stack, from the pool or newly mapped.
    pub(super) fn take(&self) -> io::Result<PooledStack> {
        let mut shared = self.shared.borrow_mut();
        let start = match shared.warm.pop().or_else(|| shared.cold.pop()) {
            Some(start) => start,
            None => shared.grow()?,
        };
        Ok(PooledStack {
            start,
            pool: Rc::clone(&self.shared),
        })
    }
}

impl PooledStack {
    /// The lowest address a script may reach between two operations.
    pub(super) fn floor(&self) -> usize {
        self.start + GUARD + RED_ZONE
    }

    /// Within the red zone. An allocation below it is a sign of values nested so deeply that copying or
    /// dropping them could reach the guard if they grew on.
    pub(super) fn middle(&self) -> usize {
        self.start + GUARD + RED_ZONE * 2 / 3
    }
}

impl Drop for PooledStack {
    fn drop(&mut self) {
        let mut shared = self.pool.borrow_mut();
        if shared.warm.len() < WARM {
            shared.warm.push(self.start);
            return;
        }
        let pages = (self.start + GUARD) as *mut libc::c_void;
        // SAFETY: the range is this stack above its guard, inside a mapping of the pool, and nothing runs on
        // it any more.
        unsafe { libc::madvise(pages, SIZE - GUARD, libc::MADV_DONTNEED) };
        shared.cold.push(self.start);
    }
}

// SAFETY: the stack is `SIZE` bytes of memory mapped for it alone until it is dropped, aligned to a page,
// and its lowest `GUARD` bytes cannot be accessed.
unsafe impl Stack for PooledStack {
    fn base(&self) -> StackPointer {
        StackPointer::new(self.start + SIZE).expect("a mapping does not end at address 0")
    }

    fn limit(&self) -> StackPointer {
        StackPointer::new(self.start).expect("a mapping does not begin at address 0")
    }
}

impl Shared {
    /// Maps another chunk and gives its first stack.
    fn grow(&mut self) -> io::Result<usize> {
        let chunk = Chunk::map()?;
        let start = chunk.0;
        // Room for all stacks there are: to make it while thousands of calls end lets the allocator look through all
        // that they have freed, at once.
        self.cold.reserve((self.chunks.len() + 1) * CHUNK);
        for index in (0..CHUNK).rev() {
            let stack = start + index * SIZE;
            guard(stack)?;
            self.cold.push(stack);
        }
        self.chunks.push(chunk);
        self.cold
            .pop()
            .ok_or_else(|| io::Error::other("a chunk has no stacks"))
    }
}

impl Chunk {
    fn map() -> io::Result<Self> {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        let access = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: a new anonymous mapping at an address of the kernel's choice touches nothing that exists.
        let start = unsafe { libc::mmap(std::ptr::null_mut(), CHUNK * SIZE, access, flags, -1, 0) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        // A huge page would make one touched page cost 2 MiB.
        // SAFETY: advice on the mapping just made.
        unsafe { libc::madvise(start, CHUNK * SIZE, libc::MADV_NOHUGEPAGE) };
        Ok(Self(start as usize))
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        // SAFETY: the mapping is this chunk's own, and the pool goes only after the last of its stacks.
        unsafe { libc::munmap(self.0 as *mut libc::c_void, CHUNK * SIZE) };
    }
}

/// Makes the lowest pages of a stack inaccessible.
fn guard(stack: usize) -> io::Result<()> {
    let start = stack as *mut libc::c_void;
    // SAFETY: the range lies in a fresh mapping of the pool that nothing uses yet.
    if unsafe { libc::madvise(start, GUARD, GUARD_INSTALL) } == 0 {
        return Ok(());
    }
    // SAFETY: as above.
    if unsafe { libc::mprotect(start, GUARD, libc::PROT_NONE) } == 0 {
        return Ok(());
    }
    Err(io::Error::last_os_error())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_that_was_given_back_is_used_again() {
        let pool = Pool::default();
        let first = pool.take().unwrap().start;
        assert_eq!(pool.take().unwrap().start, first);
    }

    #[test]
    fn stacks_in_use_do_not_overlap() {
        let pool = Pool::default();
        let stacks: Vec<_> = (0..CHUNK * 2 + 1).map(|_| pool.take().unwrap()).collect();
        let mut starts: Vec<_> = stacks.iter().map(|stack| stack.start).collect();
        starts.sort_unstable();
        assert!(starts.windows(2).all(|pair| pair[1] - pair[0] >= SIZE));
    }
}
