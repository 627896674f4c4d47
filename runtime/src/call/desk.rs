//! What all calls of an executor share: clock, outputs, globals, the current generation.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::{Chance, ScriptError};
use crate::diagnostic::Code;
use crate::dialplan::Dialplan;
use crate::executor::{Coverage, Output};
use crate::globals::Globals;
use crate::host::ChannelId;
use crate::library::absent;
use crate::library::{Function, Library};
use crate::sandbox::{Rule, Sandbox};
use crate::script::Language;
use crate::trace::{Past, Wanted};

/// How long a script computes before others have their turn, where there is a clock. A slice of ordinary operations
/// takes a third of it; this is for those that take long.
const SLICE_TIME: Duration = Duration::from_millis(1);

/// How long scripts run before the host can hand in what has come meanwhile.
const TURN_TIME: Duration = Duration::from_millis(2);

#[derive(Debug)]
pub(crate) struct Desk {
    sandbox: RefCell<Sandbox>,
    pub(crate) library: Library,
    pub(crate) globals: Globals,
    pub(crate) language: Rc<Language>,
    /// The calls that somebody follows step by step.
    pub(crate) wanted: RefCell<Vec<Wanted>>,
    /// Whether who is followed is followed statement by statement.
    pub(crate) lines: Cell<bool>,
    /// Most bytes that the story of a call may hold; 0 when none is kept.
    pub(crate) keep: Cell<usize>,
    /// What computing is measured with.
    pub(crate) stopwatch: Cell<Option<fn() -> Instant>>,
    /// What calls read of the world, when they repeat one of the past.
    pub(crate) past: RefCell<Option<Past>>,
    /// What has run, when somebody counts.
    pub(crate) coverage: Coverage,
    pub(crate) chance: Chance,
    /// Channels that no host knows yet, counted.
    guests: Cell<u64>,
    generation: RefCell<Arc<Dialplan>>,
    outputs: RefCell<VecDeque<Output>>,
    /// Set by the executor each time the host says what time it is.
    now: Cell<Option<Instant>>,
    wall: Cell<SystemTime>,
    /// When the slice that runs has to be over.
    slice_ends: Cell<Option<Instant>>,
    /// When the host should have its turn.
    turn_ends: Cell<Option<Instant>>,
}

impl Desk {
    pub(crate) fn new(
        sandbox: Sandbox,
        library: Library,
        globals: Globals,
        language: Rc<Language>,
        generation: Arc<Dialplan>,
    ) -> Self {
        Self {
            sandbox: RefCell::new(sandbox),
            library,
            globals,
            language,
            wanted: RefCell::default(),
            lines: Cell::new(false),
            keep: Cell::new(0),
            stopwatch: Cell::new(None),
            past: RefCell::default(),
            coverage: Coverage::default(),
            chance: Chance::default(),
            guests: Cell::new(0),
            generation: RefCell::new(generation),
            outputs: RefCell::default(),
            now: Cell::new(None),
            wall: Cell::new(SystemTime::UNIX_EPOCH),
            slice_ends: Cell::new(None),
            turn_ends: Cell::new(None),
        }
    }

    /// The latest time the host gave.
    pub(crate) fn now(&self) -> Instant {
        self.now
            .get()
            .expect("every way in to the executor tells the time first")
    }

    /// Time does not run backwards, whatever the host says.
    pub(crate) fn set_now(&self, now: Instant) {
        self.now
            .set(Some(self.now.get().map_or(now, |before| before.max(now))));
    }

    /// A slice begins.
    pub(crate) fn begin_slice(&self) {
        self.slice_ends
            .set(self.stopwatch.get().map(|clock| clock() + SLICE_TIME));
    }

    /// The executor has the thread now.
    pub(crate) fn begin_turn(&self) {
        self.turn_ends
            .set(self.stopwatch.get().map(|clock| clock() + TURN_TIME));
    }

    /// Whether the executor has had the thread as long as it may.
    pub(crate) fn is_turn_over(&self) -> bool {
        match (self.stopwatch.get(), self.turn_ends.get()) {
            (Some(clock), Some(end)) => clock() >= end,
            _ => false,
        }
    }

    /// Whether the slice has taken as long as one may.
    pub(crate) fn is_overtime(&self) -> bool {
        match (self.stopwatch.get(), self.slice_ends.get()) {
            (Some(clock), Some(end)) => clock() >= end,
            _ => false,
        }
    }

    pub(crate) fn wall(&self) -> SystemTime {
        self.wall.get()
    }

    pub(crate) fn set_wall(&self, wall: SystemTime) {
        self.wall.set(wall);
    }

    pub(crate) fn generation(&self) -> Arc<Dialplan> {
        Arc::clone(&self.generation.borrow())
    }

    pub(crate) fn set_generation(&self, generation: Arc<Dialplan>) {
        *self.generation.borrow_mut() = generation;
    }

    /// The number of a channel that no host knows yet. Hosts count from below and never get there.
    pub(crate) fn guest_channel(&self) -> ChannelId {
        let count = self.guests.get();
        self.guests.set(count.wrapping_add(1));
        ChannelId(u64::MAX - (count & u64::from(u32::MAX)))
    }

    /// What scripts may use and do.
    pub(crate) fn sandbox(&self) -> Sandbox {
        self.sandbox.borrow().clone()
    }

    pub(crate) fn set_sandbox(&self, sandbox: Sandbox) {
        *self.sandbox.borrow_mut() = sandbox;
    }

    /// The rule of contexts that have none of their own.
    pub(crate) fn general_rule(&self) -> Arc<Rule> {
        Arc::clone(self.sandbox.borrow().general())
    }

    /// The rule of a context, unless it is `known`.
    pub(crate) fn other_rule(&self, context: &str, known: &Arc<Rule>) -> Option<Arc<Rule>> {
        let sandbox = self.sandbox.borrow();
        let rule = if sandbox.is_uniform() {
            sandbox.general()
        } else {
            sandbox.rule(context)
        };
        (!Arc::ptr_eq(rule, known)).then(|| Arc::clone(rule))
    }

    pub(crate) fn put(&self, output: Output) {
        self.outputs.borrow_mut().push_back(output);
    }

    pub(crate) fn take(&self) -> Option<Output> {
        self.outputs.borrow_mut().pop_front()
    }

    pub(crate) fn function(&self, name: &str) -> Result<&'static Function, ScriptError> {
        self.library.function(name).ok_or_else(|| {
            let names = self.library.functions.iter().map(|function| function.name);
            let fault = ScriptError::fault(
                Code::UnknownFunction,
                format!("unknown dialplan function `{name}`"),
            );
            match absent::help(name, names) {
                Some(help) => fault.with_help(help),
                None => fault,
            }
        })
    }
}
