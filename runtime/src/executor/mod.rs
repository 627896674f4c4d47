//! Runs the scripts of one worker thread.
//!
//! In: [`Start`]s, [`Reply`]s and [`Event`]s from the host, and the time. Out: [`Output`]s. Each call is a
//! coroutine on a pooled stack; nothing here blocks, reads a clock or touches a socket. The executor and
//! all it holds stay on the thread that made them (`!Send`).

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::diagnostic::Diagnostic;
use crate::dialplan::Dialplan;
use crate::globals::Globals;
use crate::host::{CallId, Event, Finish, Reply, Request, Start};
use crate::library::Library;

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
        }
    }
}

/// What an executor has for its host.
#[derive(Debug)]
pub enum Output {
    /// A script wants something; [`Executor::reply`] with what came of it.
    Request(CallId, Request),
    /// A script has ended. The last output of its call, given once for every [`Start`].
    Finished(Finish),
    /// A script did something wrong, and usually ends because of it.
    Fault(CallId, Box<Diagnostic>),
    /// A line for the console (`Verbose`, `NoOp`, `print`).
    Verbose {
        /// Who says it.
        call: CallId,
        /// 0 to 10, as in Asterisk.
        level: u8,
        /// What.
        text: String,
    },
}

/// The scripts of one worker thread.
#[derive(Debug)]
pub struct Executor {
    _inner: std::marker::PhantomData<*mut ()>,
}

#[allow(clippy::todo, unused_variables)] // bodies follow
impl Executor {
    /// An executor without any call.
    pub fn new(
        budgets: Budgets,
        library: Library,
        generation: Arc<Dialplan>,
        globals: Globals,
    ) -> Self {
        todo!()
    }

    /// New calls, `Goto`s and transfers enter this generation from now on; calls that run stay in theirs
    /// until then.
    pub fn set_generation(&mut self, generation: Arc<Dialplan>) {
        todo!()
    }

    /// Starts a script; it runs at the next [`run`](Self::run).
    pub fn start(&mut self, now: Instant, start: Start) {
        todo!()
    }

    /// The answer to the one request a call has open; anything else is ignored.
    pub fn reply(&mut self, now: Instant, call: CallId, reply: Reply) {
        todo!()
    }

    /// Something happened to a channel of a call.
    pub fn event(&mut self, now: Instant, call: CallId, event: Event) {
        todo!()
    }

    /// Gives each script that can go on one slice of about 2,000 operations, and wakes those whose time has
    /// come. Call it again while [`is_ready`](Self::is_ready). `wall` is what scripts see as time of day.
    pub fn run(&mut self, now: Instant, wall: SystemTime) {
        todo!()
    }

    /// What there is for the host, oldest first. Empty it after every `handle` and `run`.
    pub fn poll_output(&mut self) -> Option<Output> {
        todo!()
    }

    /// When [`run`](Self::run) is next needed if nothing happens before.
    pub fn poll_timeout(&self) -> Option<Instant> {
        todo!()
    }

    /// Whether a script could go on now.
    pub fn is_ready(&self) -> bool {
        todo!()
    }

    /// How many calls there are.
    pub fn calls(&self) -> usize {
        todo!()
    }

    /// Ends a call from outside; its [`Output::Finished`] follows.
    pub fn stop(&mut self, now: Instant, call: CallId) {
        todo!()
    }
}
