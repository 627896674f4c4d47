//! How much of the machine one call may use.

use std::time::Duration;

/// What one call may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budgets {
    /// Operations of the interpreter in the whole call. A loop of one assignment and one test takes about
    /// five an iteration. Defaults to 100 million, some ten seconds of computing.
    pub operations: u64,
    /// Bytes that a script holds at a time, counted when
    /// [`CountingAllocator`](crate::memory::CountingAllocator) is installed. Defaults to 8 MiB.
    pub memory: usize,
    /// How long a script computes without waiting for anything. Pre-empted time counts, so it is
    /// longer on a busy worker. Defaults to 10 s.
    pub busy: Duration,
    /// How deep functions call each other. The stack is checked by itself; this gives the better
    /// message. Defaults to 64.
    pub depth: usize,
    /// `Goto`s in a row without waiting for anything. Defaults to 1,000.
    pub jumps: u32,
    /// Events kept for a script that does not look at them; the oldest are dropped beyond that.
    /// Defaults to 256.
    pub events: usize,
    /// Lines for the console (`Verbose`, `NoOp`, `print`) at once; beyond that they are left out. Defaults
    /// to 100.
    pub lines: u32,
    /// The time after which a script that has used up its `lines` may say one more. Defaults to 100 ms.
    pub line_gap: Duration,
}

impl Default for Budgets {
    fn default() -> Self {
        Self {
            operations: 100_000_000,
            memory: 8 << 20,
            busy: Duration::from_secs(10),
            depth: 64,
            jumps: 1_000,
            events: 256,
            lines: 100,
            line_gap: Duration::from_millis(100),
        }
    }
}
