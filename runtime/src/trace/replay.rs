//! Runs a kept call again on another dialplan, and finds the first thing that it does differently.
//!
//! Fed from the trace: how it began, each reply and event at its time, wall time, and what it read of the
//! world. Compared: where it is, applications with their data and results, requests, lines for the console,
//! user events, faults, and how it ends. Lines and priorities may move. The first difference ends it, since what
//! the outside did after that belongs to another call.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::entry::{Entry, What};
use super::past::Past;
use super::story::Story;
use super::tell::{Place, Teller};
use super::wanted::Wanted;
use crate::dialplan::Dialplan;
use crate::executor::{Executor, Output};
use crate::globals::Globals;
use crate::host::RequestId;
use crate::library::Library;
use crate::sandbox::Sandbox;
use crate::testing::beginning;

/// The first thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// When, since the call began.
    pub at: Duration,
    /// How many steps were the same.
    pub same: usize,
    /// What the call did; `None` when it did nothing more.
    pub then: Option<Side>,
    /// What it does now; `None` when it does nothing more.
    pub now: Option<Side>,
    /// The last step that was the same, where it stands now.
    pub last: Option<Place>,
}

/// What a call does, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// In words.
    pub text: String,
    /// File and line.
    pub place: Option<Place>,
}

/// How much earlier a wait may be over by the clock of the switch than it was noticed.
const SLACK: Duration = Duration::from_millis(250);
/// Slices between two things that a call does. Its budget of operations ends it long before.
const SLICES: usize = 1_000_000;

/// Runs a story again. Gives how many steps were the same.
///
/// # Errors
///
/// The first difference.
pub fn replay(
    story: &Story,
    plan: Arc<Dialplan>,
    library: Library,
    sandbox: Sandbox,
) -> Result<usize, Box<Difference>> {
    Replay::new(story, plan, library, sandbox).run(story)
}

struct Replay {
    executor: Executor,
    began: Instant,
    now: Instant,
    wall: SystemTime,
    /// What it has done that is not compared yet.
    done: VecDeque<Entry>,
    /// Whether something has come that lets it go on.
    woken: bool,
    /// What was asked for last; nothing is while a reply is waited for.
    asked: Option<RequestId>,
    same: usize,
    /// The step that runs, where it stands now and stood then.
    last: (Option<Place>, Option<Place>),
    then: Teller,
    today: Teller,
}

impl Replay {
    fn new(story: &Story, plan: Arc<Dialplan>, library: Library, sandbox: Sandbox) -> Self {
        let globals = Globals::new();
        globals.take_over(&plan);
        let mut executor = Executor::new(sandbox, library, plan, globals);
        executor.relive(Past::new(&story.entries));
        executor.follow(vec![Wanted::All]);
        let began = beginning();
        executor.start(began, story.start.clone());
        Self {
            executor,
            began,
            now: began,
            wall: SystemTime::UNIX_EPOCH + story.began,
            done: VecDeque::new(),
            woken: true,
            asked: None,
            same: 0,
            last: (None, None),
            then: Teller::new(&story.start),
            today: Teller::new(&story.start),
        }
    }

    fn run(mut self, story: &Story) -> Result<usize, Box<Difference>> {
        for entry in &story.entries {
            match &entry.what {
                // What comes behind cannot be told apart from a difference.
                What::Dropped(_) => return Ok(self.same),
                What::Resumed { wall, .. } => self.resume(entry, *wall)?,
                input if input.is_input() => self.feed(story, entry)?,
                deed if deed.is_deed() => self.compare(entry)?,
                _ => {}
            }
            self.then.tell(entry);
        }
        while self.done.is_empty() && self.executor.is_ready() {
            self.slice();
        }
        match self.done.pop_front() {
            Some(more) => Err(self.difference(None, Some(&more))),
            None if self.executor.calls() > 0 => Err(self.difference(None, None)),
            None => Ok(self.same),
        }
    }

    /// Something comes from outside.
    fn feed(&mut self, story: &Story, entry: &Entry) -> Result<(), Box<Difference>> {
        let at = self.began + entry.at;
        self.not_over_before(entry, at)?;
        let was_ready = self.executor.is_ready();
        let call = story.start.call;
        match &entry.what {
            What::Reply(reply) => {
                if let Some(asked) = self.asked {
                    self.executor.reply(at, asked, (**reply).clone());
                }
            }
            What::Event(event) => self.executor.event(at, call, event.clone()),
            _ => self.executor.stop(at, call),
        }
        self.woken |= !was_ready && self.executor.is_ready();
        Ok(())
    }

    /// A wait that ends by itself now, and did not end then.
    fn not_over_before(&mut self, entry: &Entry, at: Instant) -> Result<(), Box<Difference>> {
        let over = self.executor.poll_timeout();
        if !self.woken && over.is_some_and(|over| over + SLACK < at) {
            let over = over.map_or(Duration::ZERO, |over| over - self.began);
            let then = self.waits(format!("waits until {}", seconds(entry.at)), false);
            let now = self.waits(format!("waits until {}", seconds(over)), true);
            return Err(self.sides(Some(then), Some(now)));
        }
        Ok(())
    }

    /// It goes on after a wait.
    fn resume(&mut self, entry: &Entry, wall: Duration) -> Result<(), Box<Difference>> {
        let at = self.began + entry.at;
        if !self.woken {
            for _ in 0..SLICES {
                if !self.executor.is_ready() || !self.done.is_empty() {
                    break;
                }
                self.slice();
            }
            if let Some(more) = self.done.pop_front() {
                let then = self.waits("waits".to_owned(), false);
                let now = self.side(&more, true);
                return Err(self.sides(Some(then), now));
            }
            self.not_over_before(entry, at)?;
            let over = self.executor.poll_timeout();
            if over.is_none_or(|over| over > at) {
                let until = over.map_or_else(
                    || "waits on".to_owned(),
                    |over| format!("waits until {}", seconds(over - self.began)),
                );
                let then = self.waits(format!("waits until {}", seconds(entry.at)), false);
                let now = self.waits(until, true);
                return Err(self.sides(Some(then), Some(now)));
            }
        }
        self.woken = false;
        self.now = at;
        self.wall = SystemTime::UNIX_EPOCH + wall;
        self.slice();
        Ok(())
    }

    fn slice(&mut self) {
        self.executor.run(self.now, self.wall);
        while let Some(output) = self.executor.poll_output() {
            match output {
                Output::Request(id, _) => self.asked = Some(id),
                Output::Traced(_, entry) if entry.what.is_deed() => self.done.push_back(*entry),
                Output::Traced(_, entry) => self.today.tell(&entry).map_or((), drop),
                _ => {}
            }
        }
    }

    fn compare(&mut self, then: &Entry) -> Result<(), Box<Difference>> {
        for _ in 0..SLICES {
            if !self.done.is_empty() || self.woken || !self.executor.is_ready() {
                break;
            }
            self.slice();
        }
        let Some(now) = self.done.pop_front() else {
            return Err(self.difference(Some(then), None));
        };
        if !is_same(&then.what, &now.what) {
            return Err(self.difference(Some(then), Some(&now)));
        }
        if let What::Step { file, line, .. } = &now.what {
            self.same += 1;
            self.last.0 = Some((Arc::clone(file), *line));
        }
        if let What::Step { file, line, .. } = &then.what {
            self.last.1 = Some((Arc::clone(file), *line));
        }
        self.today.tell(&now);
        Ok(())
    }

    fn difference(&mut self, then: Option<&Entry>, now: Option<&Entry>) -> Box<Difference> {
        let then = then.and_then(|entry| self.side(entry, false));
        let now = now.and_then(|entry| self.side(entry, true));
        self.sides(then, now)
    }

    fn sides(&self, then: Option<Side>, now: Option<Side>) -> Box<Difference> {
        Box::new(Difference {
            at: self.now - self.began,
            same: self.same,
            then,
            now,
            last: self.last.0.clone(),
        })
    }

    fn waits(&self, text: String, today: bool) -> Side {
        let place = if today { &self.last.0 } else { &self.last.1 };
        let place = place.clone();
        Side { text, place }
    }

    fn side(&mut self, entry: &Entry, today: bool) -> Option<Side> {
        let teller = if today {
            &mut self.today
        } else {
            &mut self.then
        };
        let told = teller.tell(entry);
        let text = match &entry.what {
            What::Gave { value, .. } => format!("gave \"{value}\""),
            What::Request(request) if told.is_none() => format!("{request:?}"),
            _ => told.as_ref()?.text.clone(),
        };
        let place = told.and_then(|row| row.place);
        let last = if today { &self.last.0 } else { &self.last.1 };
        let place = place.or_else(|| last.clone());
        Some(Side { text, place })
    }
}

/// Whether both are the same deed, wherever it stands.
fn is_same(then: &What, now: &What) -> bool {
    match (then, now) {
        (
            What::Step {
                application, data, ..
            },
            What::Step {
                application: other,
                data: others,
                ..
            },
        ) => application == other && data == others,
        (
            What::Enter {
                context, extension, ..
            },
            What::Enter {
                context: other,
                extension: others,
                ..
            },
        ) => context == other && extension == others,
        (What::Gave { value, .. }, What::Gave { value: other, .. }) => value == other,
        (
            What::Fault { code, message, .. },
            What::Fault {
                code: other,
                message: others,
                ..
            },
        ) => code == other && message == others,
        (then, now) => then == now,
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}
