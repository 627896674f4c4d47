//! Runs the scripts of one worker thread.
//!
//! In: [`Start`]s, [`Reply`]s and [`Event`]s from the host, and the time. Out: [`Output`]s. Each call is a
//! coroutine on a pooled stack; nothing here blocks, reads a clock or touches a socket. The executor and
//! all it holds stay on the thread that made them (`!Send`).

mod afterlife;
mod body;
mod coverage;
mod dialling;
mod fault;
mod lines;
mod output;
mod stack;
mod task;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use rhai::OptimizationLevel;

pub use crate::sandbox::Budgets;
pub(crate) use afterlife::run_handlers;
pub(crate) use body::{run_guest, run_subroutine};
pub(crate) use coverage::Coverage;
pub use coverage::Covered;
pub(crate) use fault::report;
pub(crate) use lines::apply;
pub use output::Output;
use stack::Pool;
use task::Task;

use crate::call::{Call, Desk, Ending, Suspend, Waiting};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::dialplan::{Body, Dialplan};
use crate::globals::Globals;
use crate::host::{CallId, Cause, Event, Finish, Reply, RequestId, Start};
use crate::library::Library;
use crate::sandbox::Sandbox;
use crate::script::{Cache, Language};
use crate::trace::{Past, Wanted, What};

/// The scripts of one worker thread.
///
/// Whoever has one is its host: it starts scripts, answers their requests, tells them of events, and says what time
/// it is. [`Exchange`](crate::exchange::Exchange) is such a host, made to be embedded; use this for more than one
/// thread of scripts, or for requests that take their time.
///
/// ```
/// use std::sync::Arc;
/// use std::time::{Instant, SystemTime};
///
/// use runtime::dialplan::{Dialplan, Source};
/// use runtime::executor::{Budgets, Executor, Output};
/// use runtime::globals::Globals;
/// use runtime::host::{CallId, ChannelId, ChannelInfo, Start, Technology};
/// use runtime::library::Library;
///
/// let text = r#"context "home" { extension "s" => { print("hello"); } }"#;
/// let sources = vec![Source::new("home.rhai", text)];
/// let (dialplan, _) = Dialplan::load(sources, Library::EMPTY);
/// let mut executor = Executor::new(
///     Budgets::default(),
///     Library::EMPTY,
///     Arc::new(dialplan),
///     Globals::new(),
/// );
///
/// let now = Instant::now();
/// let channel = ChannelInfo::new(ChannelId(1), "Bell/1", Technology::Other("Bell"), "s");
/// executor.start(now, Start::new(CallId(1), channel, "home"));
/// executor.run(now, SystemTime::now());
///
/// let said = std::iter::from_fn(|| executor.poll_output());
/// let said: Vec<String> = said
///     .filter_map(|output| match output {
///         Output::Verbose { text, .. } => Some(text),
///         _ => None,
///     })
///     .collect();
/// assert_eq!(said, ["hello"]);
/// ```
#[derive(Debug)]
pub struct Executor {
    desk: Rc<Desk>,
    cache: Cache,
    pool: Pool,
    tasks: HashMap<CallId, Box<Task>>,
    /// Calls that have ended, where somebody wants to look at them.
    ended: Option<HashMap<CallId, Rc<Call>>>,
    ready: VecDeque<CallId>,
    /// Calls that are over, and whose scripts have yet to end. They have turns of their own, so that many that end at once
    /// are in nobody's way.
    ending: VecDeque<CallId>,
    /// Scripts that wait no longer than until then.
    deadlines: BTreeSet<(Instant, CallId)>,
}

impl Executor {
    /// An executor without any call. `sandbox` is what scripts may use and do: [`Budgets`] for all contexts, or a
    /// [`Sandbox`] with rules for some.
    pub fn new(
        sandbox: impl Into<Sandbox>,
        library: Library,
        generation: Arc<Dialplan>,
        globals: Globals,
    ) -> Self {
        let level = OptimizationLevel::Simple;
        let sandbox = sandbox.into();
        let depth = sandbox.general().budgets.depth;
        let language = Rc::new(Language::new(library, depth, level));
        language.prepare(library, &sandbox.depths());
        let desk = Desk::new(sandbox, library, globals, language, generation);
        Self {
            desk: Rc::new(desk),
            cache: Cache::default(),
            pool: Pool::default(),
            tasks: HashMap::new(),
            ended: None,
            ready: VecDeque::new(),
            ending: VecDeque::new(),
            deadlines: BTreeSet::new(),
        }
    }

    /// New calls, `Goto`s and transfers enter this generation from now on; calls that run stay in theirs
    /// until then.
    pub fn set_generation(&mut self, generation: Arc<Dialplan>) {
        self.cache.keep_only(&generation);
        self.desk.set_generation(generation);
    }

    /// Which calls are told step by step from now on, as [`Output::Traced`]. A call that was wanted in one
    /// extension stays so until it ends.
    pub fn follow(&mut self, wanted: Vec<Wanted>) {
        *self.desk.wanted.borrow_mut() = wanted;
        // Each call is looked at by itself.
        #[allow(clippy::iter_over_hash_type)]
        for task in self.tasks.values() {
            task.call.recorder.follow(false);
            task.call.refollow();
        }
    }

    /// Whether a call that is followed is followed statement by statement, from the next body in Rhai on that it
    /// enters. At first only applications are told.
    pub fn follow_lines(&mut self, lines: bool) {
        self.desk.lines.set(lines);
    }

    /// How many bytes are kept of what each call does that begins from now on, for [`Output::Story`]; 0, as in the
    /// beginning, keeps nothing.
    pub fn keep(&mut self, bytes: usize) {
        self.desk.keep.set(bytes);
    }

    /// What the computing of scripts is measured with. Without a clock of the host a step takes no time, and slices are
    /// counted in operations only; with one, a script whose operations take long has its turn no longer than others, and
    /// what runs when depends on the clock.
    pub fn measure(&mut self, clock: fn() -> Instant) {
        self.desk.stopwatch.set(Some(clock));
    }

    /// Lets calls read of the world what a call of the past read.
    pub(crate) fn relive(&mut self, past: Past) {
        *self.desk.past.borrow_mut() = Some(past);
    }

    /// Sets what scripts may use and do from now on. A call that runs comes under it with its next extension or line.
    pub fn set_sandbox(&mut self, sandbox: Sandbox) {
        let language = &self.desk.language;
        language.prepare(self.desk.library, &sandbox.depths());
        self.desk.set_sandbox(sandbox);
    }

    /// Whether the lines and extensions that run are counted, for [`covered`](Self::covered).
    pub fn cover(&mut self, cover: bool) {
        self.desk.coverage.begin(cover);
    }

    /// What ran since [`cover`](Self::cover) was switched on.
    pub fn covered(&self) -> Covered {
        self.desk.coverage.covered()
    }

    /// Where the random numbers of scripts begin. The same calls with the same seed do the same.
    pub fn seed(&mut self, seed: u64) {
        self.desk.chance.seed(seed);
    }

    /// The numbers that scripts draw next.
    pub(crate) fn draw(&mut self, numbers: Vec<u64>) {
        self.desk.chance.set(numbers);
    }

    /// Whether the variables of calls that have ended can still be read, until the executor goes.
    pub fn remember(&mut self, remember: bool) {
        self.ended = remember.then(HashMap::new);
    }

    /// A variable of a call, as `${NAME}` would give it; `None` when there is no such call, or it has ended
    /// and is not [remembered](Self::remember).
    pub fn variable(&self, call: CallId, name: &str) -> Option<String> {
        let running = self.tasks.get(&call).map(|task| &task.call);
        let call = running.or_else(|| self.ended.as_ref()?.get(&call))?;
        Some(call.variable(name))
    }

    /// Sets a variable of a call that runs, as another call wants it (`MASTER_CHANNEL`). Gives whether there is such a
    /// call.
    pub fn set_variable(&self, call: CallId, name: &str, value: impl Into<String>) -> bool {
        let task = self.tasks.get(&call);
        if let Some(task) = task {
            task.call.set_variable(name, value);
        }
        task.is_some()
    }

    /// What a call is told that wants to read a variable of another one, or to set it.
    pub fn answer_about(&self, call: CallId, name: &str, value: Option<String>) -> Reply {
        let reply = match value {
            Some(value) => self.set_variable(call, name, value).then_some(Reply::Done),
            None => self.variable(call, name).map(Reply::Text),
        };
        reply.unwrap_or_else(|| Reply::NotFound(name.to_owned()))
    }

    /// An executor without calls that has what this one compiled, and nothing else of it.
    #[must_use]
    pub fn afresh(&self, globals: Globals) -> Self {
        let desk = Desk::new(
            self.desk.sandbox(),
            self.desk.library,
            globals,
            Rc::clone(&self.desk.language),
            self.desk.generation(),
        );
        Self {
            desk: Rc::new(desk),
            cache: self.cache.clone(),
            pool: self.pool.clone(),
            tasks: HashMap::new(),
            ended: None,
            ready: VecDeque::new(),
            ending: VecDeque::new(),
            deadlines: BTreeSet::new(),
        }
    }

    /// Keeps what another executor made from this one [afresh](Self::afresh) has compiled since.
    pub(crate) fn learn(&mut self, other: &Self) {
        self.cache.add(&other.cache);
    }

    /// Starts a script; it runs at the next [`run`](Self::run). A second start of the same call is ignored.
    pub fn start(&mut self, now: Instant, start: Start) {
        self.desk.set_now(now);
        let id = start.call;
        if self.tasks.contains_key(&id) {
            return;
        }
        let kept = (self.desk.keep.get() > 0).then(|| start.clone());
        let call = Rc::new(Call::new(Rc::clone(&self.desk), start));
        if let Some(start) = kept {
            call.keep_story(self.desk.keep.get(), start);
        }
        call.refollow();
        match Task::new(&self.pool, Rc::clone(&call)) {
            Ok(task) => {
                self.tasks.insert(id, Box::new(task));
                self.wake(id);
            }
            Err(error) => {
                let message = format!("no memory for the stack of a script: {error}");
                let diagnostic = Diagnostic::new(Code::Internal, "", Span::NONE, message);
                fault::put(&call, diagnostic);
                call.set_cause(Cause::Congestion);
                self.finish(&call);
            }
        }
    }

    /// The answer to a request. Ignored when its script waits for it no more.
    pub fn reply(&mut self, now: Instant, to: RequestId, reply: Reply) {
        self.desk.set_now(now);
        if let Some(task) = self.tasks.get(&to.call)
            && task.call.innermost().take_in(to.number, reply)
        {
            self.wake(to.call);
        }
    }

    /// Something happened to a channel of a call.
    pub fn event(&mut self, now: Instant, call: CallId, event: Event) {
        self.desk.set_now(now);
        let Some(task) = self.tasks.get(&call) else {
            return;
        };
        task.call.note(event);
        let waits = task.call.innermost();
        if waits.is_ending() || waits.waiting.get() == Waiting::Event {
            self.wake(call);
        }
    }

    /// Ends a call from outside; its [`Output::Finished`] follows at the next [`run`](Self::run).
    pub fn stop(&mut self, now: Instant, call: CallId) {
        self.desk.set_now(now);
        if let Some(task) = self.tasks.get(&call) {
            task.call.record(|| What::Stop);
            task.call.end(Ending::Stopped);
            self.wake(call);
        }
    }

    /// Gives each script that can go on one slice of about 2,000 operations, and wakes those whose time has
    /// come; with a [clock](Self::measure), as many of them as some milliseconds allow. Call it again while [`is_ready`](Self::is_ready). `wall` is what scripts see as time of day.
    pub fn run(&mut self, now: Instant, wall: SystemTime) {
        self.desk.set_now(now);
        self.desk.set_wall(wall);
        self.desk.begin_turn();
        let (mut ready, mut ending) = (self.ready.len(), self.ending.len());
        // One of each in turn: however many of one kind there are, the others do not wait for all of them.
        for _ in 0..=self.tasks.len() {
            let kinds = [
                take(&mut self.ready, &mut ready),
                self.expired(now),
                take(&mut self.ending, &mut ending),
            ];
            if kinds == [None; 3] {
                break;
            }
            kinds.into_iter().flatten().for_each(|id| self.slice(id));
            if self.desk.is_turn_over() {
                break;
            }
        }
    }

    /// A script whose time has come.
    fn expired(&mut self, now: Instant) -> Option<CallId> {
        while let Some(&(deadline, id)) = self.deadlines.first()
            && deadline <= now
        {
            self.deadlines.pop_first();
            if let Some(task) = self.tasks.get_mut(&id) {
                task.deadline = None;
                if !task.queued {
                    return Some(id);
                }
            }
        }
        None
    }

    /// What there is for the host, oldest first. Empty it after every `run`.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.desk.take()
    }

    /// When [`run`](Self::run) is next needed if nothing happens before.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    /// Whether a script could go on now.
    pub fn is_ready(&self) -> bool {
        !self.ready.is_empty() || !self.ending.is_empty()
    }

    /// How many calls there are.
    pub fn calls(&self) -> usize {
        self.tasks.len()
    }

    /// The generation that new calls enter.
    pub(crate) fn plan(&self) -> Arc<Dialplan> {
        self.desk.generation()
    }

    /// How many calls are in each generation, by its number.
    pub fn calls_by_generation(&self) -> BTreeMap<u64, usize> {
        let mut calls = BTreeMap::new();
        self.tasks.values().for_each(|task| {
            let number = task.call.place.borrow().generation.number();
            *calls.entry(number).or_default() += 1;
        });
        calls
    }

    /// Puts a script at the end of the queue of those that can go on.
    fn wake(&mut self, id: CallId) {
        let Some(task) = self.tasks.get_mut(&id) else {
            return;
        };
        if let Some(deadline) = task.deadline.take() {
            self.deadlines.remove(&(deadline, id));
        }
        if !task.queued {
            task.queued = true;
            let over = task.call.innermost().is_ending();
            let queue = if over {
                &mut self.ending
            } else {
                &mut self.ready
            };
            queue.push_back(id);
        }
    }

    /// One slice of one script.
    fn slice(&mut self, id: CallId) {
        let Some(task) = self.tasks.get_mut(&id) else {
            return;
        };
        task.queued = false;
        if std::mem::take(&mut task.rested) {
            task.call.record_resumed();
        }
        loop {
            match task.resume() {
                Some(Suspend::Slice) => {
                    task.queued = true;
                    self.ready.push_back(id);
                    return;
                }
                Some(Suspend::Wait(deadline)) => {
                    task.deadline = deadline;
                    task.rested = true;
                    if let Some(deadline) = deadline {
                        self.deadlines.insert((deadline, id));
                    }
                    return;
                }
                Some(Suspend::Compile(body)) => {
                    compile(&mut self.cache, &task.call.innermost(), &body);
                }
                None => break,
            }
        }
        if let Some(task) = self.tasks.remove(&id) {
            self.finish(&task.call);
            if let Some(ended) = &mut self.ended {
                ended.insert(id, Rc::clone(&task.call));
            }
        }
    }

    fn finish(&self, call: &Call) {
        call.end_flood();
        let finish = Finish {
            call: call.id(),
            cause: call.cause(),
        };
        if let Some(story) = call.story(&finish) {
            self.desk.put(Output::Story(Box::new(story)));
        }
        self.desk.put(Output::Finished(finish));
    }
}

/// The first of a queue, of those that stood in it when the turn began.
fn take(queue: &mut VecDeque<CallId>, left: &mut usize) -> Option<CallId> {
    *left = left.checked_sub(1)?;
    queue.pop_front()
}

/// Makes a body ready for a call, on the thread's own stack.
fn compile(cache: &mut Cache, call: &Call, body: &Body) {
    let generation = Arc::clone(&call.place.borrow().generation);
    let marked = call.watches_lines();
    match cache.body(&call.desk.language, &generation, body, marked) {
        Ok(code) => call.place.borrow_mut().code = Some(code),
        Err(error) => {
            // The loader compiled it before, so only a file that was loaded in spite of errors comes here.
            let texts = |path: &str| generation.shared_text(path);
            let path = &body.source.path;
            let diagnostic = crate::script::diagnose(error, path, call.desk.library, texts);
            fault::put(call, diagnostic);
            call.end(Ending::Hangup(Cause::Congestion));
            call.set_cause(Cause::Congestion);
        }
    }
}

impl Drop for Executor {
    /// Scripts end by themselves when they are told to, which is cheaper than unwinding their stacks.
    fn drop(&mut self) {
        let ids: Vec<CallId> = self.tasks.keys().copied().collect();
        for id in ids {
            if let Some(task) = self.tasks.get(&id) {
                task.call.end(Ending::Stopped);
                self.slice(id);
            }
        }
    }
}

#[cfg(test)]
mod tests;
