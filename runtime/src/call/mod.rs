//! What an application or function sees of the call that runs it.
//!
//! Applications are ordinary sequential code: [`Call::request`], [`Call::event`] and [`Call::sleep`]
//! suspend the script's coroutine and come back when there is an answer. When the call has been hung
//! up, or its script ended for another reason, every one of them fails from then on.

mod chance;
mod company;
mod console;
mod desk;
mod error;
mod flow;
mod guest;
mod hangup;
mod lookup;
mod mailbox;
mod slices;
mod subroutine;
mod target;
mod timeouts;
mod variables;
mod wait;

use std::any::{Any, TypeId};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use corosensei::Yielder;
use rhai::{ImmutableString, Position};

pub(crate) use chance::Chance;
use console::Console;
pub(crate) use desk::Desk;
pub use error::ScriptError;
pub use flow::Exception;
use flow::Flow;
use mailbox::Mailbox;
use subroutine::Subroutine;
pub use target::Target;
pub use timeouts::Timeouts;
use variables::Variables;
pub use wait::Wake;
pub(crate) use wait::{Suspend, Waiting};

use crate::conf;
use crate::diagnostic::{Code, Span};
use crate::dialplan::Dialplan;
use crate::executor::{Output, Step};
use crate::host::{CallId, CallerId, Cause, ChannelId, ChannelInfo, Event, Start};
use crate::library::{Args, Library, Value, text_of};
use crate::script::{Compiled, SLICE};

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
    console: Console,
    pub(crate) waiting: Cell<Waiting>,
    pub(crate) yielder: Cell<*const Yielder<(), Suspend>>,
}

/// Where a script is.
#[derive(Debug)]
pub(crate) struct Place {
    /// The generation the running extension belongs to.
    pub(crate) generation: Arc<Dialplan>,
    /// The context that was entered: the one dialled, not the included one that matched.
    pub(crate) context: ImmutableString,
    /// As dialled.
    pub(crate) extension: ImmutableString,
    /// Which step of it, from 1.
    pub(crate) priority: u32,
    /// The file that runs, if it is one of Rhai.
    pub(crate) code: Option<Rc<Compiled>>,
    /// The line that runs, if it is one of `extensions.conf`.
    pub(crate) line: Option<(Arc<str>, Span)>,
    /// How it got here, oldest first.
    pub(crate) frames: Vec<Frame>,
}

/// A place an extension was left from.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) file: Arc<str>,
    pub(crate) span: Span,
    pub(crate) message: String,
}

/// What a call has used of its budgets.
#[derive(Debug)]
pub(crate) struct Usage {
    pub(crate) operations: Cell<u64>,
    pub(crate) busy_since: Cell<Instant>,
    pub(crate) jumps: Cell<u32>,
    /// Looks that are one slice of what runs now.
    pub(crate) slice: Cell<u32>,
}

/// Why a script is ending. Sticky: once set, nothing a script does takes it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The channel has ended.
    Ended,
    /// The host wants it stopped.
    Stopped,
    /// An application ended it.
    Hangup(Cause),
    /// On to another extension: the end of this one only.
    Goto(Target),
    /// Back from a subroutine: the end of this extension only.
    Return(String),
    /// On to what the caller dials, which begins with this key: the end of this extension only.
    Dialled(char),
    /// The call has lasted as long as it may (`TIMEOUT(absolute)`): the end of this extension only.
    TimedOut,
    /// The dialplan has come to its end.
    Finished,
    /// It used more than it may.
    Budget(Code),
}

/// Frames kept of a long chain of extensions.
const FRAMES: usize = 16;

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
            },
            console: Console::new(now),
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

    /// Where the script is now.
    pub fn context(&self) -> String {
        self.place.borrow().context.to_string()
    }

    /// The extension as dialled.
    pub fn extension(&self) -> String {
        self.place.borrow().extension.to_string()
    }

    /// What the switch itself knows by that name (`EXTEN`), else a channel variable, then a global one; empty
    /// when there is none.
    pub fn variable(&self, name: &str) -> String {
        self.value(name)
            .map(|value| text_of(&value))
            .unwrap_or_default()
    }

    /// A channel variable with the type it was set with, or a global one.
    pub(crate) fn value(&self, name: &str) -> Option<Value> {
        // What the switch itself knows comes first, as in Asterisk: nobody can set `EXTEN`.
        match name {
            "EXTEN" => Some(self.place.borrow().extension.clone().into()),
            "CONTEXT" => Some(self.place.borrow().context.clone().into()),
            "PRIORITY" => Some(i64::from(self.place.borrow().priority).into()),
            "CHANNEL" => Some(self.with_info(|info| info.name.clone()).into()),
            "HANGUPCAUSE" => Some(i64::from(self.hangup_cause()).into()),
            "UNIQUEID" => Some(self.id.0.to_string().into()),
            "EPOCH" => Some(self.epoch().into()),
            "HINT" => self.hint().map(Into::into),
            _ => {
                let own = self.variables.borrow().value(name).cloned();
                own.or_else(|| self.desk.globals.variable(name).map(Into::into))
            }
        }
    }

    /// A channel variable as a script reads it by its bare name. One that has the name of a function, such
    /// as `CHANNEL`, can be read with [`variable`](Self::variable) only.
    pub(crate) fn own_value(&self, name: &str) -> Option<Value> {
        self.variables.borrow().unshadowed(name).cloned()
    }

    /// Sets a channel variable; leading `_` and `__` mean inheritance.
    pub fn set_variable(&self, name: &str, value: impl Into<String>) {
        let value = Value::from(value.into());
        self.variables
            .borrow_mut()
            .set(name, value, self.desk.library);
    }

    /// Whether a channel variable or a global one of that name is set, be it to an empty text. What the
    /// switch itself knows (`EXTEN`) does not count.
    pub fn has_variable(&self, name: &str) -> bool {
        let own = self.variables.borrow().value(name).is_some();
        own || self.desk.globals.variable(name).is_some()
    }

    /// The names of channel variables that begin with `prefix`, what was set last first.
    pub fn variables_beginning(&self, prefix: &str) -> Vec<String> {
        self.variables.borrow().beginning(prefix)
    }

    /// Takes a channel variable away.
    pub fn remove_variable(&self, name: &str) {
        self.variables.borrow_mut().remove(name);
    }

    /// What a channel that this call starts inherits (`_NAME` once, `__NAME` on and on, still with `__`).
    pub fn inherited(&self) -> Vec<(String, String)> {
        self.variables.borrow().inherited()
    }

    /// Reads a dialplan function by its text, `CHANNEL(language)`.
    ///
    /// # Errors
    ///
    /// When there is no such function, it cannot be read, or reading fails.
    pub fn read(&self, expression: &str) -> Result<Value, ScriptError> {
        let Some((name, arguments)) = split(expression) else {
            return Ok(self.value(expression).unwrap_or_else(|| "".into()));
        };
        let function = self.desk.function(name)?;
        let arguments = conf::function_arguments(arguments, function.args);
        let read = function.read.ok_or_else(|| {
            let message = format!("`{name}` can only be written");
            ScriptError::fault(Code::NotReadable, message)
        })?;
        read(self, &Args::new(&arguments))
    }

    /// Writes a variable, or a dialplan function by its text (`Set`).
    ///
    /// # Errors
    ///
    /// When there is no such function, it cannot be written, or writing fails.
    pub fn write(&self, target: &str, value: &Value) -> Result<(), ScriptError> {
        let Some((name, arguments)) = split(target) else {
            let value = variables::kept(value);
            self.variables
                .borrow_mut()
                .set(target, value, self.desk.library);
            return Ok(());
        };
        let function = self.desk.function(name)?;
        let arguments = conf::function_arguments(arguments, function.args);
        let write = function.write.ok_or_else(|| {
            let message = format!("`{name}` can only be read");
            ScriptError::fault(Code::NotWritable, message)
        })?;
        write(self, &Args::new(&arguments), value)
    }

    /// How long this call has lasted, on the same clock as [`sleep`](Self::sleep).
    pub fn elapsed(&self) -> Duration {
        self.desk.now().saturating_duration_since(self.started)
    }

    /// Wall time.
    pub fn wall_clock(&self) -> SystemTime {
        self.desk.wall()
    }

    /// Seconds since 1970, by wall time.
    fn epoch(&self) -> i64 {
        let since = self.wall_clock().duration_since(SystemTime::UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs() as i64)
    }

    /// What the channel is to end with when the script comes to its end (`Busy` after a `Dial` that
    /// said so). Unless set, [`Cause::Normal`] of one that was answered and [`Cause::Unsaid`] of another.
    pub fn set_cause(&self, cause: Cause) {
        self.cause.set(cause);
    }

    /// What the channel ends with.
    pub fn cause(&self) -> Cause {
        match self.cause.get() {
            Cause::Unsaid if self.is_answered() => Cause::Normal,
            cause => cause,
        }
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
        if let Some(guest) = &*self.guest.borrow() {
            guest.notice(&event);
        }
        if !self.notice(&event) {
            let mut mailbox = self.mailbox.borrow_mut();
            mailbox.queue(event, self.desk.budgets.events);
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

    /// Makes the script end. The first reason stays, except that the end of the channel outweighs a `Goto`.
    pub(crate) fn end(&self, reason: Ending) {
        if let Some(guest) = &*self.guest.borrow() {
            guest.end(reason.clone());
        }
        let mut ending = self.ending.borrow_mut();
        if ending.as_ref().is_none_or(Ending::goes_on) {
            *ending = Some(reason);
        }
        crate::memory::METER.with(|meter| meter.refuel(0));
    }

    /// Counts operations against the budget of the call, and ends the script when they are too many.
    pub(crate) fn charge(&self, operations: u64) {
        let used = self.usage.operations.get().saturating_add(operations);
        self.usage.operations.set(used);
        if used > self.desk.budgets.operations {
            self.end(Ending::Budget(Code::TooManyOperations));
        }
    }

    pub(crate) fn is_ending(&self) -> bool {
        self.ending.borrow().is_some()
    }

    pub(crate) fn ending(&self) -> Option<Ending> {
        self.ending.borrow().clone()
    }

    /// What the script is ending for, which no longer holds: it goes on elsewhere.
    pub(crate) fn take_ending(&self) -> Option<Ending> {
        let ending = self.ending.borrow_mut().take();
        crate::memory::METER.with(|meter| meter.refuel(self.usage.slice.get()));
        ending
    }

    /// The script goes on at another place of the dialplan. `frame` is the one it leaves.
    pub(crate) fn jump(&self, target: Target, frame: Option<Frame>) {
        let generation = self.generation_for(&target.context, &target.extension);
        let mut place = self.place.borrow_mut();
        if let Some(frame) = frame {
            if place.frames.len() == FRAMES {
                place.frames.remove(0);
            }
            place.frames.push(frame);
        }
        place.generation = generation;
        place.context = target.context.into();
        place.extension = target.extension.into();
        place.priority = target.priority;
        place.code = None;
        place.line = None;
    }

    /// Where the script is: what it last called something from.
    pub(crate) fn here(&self) -> (Arc<str>, Span) {
        let place = self.place.borrow();
        match (&place.code, &place.line) {
            (Some(code), _) => {
                let span = Span::at(&code.text, self.position.get());
                (Arc::clone(&code.path), span)
            }
            (None, Some((file, span))) => (Arc::clone(file), *span),
            (None, None) => ("".into(), Span::NONE),
        }
    }

    /// The file and line of [`here`](Self::here), without looking for the line's text.
    pub(crate) fn line(&self) -> (Arc<str>, u32) {
        let place = self.place.borrow();
        match (&place.code, &place.line) {
            (Some(code), _) => {
                let line = self.position.get().line().unwrap_or(0);
                (Arc::clone(&code.path), line as u32)
            }
            (None, Some((file, span))) => (Arc::clone(file), span.line),
            (None, None) => ("".into(), 0),
        }
    }

    /// A random number; where they begin is the [executor's](crate::executor::Executor::seed) affair.
    pub fn random(&self) -> u64 {
        self.desk.chance.number()
    }

    /// Tells whoever follows the call what it does now.
    pub(crate) fn step(&self, application: &str, data: &str) {
        if !self.desk.followed.get() {
            return;
        }
        let (file, line) = self.line();
        let place = self.place.borrow();
        let step = Step {
            channel: self.channel.get(),
            context: place.context.to_string(),
            extension: place.extension.to_string(),
            priority: place.priority,
            application: application.to_owned(),
            data: data.to_owned(),
            file,
            line,
        };
        drop(place);
        self.desk.put(Output::Step(self.id, Box::new(step)));
    }

    /// Whether a line of `extensions.conf` runs, and not a body in Rhai.
    pub fn in_line(&self) -> bool {
        self.place.borrow().line.is_some()
    }
}

impl Ending {
    /// Whether the script goes on in another extension.
    fn goes_on(&self) -> bool {
        matches!(
            self,
            Self::Goto(_) | Self::Return(_) | Self::Dialled(_) | Self::TimedOut
        )
    }
}

/// The name of a function and what stands in its parentheses; `None` for the name of a variable. The last
/// parenthesis there is closes it, and it need not be there.
fn split(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once('(')?;
    let inner = rest.rsplit_once(')').map_or(rest, |(inner, _)| inner);
    Some((name, inner))
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
