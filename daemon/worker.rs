//! Script workers: one thread a core, each with an executor of its own.
//!
//! A call stays on the worker it began on. What a script wants goes to the signalling thread, and what
//! comes back from there goes to the script, in order.

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use channels::{Input, ToScript};
use runtime::diagnostic::Diagnostic;
use runtime::dialplan::Dialplan;
use runtime::errand::Errand;
use runtime::executor::{Executor, Output};
use runtime::globals::Globals;
use runtime::host::{CallId, Finish, Reply, Request, RequestId};
use runtime::sandbox::Sandbox;
use runtime::trace::{Keep, Shelf, Wanted};

use crate::errands::{Errands, Leash};
use crate::followers::Followers;
use crate::mail::Mailbox;

/// How long workers have to count their calls.
const COUNTING: Duration = Duration::from_secs(1);

/// For a worker.
pub(crate) enum ToWorker {
    /// What has gathered for its calls, in order.
    Calls(Vec<(CallId, ToScript)>),
    Generation(Arc<Dialplan>),
    /// The calls that consoles follow.
    Follow(Vec<Wanted>),
    /// Somebody wants to know how many calls are in each generation.
    Count(Sender<BTreeMap<u64, usize>>),
    /// What scripts may use and do from now on.
    Sandbox(Sandbox),
    /// What became of an errand.
    Done(RequestId, Reply),
    Stop,
}

/// All workers.
pub(crate) struct Workers {
    globals: Globals,
    followers: Followers,
    shelf: Arc<Mutex<Shelf>>,
    senders: Vec<Sender<ToWorker>>,
    /// What each will be sent next.
    gathered: Vec<Vec<(CallId, ToScript)>>,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Starts `count` workers.
    pub(crate) fn start(
        count: usize,
        sandbox: &Sandbox,
        keep: Keep,
        dialplan: &Arc<Dialplan>,
        mailbox: &Mailbox,
    ) -> std::io::Result<Self> {
        let globals = Globals::new();
        let followers = Followers::default();
        let shelf = Arc::new(Mutex::new(Shelf::new(keep)));
        take_over(&globals, dialplan);
        let mut workers = Self {
            globals: globals.clone(),
            followers: followers.clone(),
            shelf: Arc::clone(&shelf),
            senders: Vec::new(),
            gathered: Vec::new(),
            threads: Vec::new(),
        };
        let errands = Errands::default();
        for number in 0..count.max(1) {
            let (sender, receiver) = channel();
            let (errands, own) = (errands.clone(), sender.clone());
            let (sandbox, dialplan, globals, mailbox) = (
                sandbox.clone(),
                Arc::clone(dialplan),
                globals.clone(),
                mailbox.clone(),
            );
            let (followers, shelf) = (followers.clone(), Arc::clone(&shelf));
            // The executor is made on its own thread: it never leaves it.
            let run = move || {
                let mut executor =
                    Executor::new(sandbox, stdlib::LIBRARY, Arc::clone(&dialplan), globals);
                executor.seed(rand::random());
                executor.keep(keep.bytes_a_call());
                executor.measure(Instant::now);
                executor.follow_lines(true);
                Worker {
                    executor,
                    dialplan,
                    receiver,
                    mailbox,
                    followers,
                    shelf,
                    errands,
                    own,
                    running: HashMap::new(),
                }
                .run();
            };
            workers.threads.push(
                std::thread::Builder::new()
                    .name(format!("script-{number}"))
                    .spawn(run)?,
            );
            workers.senders.push(sender);
            workers.gathered.push(Vec::new());
        }
        workers.followers.employ(workers.senders.clone());
        Ok(workers)
    }

    /// What calls did, and who follows them.
    pub(crate) fn traces(&self) -> Traces {
        Traces {
            followers: self.followers.clone(),
            shelf: Arc::clone(&self.shelf),
        }
    }

    /// Something for the script of a call, which gets it with the next [`Self::flush`].
    pub(crate) fn gather(&mut self, call: CallId, message: ToScript) {
        let worker = call.0 % self.gathered.len() as u64;
        self.gathered[usize::try_from(worker).unwrap_or(0)].push((call, message));
    }

    /// Hands the scripts what was gathered. Each worker wakes once for all of it.
    pub(crate) fn flush(&mut self) {
        for (sender, gathered) in self.senders.iter().zip(&mut self.gathered) {
            if !gathered.is_empty() {
                let _ = sender.send(ToWorker::Calls(std::mem::take(gathered)));
            }
        }
    }

    /// A handle for whoever loads dialplans.
    pub(crate) fn publisher(&self) -> Publisher {
        Publisher {
            globals: self.globals.clone(),
            workers: self.senders.clone(),
        }
    }

    /// Ends all workers, and with them the scripts.
    pub(crate) fn stop(self) {
        for sender in &self.senders {
            let _ = sender.send(ToWorker::Stop);
        }
        for thread in self.threads {
            let _ = thread.join();
        }
    }
}

/// Tells all workers of a new generation, and of new rules.
#[derive(Clone)]
pub(crate) struct Publisher {
    globals: Globals,
    workers: Vec<Sender<ToWorker>>,
}

impl Publisher {
    /// New calls enter this one.
    pub(crate) fn publish(&self, dialplan: &Arc<Dialplan>) {
        take_over(&self.globals, dialplan);
        for worker in &self.workers {
            let _ = worker.send(ToWorker::Generation(Arc::clone(dialplan)));
        }
    }
}

/// Sets the global variables of a generation.
fn take_over(globals: &Globals, dialplan: &Dialplan) {
    if let Some((variable, why)) = globals.take_over(dialplan) {
        tracing::warn!(variable, %why, "global variables of the dialplan are not set");
    }
}

/// The traces that are kept, and those that are followed.
#[derive(Clone)]
pub(crate) struct Traces {
    pub(crate) followers: Followers,
    shelf: Arc<Mutex<Shelf>>,
}

impl Traces {
    /// Looks at what is kept.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Shelf) -> T) -> T {
        look(&shelf(&self.shelf))
    }
}

/// A panic while the lock is held leaves the shelf whole enough: at worst it counts a story that is gone.
fn shelf(shelf: &Mutex<Shelf>) -> MutexGuard<'_, Shelf> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Publisher {
    /// How many calls are in each generation, by its number. A worker that does not answer in time is left out.
    pub(crate) fn calls(&self) -> BTreeMap<u64, usize> {
        let (answer, counted) = channel();
        for worker in &self.workers {
            let _ = worker.send(ToWorker::Count(answer.clone()));
        }
        drop(answer);
        let mut calls = BTreeMap::new();
        let until = Instant::now() + COUNTING;
        while let Ok(counted) =
            counted.recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            for (number, count) in counted {
                *calls.entry(number).or_default() += count;
            }
        }
        calls
    }

    /// Scripts come under these rules with their next extension or line.
    pub(crate) fn govern(&self, sandbox: &Sandbox) {
        for worker in &self.workers {
            let _ = worker.send(ToWorker::Sandbox(sandbox.clone()));
        }
    }
}

struct Worker {
    executor: Executor,
    /// The live generation, whose texts show where a script failed.
    dialplan: Arc<Dialplan>,
    receiver: Receiver<ToWorker>,
    mailbox: Mailbox,
    followers: Followers,
    shelf: Arc<Mutex<Shelf>>,
    errands: Errands,
    /// The way back to this worker.
    own: Sender<ToWorker>,
    /// The errand that a call waits for, with the number of the request.
    running: HashMap<CallId, (u32, Arc<Leash>)>,
}

impl Worker {
    fn run(mut self) {
        loop {
            let Some(first) = self.wait() else { return };
            let now = Instant::now();
            if let Some(message) = first
                && !self.take(now, message)
            {
                return;
            }
            // What else has come meanwhile, bounded so that scripts get their turn.
            for _ in 0..16 {
                match self.receiver.try_recv() {
                    Ok(message) => {
                        if !self.take(now, message) {
                            return;
                        }
                    }
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return,
                }
            }
            self.executor.run(Instant::now(), SystemTime::now());
            while let Some(output) = self.executor.poll_output() {
                self.forward(output);
            }
        }
    }

    /// The next message; `Some(None)` when scripts have something to do without one, none at the end.
    fn wait(&self) -> Option<Option<ToWorker>> {
        if self.executor.is_ready() {
            return Some(None);
        }
        let Some(deadline) = self.executor.poll_timeout() else {
            return self.receiver.recv().ok().map(Some);
        };
        let timeout: Duration = deadline.saturating_duration_since(Instant::now());
        match self.receiver.recv_timeout(timeout) {
            Ok(message) => Some(Some(message)),
            Err(RecvTimeoutError::Timeout) => Some(None),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Takes one message in; false at the end.
    fn take(&mut self, now: Instant, message: ToWorker) -> bool {
        match message {
            ToWorker::Calls(messages) => {
                for (call, message) in messages {
                    self.take_one(now, call, message);
                }
            }
            ToWorker::Generation(dialplan) => {
                self.dialplan = Arc::clone(&dialplan);
                self.executor.set_generation(dialplan);
            }
            ToWorker::Follow(wanted) => self.executor.follow(wanted),
            ToWorker::Count(answer) => {
                let _ = answer.send(self.executor.calls_by_generation());
            }
            ToWorker::Sandbox(sandbox) => self.executor.set_sandbox(sandbox),
            ToWorker::Done(id, reply) => {
                let own = |(number, _): &(u32, _)| *number == id.number;
                if self.running.get(&id.call).is_some_and(own) {
                    self.running.remove(&id.call);
                }
                self.executor.reply(now, id, reply);
            }
            ToWorker::Stop => return false,
        }
        true
    }

    fn take_one(&mut self, now: Instant, call: CallId, message: ToScript) {
        match message {
            ToScript::Start(start) => self.executor.start(now, *start),
            ToScript::Reply(number, reply) => {
                self.executor.reply(now, RequestId { call, number }, reply);
            }
            ToScript::Event(event) => self.executor.event(now, call, event),
            ToScript::Ask { by, name, value } => {
                let reply = self.executor.answer_about(call, &name, value);
                self.mailbox.input(Input::Told(by, reply));
            }
        }
    }

    /// Begins something outside of the switch for a call.
    fn begin(&mut self, id: RequestId, errand: Errand) {
        let own = self.own.clone();
        let answer = Box::new(move |reply| {
            let _ = own.send(ToWorker::Done(id, reply));
        });
        let leash = self.errands.begin(errand, answer);
        self.running.insert(id.call, (id.number, leash));
    }

    /// Ends the errand that a call does not wait for any more: it wants something else, or has ended.
    fn abandon(&mut self, call: CallId) {
        if let Some((_, leash)) = self.running.remove(&call) {
            leash.cut();
        }
    }

    fn forward(&mut self, output: Output) {
        if let Output::Request(RequestId { call, .. }, _) | Output::Finished(Finish { call, .. }) =
            &output
        {
            self.abandon(*call);
        }
        match output {
            Output::Request(id, Request::Errand(errand)) => self.begin(id, errand),
            Output::Request(id, request) => self.mailbox.input(Input::Request(id, request)),
            Output::Finished(finish) => self.mailbox.input(Input::Finished(finish)),
            Output::Fault(call, diagnostic) => {
                let fault = Fault(&diagnostic, &self.dialplan);
                // A mistake that each call of a stranger meets is one source of lines.
                let place = format_args!("{}:{}", diagnostic.file, diagnostic.span.line);
                tracing::error!(target: "dialplan", call = call.0, %place, "\n{fault}");
            }
            Output::FloodBegins(call) => {
                tracing::warn!(target: "dialplan", call = call.0, "the script floods the console; lines are left out");
            }
            Output::FloodEnds { call, left_out } => {
                tracing::warn!(target: "dialplan", call = call.0, "the script flooded the console; {left_out} lines were left out");
            }
            Output::Traced(call, entry) => self.followers.tell(call, &entry),
            Output::Story(story) => {
                shelf(&self.shelf).put(*story);
            }
            Output::UserEvent {
                call,
                name,
                headers,
            } => {
                tracing::info!(target: "dialplan", call = call.0, event = %name.escape_debug(), ?headers);
            }
            Output::Verbose { call, level, text } => {
                tracing::info!(target: "dialplan", call = call.0, level, "{}", text.escape_debug());
            }
        }
    }
}

/// A fault as it is shown, made only when it is: it may come a thousand times a second.
struct Fault<'a>(&'a Diagnostic, &'a Dialplan);

impl std::fmt::Display for Fault<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.0.render(|path| self.1.text(path), false);
        f.write_str(text.trim_end())
    }
}
