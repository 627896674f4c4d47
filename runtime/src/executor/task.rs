//! One call's coroutine, and switching to it and back.

use std::io;
use std::rc::Rc;
use std::time::Instant;

use corosensei::{Coroutine, CoroutineResult};

use super::body;
use super::stack::{Pool, PooledStack};
use crate::call::{Call, Suspend};
use crate::memory::{Allowance, METER};

/// A script that has begun.
pub(super) struct Task {
    pub(super) call: Rc<Call>,
    coroutine: Coroutine<(), Suspend, (), PooledStack>,
    floor: usize,
    middle: usize,
    /// Bytes it holds, as far as they are counted.
    held: isize,
    /// Whether it stands in the queue of those that could go on.
    pub(super) queued: bool,
    pub(super) deadline: Option<Instant>,
    /// Whether it goes on after a wait the next time, or begins.
    pub(super) rested: bool,
}

impl std::fmt::Debug for Task {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Task")
            .field("call", &self.call)
            .field("held", &self.held)
            .finish_non_exhaustive()
    }
}

impl Task {
    pub(super) fn new(pool: &Pool, call: Rc<Call>) -> io::Result<Self> {
        let stack = pool.take()?;
        let (floor, middle) = (stack.floor(), stack.middle());
        let running = Rc::clone(&call);
        let coroutine = Coroutine::with_stack(stack, move |yielder, ()| {
            body::run(&running, yielder);
        });
        Ok(Self {
            call,
            coroutine,
            floor,
            middle,
            held: 0,
            queued: false,
            deadline: None,
            rested: true,
        })
    }

    /// Runs the script until it gives the thread back. `None` when it has ended.
    pub(super) fn resume(&mut self) -> Option<Suspend> {
        let language = &self.call.desk.language;
        let runs = self.call.innermost();
        language.current.set(Some(Rc::clone(&runs)));
        if let Some(code) = &runs.place.borrow().code {
            language.modules.set(Rc::clone(&code.modules));
        }
        let limit = runs.budgets().memory;
        METER.with(|meter| {
            meter.enter(Allowance {
                fuel: if runs.is_ending() {
                    0
                } else {
                    runs.usage.slice.get()
                },
                floor: self.floor,
                deep: self.middle,
                held: self.held.max(0),
                limit: isize::try_from(limit).unwrap_or(isize::MAX),
            });
        });
        self.call.desk.begin_slice();
        let result = self.coroutine.resume(());
        let (fuel, held) = METER.with(|meter| (meter.fuel(), meter.leave()));
        language.current.set(None);
        self.held = held;
        match result {
            CoroutineResult::Return(()) => None,
            CoroutineResult::Yield(why) => {
                if let Suspend::Wait(_) = why {
                    self.call.innermost().charge_looks(fuel);
                }
                Some(why)
            }
        }
    }
}
