//! What applications that steer a call need: the data of their line, other applications, exceptions, and why
//! the call ended.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{Call, Ending, ScriptError, Target};
use crate::conf;
use crate::diagnostic::Code;
use crate::executor::{self, Output};
use crate::library::Application;
use crate::trace::What;

/// What a call keeps for them.
#[derive(Debug, Default)]
pub(super) struct Flow {
    data: RefCell<Option<Rc<str>>>,
    /// Applications that run each other.
    depth: Cell<u32>,
    exception: RefCell<Option<Exception>>,
    /// What ran last: an application, and its data if it was a line.
    last: RefCell<(&'static str, Option<Rc<str>>)>,
    hangup_cause: Cell<u32>,
    /// Whether Rhai has an application run as a line would (`Exec`).
    as_line: Cell<bool>,
    /// The application that ran last waited for keys in vain.
    undialled: Cell<bool>,
}

/// Why a call came to the extension `e`, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// `INVALID`, `ABSOLUTETIMEOUT`, …, or what `RaiseException` says.
    pub reason: String,
    /// Where it was raised.
    pub place: Target,
}

/// A line that runs while a subroutine does.
pub(crate) struct Aside {
    data: Option<Rc<str>>,
    as_line: bool,
}

/// Deepest nesting of applications that run another one, such as `ExecIf`.
const DEPTH: u32 = 24;

impl Call {
    /// The data of the line of `extensions.conf` that runs, after substitution; `None` in Rhai.
    pub fn data(&self) -> Option<Rc<str>> {
        self.flow.data.borrow().clone()
    }

    /// Runs an application as a line of `extensions.conf` does, on data that has been substituted. Gives
    /// whether there is one of that name; upper and lower case are one.
    ///
    /// # Errors
    ///
    /// Those of the application. A fatal fault when applications are nested too deeply.
    pub fn execute(&self, name: &str, data: &str) -> Result<bool, ScriptError> {
        let Some(application) = self.desk.library.application_ignoring_case(name) else {
            return Ok(false);
        };
        self.execute_declared(application, data).map(|()| true)
    }

    /// Runs `Application(data)` from Rhai as a line of `extensions.conf`: what stands in it is substituted, and a
    /// mistake is told and does not end the script.
    ///
    /// # Errors
    ///
    /// As a line: whatever leads away from here. [`ScriptError::Ended`] after a mistake that ends the call.
    pub fn run_line(&self, text: &str) -> Result<(), ScriptError> {
        let (name, data) = conf::called(text);
        let before = self.act_as_line(true);
        let outcome = self.substitute(data).and_then(|data| {
            if self.execute(name, &data)? {
                return Ok(());
            }
            let message = format!("unknown application `{name}`");
            Err(ScriptError::fault(Code::UnknownFunction, message).fatal())
        });
        self.act_as_line(before);
        match outcome {
            Err(error @ ScriptError::Fault { .. }) => {
                self.complain(error);
                Ok(())
            }
            Err(error @ ScriptError::Fatal { .. }) => {
                self.complain(error);
                self.end(Ending::Finished);
                Err(ScriptError::Ended)
            }
            outcome => outcome,
        }
    }

    /// Whether an application runs as a line would although Rhai called it.
    pub(super) fn acts_as_line(&self) -> bool {
        self.flow.as_line.get()
    }

    /// Sets that. Gives what it was.
    fn act_as_line(&self, on: bool) -> bool {
        self.flow.as_line.replace(on)
    }

    /// Puts aside the line that runs, for a subroutine which its application waits for.
    pub(crate) fn put_line_aside(&self) -> Aside {
        Aside {
            data: self.flow.data.take(),
            as_line: self.act_as_line(false),
        }
    }

    /// Takes it up again.
    pub(crate) fn take_line_up(&self, line: Aside) {
        self.flow.data.replace(line.data);
        self.act_as_line(line.as_line);
    }

    pub(crate) fn execute_declared(
        &self,
        application: &'static Application,
        data: &str,
    ) -> Result<(), ScriptError> {
        let depth = self.flow.depth.get();
        if depth >= DEPTH {
            let message = format!("more than {DEPTH} applications run each other");
            return Err(ScriptError::fault(Code::TooDeep, message).fatal());
        }
        self.flow.depth.set(depth + 1);
        let data: Rc<str> = data.into();
        self.begins(application.name, Some(Rc::clone(&data)));
        let before = self.flow.data.replace(Some(Rc::clone(&data)));
        let outcome = executor::apply(self, application, &data);
        self.flow.data.replace(before);
        self.flow.depth.set(depth);
        outcome
    }

    /// The application that ran last, and its data if that was a line.
    pub fn last_application(&self) -> (&'static str, Rc<str>) {
        let (application, data) = self.flow.last.borrow().clone();
        (application, data.unwrap_or_default())
    }

    /// Notes which application runs, and the data if it is a line.
    pub(crate) fn begins(&self, application: &'static str, data: Option<Rc<str>>) {
        self.flow.last.replace((application, data));
        self.flow.undialled.set(false);
    }

    /// Reports a mistake and lets the call go on.
    pub fn complain(&self, error: ScriptError) {
        // What is no mistake is left to whoever notices that the call has ended.
        let _other = executor::report(self, error);
    }

    /// The application of a step of the extension that runs, if it is a line.
    pub fn application_at(&self, priority: u32) -> Option<String> {
        let (context, extension) = (self.context(), self.extension());
        let generation = self.generation_for(&context, &extension);
        self.query(&extension, |query| {
            let step = generation.step(&context, query.priority(priority))?;
            step.application().map(str::to_owned)
        })
    }

    /// The step of its extension that runs.
    pub fn priority_now(&self) -> u32 {
        self.place.borrow().priority
    }

    /// What was raised last.
    pub fn exception(&self) -> Option<Exception> {
        self.flow.exception.borrow().clone()
    }

    /// Notes what is raised here. Gives the place to go to, the extension `e` of this context.
    pub fn raise(&self, reason: impl Into<String>) -> Target {
        let (context, extension) = (self.context(), self.extension());
        let target = Target::start(context.clone(), "e");
        let place = Target {
            context,
            extension,
            priority: self.priority_now(),
        };
        let reason = reason.into();
        self.flow
            .exception
            .replace(Some(Exception { reason, place }));
        target
    }

    /// Why the call, or the last one it dialled, ended, as a number of Q.850; 0 while nothing has said so.
    pub fn hangup_cause(&self) -> u32 {
        self.flow.hangup_cause.get()
    }

    /// Sets it.
    pub fn set_hangup_cause(&self, cause: u32) {
        self.flow.hangup_cause.set(cause);
    }

    /// A global variable; empty when it is not set.
    pub fn global(&self, name: &str) -> String {
        self.global_variable(name).unwrap_or_default()
    }

    /// Sets a global variable; an empty value removes it.
    ///
    /// # Errors
    ///
    /// When all calls together have set as many, or as much, as there may be.
    pub fn set_global(&self, name: &str, value: &str) -> Result<(), ScriptError> {
        self.desk.globals.set(name, value).map_err(|full| {
            let message = format!("the global variable `{name}` cannot be set: {full}");
            let help = "they stay when a call ends: remove those that are over with `GLOBAL_DELETE`, and keep what \
                belongs to one caller or one day in the database, with `DB`";
            ScriptError::fault(Code::GlobalsFull, message).with_help(help)
        })
    }

    /// Tells whoever listens that something happened in the dialplan (`UserEvent`).
    pub fn user_event(&self, name: String, headers: Vec<(String, String)>) {
        let call = self.id;
        self.record(|| What::UserEvent {
            name: name.as_str().into(),
            headers: headers.clone(),
        });
        self.desk.put(Output::UserEvent {
            call,
            name,
            headers,
        });
    }

    /// Notes that the caller was waited for to dial, and did not. If the body in Rhai ends without another application,
    /// the call goes to the extension `t` of its context, or to `e`, as it does behind the last line of
    /// `extensions.conf`.
    pub fn dials_nothing(&self) {
        self.flow.undialled.set(true);
    }

    /// Where a caller who dialled nothing goes, if that was the last that happened.
    pub(crate) fn undialled(&self) -> Option<Target> {
        if !self.flow.undialled.take() {
            return None;
        }
        self.after_silence()
    }

    /// Where a caller goes who dials nothing: to the extension `t` of the context, or to `e`, which is then told why.
    pub fn after_silence(&self) -> Option<Target> {
        let context = self.context();
        if self.takes_event(&context, "t") {
            return Some(Target::start(context, "t"));
        }
        self.takes_event(&context, "e")
            .then(|| self.raise("RESPONSETIMEOUT"))
    }

    /// Whether more keys behind those could lead to an extension of that context.
    pub fn more_can_be_dialled(&self, context: &str, keys: &str) -> bool {
        let generation = self.desk.generation();
        self.query(keys, |query| generation.could_grow(context, query))
    }
}
