//! An exchange: runs dialplans on channels that a program carries itself.
//!
//! The [`Executor`] speaks in requests, replies and events. This is a host for it that answers them, so that a
//! program implements a [`Channel`] and perhaps a [`Carrier`], and is done. It brings Local channels, the database
//! of scripts and custom device states, in memory.
//!
//! In: calls, events, and the time. Out: calls of the two traits. As everywhere here, nothing waits, and there is no
//! clock: the program says what time it is. Left out on purpose: audio. An exchange says who is connected with whom.
//!
//! ```
//! use std::time::{Instant, SystemTime};
//!
//! use runtime::dialplan::{Dialplan, Source};
//! use runtime::exchange::{Channel, Exchange, Incoming};
//! use runtime::host::{Cause, ChannelId};
//! # use runtime::library::{Application, Library, Value};
//! # let library = Library::EMPTY.with(vec![Application {
//! #     name: "Answer",
//! #     run: |call, _| {
//! #         call.request(runtime::host::Request::Answer(call.channel()))?;
//! #         Ok(Value::UNIT)
//! #     },
//! #     ..Application::BARE
//! # }], vec![]);
//!
//! struct Bell;
//!
//! impl Channel for Bell {
//!     fn answer(&mut self) {
//!         println!("somebody answered the bell");
//!     }
//! }
//!
//! let text = r#"context "door" { extension "1" => { Answer(); } }"#;
//! // `stdlib::LIBRARY` in place of `library` has all applications and functions.
//! let (dialplan, findings) = Dialplan::load(vec![Source::new("door.rhai", text)], library);
//! assert!(findings.is_empty());
//!
//! let mut exchange = Exchange::new(library, dialplan, ());
//! let now = Instant::now();
//! let bell = exchange.call(now, Box::new(Bell), Incoming::new("Bell/1", "door", "1"));
//! exchange.run(now, SystemTime::now());
//! assert_eq!(exchange.take_finished(), Some((bell, Cause::Normal)));
//! ```

mod channel;
mod incoming;
mod lines;
mod requests;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

pub use channel::{Carrier, Channel, Playing};
pub use incoming::Incoming;
use lines::{Far, Line};

use crate::database::Database;
use crate::device_state::DeviceState;
use crate::dialplan::Dialplan;
use crate::executor::{Budgets, Executor, Output};
use crate::globals::Globals;
use crate::host::{CallId, Cause, ChannelId, Event, Reply, RequestId, Start};
use crate::library::Library;

/// Runs dialplans on channels that a program carries itself. Not `Send`: scripts stay on the thread they began on.
pub struct Exchange<C> {
    carrier: C,
    executor: Executor,
    globals: Globals,
    plan: Arc<Dialplan>,
    lines: BTreeMap<ChannelId, Line>,
    /// The channel that each script runs on.
    scripts: BTreeMap<CallId, ChannelId>,
    finished: VecDeque<(ChannelId, Cause)>,
    database: Database,
    /// States of custom devices, by their names in lower case.
    devices: BTreeMap<String, DeviceState>,
    /// What is going to happen by itself.
    agenda: BTreeMap<(Instant, u64), Event>,
    last: u64,
}

/// Rounds of all scripts that can go on, at one [`Exchange::run`]. A script that never waits is not over by then.
const ROUNDS: usize = 64;

impl<C: Carrier> Exchange<C> {
    /// An exchange without calls, with the usual [`Budgets`].
    pub fn new(library: Library, dialplan: Dialplan, carrier: C) -> Self {
        Self::with_budgets(library, dialplan, carrier, Budgets::default())
    }

    /// An exchange without calls.
    pub fn with_budgets(
        library: Library,
        dialplan: Dialplan,
        carrier: C,
        budgets: Budgets,
    ) -> Self {
        let plan = Arc::new(dialplan);
        let globals = Globals::new();
        globals.take_over(&plan);
        let executor = Executor::new(budgets, library, Arc::clone(&plan), globals.clone());
        Self {
            carrier,
            executor,
            globals,
            plan,
            lines: BTreeMap::new(),
            scripts: BTreeMap::new(),
            finished: VecDeque::new(),
            database: Database::default(),
            devices: BTreeMap::new(),
            agenda: BTreeMap::new(),
            last: 0,
        }
    }

    /// Another dialplan takes the place of this one. Extensions that run finish in the one they began in.
    pub fn set_dialplan(&mut self, dialplan: Dialplan) {
        self.plan = Arc::new(dialplan);
        self.globals.take_over(&self.plan);
        self.executor.set_generation(Arc::clone(&self.plan));
    }

    /// The dialplan that new calls enter.
    pub fn dialplan(&self) -> &Dialplan {
        &self.plan
    }

    /// What surrounds it.
    pub fn carrier(&mut self) -> &mut C {
        &mut self.carrier
    }

    /// The scripts themselves, to follow their steps, seed their random numbers or read their variables.
    pub fn executor(&mut self) -> &mut Executor {
        &mut self.executor
    }

    /// Global variables.
    pub fn globals(&self) -> &Globals {
        &self.globals
    }

    /// The database of scripts.
    pub fn database(&mut self) -> &mut Database {
        &mut self.database
    }

    /// A call comes in: a script begins on this channel, at the next [`run`](Self::run).
    pub fn call(
        &mut self,
        now: Instant,
        channel: Box<dyn Channel>,
        incoming: Incoming,
    ) -> ChannelId {
        let (id, call) = (ChannelId(self.fresh()), CallId(self.fresh()));
        let (info, context) = incoming.info(id);
        let line = Line::new(call, info.name.clone(), Far::Carried(channel));
        self.lines.insert(id, line);
        self.start(now, Start::new(call, info, context));
        id
    }

    /// Something happened at the far end of a channel. A channel that ended is the exchange's no longer.
    pub fn event(&mut self, now: Instant, event: Event) {
        let id = event.channel();
        match event {
            Event::Ended(_, cause) => self.end(now, id, cause, false),
            Event::Answered(_) => self.pick_up(now, id),
            event => self.tell(now, event),
        }
    }

    /// The answer to a request that [`Carrier::answer`] left open.
    pub fn reply(&mut self, now: Instant, to: RequestId, reply: Reply) {
        self.executor.reply(now, to, reply);
    }

    /// Runs scripts as far as they get at this instant. `wall` is what they see as time of day.
    pub fn run(&mut self, now: Instant, wall: SystemTime) {
        for _ in 0..ROUNDS {
            while let Some(entry) = self.agenda.first_entry()
                && entry.key().0 <= now
            {
                let event = entry.remove();
                self.event(now, event);
            }
            while let Some(event) = self.carrier.poll_event() {
                self.event(now, event);
            }
            self.executor.run(now, wall);
            let mut quiet = true;
            while let Some(output) = self.executor.poll_output() {
                quiet = false;
                self.take(now, output);
            }
            let due = self.agenda.keys().next().is_some_and(|(at, _)| *at <= now);
            if quiet && !due && !self.executor.is_ready() {
                return;
            }
        }
    }

    /// When [`run`](Self::run) is needed next if nothing happens before: at `now` when a script could go on.
    pub fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        if self.executor.is_ready() {
            return Some(now);
        }
        let planned = self.agenda.keys().next().map(|(at, _)| *at);
        planned
            .into_iter()
            .chain(self.executor.poll_timeout())
            .min()
    }

    /// A script that has ended since this was last asked: the channel it ran on, and the cause that ended it.
    pub fn take_finished(&mut self) -> Option<(ChannelId, Cause)> {
        self.finished.pop_front()
    }

    /// How many scripts run.
    pub fn calls(&self) -> usize {
        self.executor.calls()
    }

    fn take(&mut self, now: Instant, output: Output) {
        match output {
            Output::Request(id, request) => {
                if let Some(reply) = self.answer(now, id, request) {
                    self.executor.reply(now, id, reply);
                }
            }
            Output::Finished(finish) => self.finish(now, finish.call, finish.cause),
            output => self.carrier.report(output),
        }
    }

    /// A script has ended, and all its channels end with it.
    fn finish(&mut self, now: Instant, call: CallId, cause: Cause) {
        if let Some(own) = self.scripts.remove(&call) {
            self.finished.push_back((own, cause));
            if self.lines.get(&own).is_some_and(|line| line.owner == call) {
                self.end(now, own, cause, true);
            }
        }
        let left = self.lines.iter().filter(|(_, line)| line.owner == call);
        let left: Vec<ChannelId> = left.map(|(id, _)| *id).collect();
        for id in left {
            self.end(now, id, Cause::Normal, true);
        }
    }

    fn start(&mut self, now: Instant, start: Start) {
        self.scripts.insert(start.call, start.channel.id);
        self.executor.start(now, start);
    }

    fn fresh(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}

impl<C> fmt::Debug for Exchange<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("lines", &self.lines)
            .finish_non_exhaustive()
    }
}
