//! What scripts may have done outside of the switch: programs, URLs, files.
//!
//! In: errands of calls, from the threads of scripts. Out: one reply each, to the thread it came from. Threads are
//! started when there is something to do and end when there is nothing for a while. A program or a server that takes
//! long holds up only errands of its kind, and when a call ends its errand ends with it.

mod command;
mod fetch;
mod file;
mod gauge;
mod leash;

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use runtime::errand::Errand;
use runtime::host::{Cause, Reply};

pub(crate) use leash::Leash;

/// Most threads for programs and URLs, and for files.
const SLOW: usize = 32;
const QUICK: usize = 2;
/// Most errands of a kind that wait for a thread.
const MOST_WAITING: usize = 1_000;
/// How long a thread waits for the next errand before it ends.
const IDLE: Duration = Duration::from_secs(10);

/// The threads for errands. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Errands {
    slow: Arc<Pool>,
    quick: Arc<Pool>,
}

/// Takes the reply to an errand.
type Answer = Box<dyn FnOnce(Reply) + Send>;

struct Job {
    errand: Errand,
    leash: Arc<Leash>,
    answer: Answer,
}

/// Threads of one kind.
#[derive(Default)]
struct Pool {
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Job>,
    threads: usize,
    idle: usize,
}

impl Errands {
    /// Begins an errand; the leash ends it.
    pub(crate) fn begin(&self, errand: Errand, answer: Answer) -> Arc<Leash> {
        let leash = Arc::new(Leash::default());
        let (pool, most) = match errand {
            Errand::Run { .. } | Errand::Fetch(_) => (&self.slow, SLOW),
            Errand::Read(..) | Errand::Write(..) | Errand::Look(_) | Errand::Measure(_) => {
                (&self.quick, QUICK)
            }
        };
        let job = Job {
            errand,
            leash: Arc::clone(&leash),
            answer,
        };
        if let Err(job) = pool.put(job, most) {
            let why = "too much is being done outside of the switch already".to_owned();
            (job.answer)(Reply::Refused(Cause::Congestion, why));
        }
        leash
    }
}

impl Pool {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a job, unless there are too many.
    fn put(self: &Arc<Self>, job: Job, most: usize) -> Result<(), Box<Job>> {
        let mut state = self.state();
        if state.waiting.len() >= MOST_WAITING {
            state.waiting.retain(|job| !job.leash.is_cut());
        }
        if state.waiting.len() >= MOST_WAITING {
            return Err(Box::new(job));
        }
        if state.idle <= state.waiting.len() && state.threads < most {
            let pool = Arc::clone(self);
            let thread = std::thread::Builder::new().name("errand".into());
            match thread.spawn(move || pool.work()) {
                Ok(_) => state.threads += 1,
                Err(_) if state.threads > 0 => {}
                Err(_) => return Err(Box::new(job)),
            }
        }
        state.waiting.push_back(job);
        drop(state);
        self.bell.notify_one();
        Ok(())
    }

    /// Does one job after the other.
    fn work(&self) {
        while let Some(job) = self.next() {
            if !job.leash.is_cut() {
                (job.answer)(perform(job.errand, &job.leash));
            }
        }
    }

    /// The next job; `None` when there was none for a while.
    fn next(&self) -> Option<Job> {
        let mut state = self.state();
        state.idle += 1;
        if state.waiting.is_empty() {
            let waited = self
                .bell
                .wait_timeout_while(state, IDLE, |state| state.waiting.is_empty());
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.idle -= 1;
        let job = state.waiting.pop_front();
        if job.is_none() {
            state.threads -= 1;
        }
        job
    }
}

/// Does one errand, and waits for it.
fn perform(errand: Errand, leash: &Leash) -> Reply {
    match errand {
        Errand::Run { words, timeout } => command::run(&words, timeout, leash),
        Errand::Fetch(wish) => fetch::fetch(&wish, leash),
        Errand::Read(place, wish) => file::read(&place, wish),
        Errand::Write(place, edit) => file::write(&place, &edit),
        Errand::Look(place) => file::look(&place),
        Errand::Measure(what) => gauge::measure(what),
    }
}
