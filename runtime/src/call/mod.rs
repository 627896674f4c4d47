//! What an application or function sees of the call that runs it.
//!
//! Applications are ordinary sequential code: [`Call::request`], [`Call::event`] and [`Call::sleep`]
//! suspend the script's coroutine and come back when there is an answer. When the call has been hung
//! up, or its script ended for another reason, every one of them fails from then on.

mod chance;
mod company;
mod console;
mod desk;
mod ending;
mod error;
mod flow;
mod guest;
mod hangup;
mod lookup;
mod mailbox;
mod place;
mod rule;
mod slices;
mod subroutine;
mod target;
mod timeouts;
mod tracing;
mod values;
mod variables;
mod wait;

use std::any::{Any, TypeId};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use corosensei::Yielder;
use rhai::Position;

pub use crate::host::Target;
pub(crate) use chance::Chance;
use console::Console;
pub(crate) use desk::Desk;
pub(crate) use ending::Ending;
pub use error::ScriptError;
pub use flow::Exception;
use flow::Flow;
use mailbox::Mailbox;
pub(crate) use place::{Frame, Place};
use subroutine::Subroutine;
pub use timeouts::Timeouts;
use variables::Variables;
pub use wait::Wake;
pub(crate) use wait::{Suspend, Waiting};

use crate::host::{CallId, CallerId, Cause, ChannelId, ChannelInfo, Event, Start};
use crate::library::Library;
use crate::sandbox::Rule;
use crate::script::SLICE;
use crate::trace::{Recorder, What};

/// The call an application runs in. One coroutine uses it at a time; it is not `Send`.
pub struct Call {
    id: CallId,
    /// Who it is among those in groups; a guest is somebody of its own there.
    member: CallId,
    channel: Cell<ChannelId>,
    pub(crate) desk: Rc<Desk>,
    info: RefCell<ChannelInfo>,
    /// When the channel was answered, if it was.
    answered: Cell<Option<Instant>>,
    /// When what follows a hangup began, and where the call was then.
    ended: RefCell<Option<(Instant, Target)>>,
    pub(crate) place: RefCell<Place>,
    subroutines: RefCell<Vec<Subroutine>>,
    /// Whether a subroutine that Rhai code waits for was left without a way back.
    pub(crate) abandoned: Cell<bool>,
    flow: Flow,
    pub(crate) timeouts: Timeouts,
    /// Whether the call is over and only what follows a hangup still runs.
    hung_up: Cell<bool>,
    /// Hangup handlers with their arguments, the last one pushed last.
    handlers: RefCell<Vec<(Vec<String>, Vec<String>)>>,
    /// The channel that this one lets a subroutine run on, while it does.
    guest: RefCell<Option<Rc<Self>>>,
    /// The last place an application or function was called from.
    pub(crate) position: Cell<Position>,
    variables: RefCell<Variables>,
    mailbox: Rc<RefCell<Mailbox>>,
    kept: RefCell<Vec<(TypeId, Box<dyn Any>)>>,
    /// Whether other calls may know of this one.
    company: Cell<bool>,
    ending: RefCell<Option<Ending>>,
    cause: Cell<Cause>,
    started: Instant,
    pub(crate) usage: Usage,
    /// What it may use and do where it is now.
    rule: RefCell<Arc<Rule>>,
    console: Console,
    /// What is recorded for its trace; a guest is part of the trace of the call that it is for.
    pub(crate) recorder: Rc<Recorder>,
    pub(crate) waiting: Cell<Waiting>,
    pub(crate) yielder: Cell<*const Yielder<(), Suspend>>,
}

/// What a call has used of its budgets.
#[derive(Debug)]
pub(crate) struct Usage {
    pub(crate) operations: Cell<u64>,
    pub(crate) busy_since: Cell<Instant>,
    pub(crate) jumps: Cell<u32>,
    /// Looks that are one slice of what runs now.
    pub(crate) slice: Cell<u32>,
    /// What has been computed and was not enough for a look: operations times looks a slice.
    pub(crate) owed: Cell<u64>,
}

impl Call {
    pub(crate) fn new(desk: Rc<Desk>, start: Start) -> Self {
        let now = desk.now();
        let mut info = start.channel;
        let mut variables = Variables::default();
        for (name, value) in std::mem::take(&mut info.variables) {
            variables.set(&name, value.into(), desk.library);
        }
        Self {
            id: start.call,
            member: start.call,
            channel: Cell::new(info.id),
            info: RefCell::new(info),
            answered: Cell::new(None),
            ended: RefCell::default(),
            place: RefCell::new(Place {
                generation: desk.generation(),
                context: start.context.into(),
                extension: start.extension.into(),
                priority: start.priority.max(1),
                code: None,
                line: None,
                frames: Vec::new(),
            }),
            subroutines: RefCell::default(),
            abandoned: Cell::new(false),
            flow: Flow::default(),
            timeouts: Timeouts::default(),
            hung_up: Cell::new(false),
            handlers: RefCell::default(),
            guest: RefCell::default(),
            position: Cell::new(Position::NONE),
            variables: RefCell::new(variables),
            mailbox: Rc::default(),
            kept: RefCell::default(),
            company: Cell::new(false),
            ending: RefCell::new(None),
            cause: Cell::new(Cause::Unsaid),
            started: now,
            usage: Usage {
                operations: Cell::new(0),
                busy_since: Cell::new(now),
                jumps: Cell::new(0),
                slice: Cell::new(SLICE),
                owed: Cell::new(0),
            },
            rule: RefCell::new(desk.general_rule()),
            console: Console::new(now),
            recorder: Rc::new(Recorder::new(now)),
            waiting: Cell::new(Waiting::Slice),
            yielder: Cell::new(std::ptr::null()),
            desk,
        }
    }

    /// Which run this is.
    pub fn id(&self) -> CallId {
        self.id
    }

    /// The script's own channel.
    pub fn channel(&self) -> ChannelId {
        self.channel.get()
    }

    /// The channel as scripts may read it, kept up to date by events.
    pub fn with_info<T>(&self, read: impl FnOnce(&ChannelInfo) -> T) -> T {
        read(&self.info.borrow())
    }

    /// Changes what scripts read (language, caller ID, topic); telling the host is the caller's affair.
    pub fn with_info_mut<T>(&self, write: impl FnOnce(&mut ChannelInfo) -> T) -> T {
        write(&mut self.info.borrow_mut())
    }

    /// Who calls.
    pub fn caller(&self) -> CallerId {
        self.with_info(|info| info.caller.clone())
    }

    /// Whether the channel has been answered.
    pub fn is_answered(&self) -> bool {
        self.answered.get().is_some()
    }

    /// How long after its beginning the call was answered, if it was.
    pub fn answered_after(&self) -> Option<Duration> {
        let answered = self.answered.get()?;
        Some(answered.saturating_duration_since(self.started))
    }

    /// Notes that the channel has been answered.
    fn mark_answered(&self) {
        if self.answered.get().is_none() {
            self.answered.set(Some(self.desk.now()));
        }
    }

    /// What can be called here.
    pub fn library(&self) -> Library {
        self.desk.library
    }

    /// How long this call has lasted, on the same clock as [`sleep`](Self::sleep).
    pub fn elapsed(&self) -> Duration {
        self.desk.now().saturating_duration_since(self.started)
    }

    /// Data that an application keeps for the length of the call (the cursor of `SKYPE_BUDDIES`).
    pub fn keep<T: Default + 'static, R>(&self, with: impl FnOnce(&mut T) -> R) -> R {
        let id = TypeId::of::<T>();
        let mut kept = self.kept.borrow_mut();
        let at = kept.iter().position(|(kind, _)| *kind == id);
        let at = at.unwrap_or_else(|| {
            kept.push((id, Box::new(T::default())));
            kept.len() - 1
        });
        let value = kept[at].1.downcast_mut();
        with(value.expect("each value is kept under its own type"))
    }

    /// Takes in what happened to a channel.
    pub(crate) fn note(&self, event: Event) {
        self.record(|| What::Event(event.clone()));
        if let Some(guest) = &*self.guest.borrow() {
            guest.notice(&event);
        }
        if !self.notice(&event) {
            let mut mailbox = self.mailbox.borrow_mut();
            mailbox.queue(event, self.budgets().events);
        }
    }

    /// What follows at once from something that happened; whether nobody need be told any more.
    fn notice(&self, event: &Event) -> bool {
        if event.channel() == self.channel.get() {
            match event {
                Event::Ended(..) if self.hung_up.get() => return true,
                Event::Ended(_, cause) => {
                    self.set_cause(*cause);
                    self.set_hangup_cause(cause.number().into());
                    self.end(Ending::Ended);
                    return true;
                }
                Event::Redirected(_, place) => {
                    self.end(Ending::Redirected(place.clone()));
                    return true;
                }
                Event::Answered(_) => self.mark_answered(),
                Event::Topic(_, topic) => {
                    if let Some(skype) = &mut self.info.borrow_mut().skype {
                        skype.topic.clone_from(topic);
                    }
                }
                _ => {}
            }
        }
        false
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("id", &self.id)
            .field("channel", &self.channel.get())
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}
