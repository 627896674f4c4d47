//! What a call does is recorded here, for traces: each step, what it read of the world, what came to it.
//!
//! Nothing of this costs the script anything but time: what is allocated is not counted against its memory.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::{Call, ScriptError};
use crate::diagnostic::{Code, Diagnostic};
use crate::executor::Output;
use crate::host::{Finish, Start};
use crate::library::{Value, text_of};
use crate::memory::METER;
use crate::trace::{Entry, Story, What, cut};

/// Longest data of a step, in octets.
const DATA: usize = 1024;
/// Longest value of a variable, or of an application.
const VALUE: usize = 256;

/// A step that has begun, for when it ends.
#[must_use]
pub(crate) struct Begun(Option<u8>);

impl Call {
    /// A step begins: an application with its data. `file` is that of the statement, if it is not the one
    /// that runs. What it gives goes to [`end_step`](Self::end_step).
    #[inline]
    pub(crate) fn begin_step(
        &self,
        application: &'static str,
        data: impl FnOnce() -> String,
        file: impl FnOnce() -> Option<Arc<str>>,
    ) -> Begun {
        if !self.recorder.takes_step() {
            return Begun(None);
        }
        let depth = self.recorder.deepen();
        METER.with(|meter| {
            meter.aside(|| self.record_step(application, depth, &data(), file()));
        });
        Begun(Some(depth))
    }

    /// It has ended, with this value or for this reason.
    #[inline]
    pub(crate) fn end_step(&self, begun: Begun, outcome: Result<&Value, &ScriptError>) {
        if let Begun(Some(depth)) = begun {
            self.recorder.rise(depth);
            METER.with(|meter| meter.aside(|| self.record_end(depth, outcome)));
        }
    }

    #[cold]
    fn record_end(&self, depth: u8, outcome: Result<&Value, &ScriptError>) {
        self.put_entry(match outcome {
            Ok(value) => What::Gave {
                depth,
                value: cut(&text_of(value), VALUE),
            },
            Err(error) => What::Left {
                depth,
                why: cut(&left(error), VALUE),
            },
        });
    }

    #[cold]
    fn record_step(
        &self,
        application: &'static str,
        depth: u8,
        data: &str,
        file: Option<Arc<str>>,
    ) {
        let (own, line) = self.line();
        let file = file.unwrap_or(own);
        self.enter(&file);
        let priority = self.place.borrow().priority;
        self.put_entry(What::Step {
            depth,
            priority,
            application: application.into(),
            data: cut(data, DATA),
            file,
            line,
        });
    }

    /// Whether the statements of a body in Rhai are to say when they begin.
    pub(crate) fn watches_lines(&self) -> bool {
        let follows = self.desk.lines.get() && self.recorder.is_followed();
        follows || self.desk.coverage.is_on()
    }

    /// A statement of a body in Rhai begins.
    pub(crate) fn statement(&self, file: &Arc<str>, line: u32) {
        if self.desk.coverage.is_on() {
            self.desk.coverage.line(file, line);
        }
        if self.recorder.is_followed() && self.recorder.takes_details() {
            METER.with(|meter| {
                meter.aside(|| {
                    self.enter(file);
                    let file = Arc::clone(file);
                    let at = self.moment();
                    let what = What::Line { file, line };
                    self.desk
                        .put(Output::Traced(self.id, Box::new(Entry { at, what })));
                });
            });
        }
    }

    /// Says where the next step is, if that is elsewhere.
    fn enter(&self, file: &Arc<str>) {
        let place = self.place.borrow();
        let text = || match &place.code {
            Some(code) if Arc::ptr_eq(&code.path, file) => Some(Arc::clone(&code.text)),
            _ => place.generation.shared_text(file),
        };
        self.recorder.file(file, text);
        let what = self.with_info(|info| {
            let here = [&info.name, &*place.context, &*place.extension];
            self.recorder.enters(here).then(|| What::Enter {
                id: info.id,
                channel: here[0].into(),
                context: here[1].into(),
                extension: here[2].into(),
            })
        });
        drop(place);
        if let Some(what) = what {
            self.put_entry(what);
        }
    }

    /// Something that belongs to the last step, or that a replay needs.
    pub(crate) fn record(&self, what: impl FnOnce() -> What) {
        if self.recorder.is_on() {
            METER.with(|meter| meter.aside(|| self.put_entry(what())));
        }
    }

    /// A channel variable is about to change.
    pub(crate) fn record_change(&self, name: &str, after: Option<&Value>) {
        if self.recorder.takes_details() {
            METER.with(|meter| meter.aside(|| self.put_change(name, after)));
        }
    }

    fn put_change(&self, name: &str, after: Option<&Value>) {
        let name = name
            .strip_prefix("__")
            .or(name.strip_prefix('_'))
            .unwrap_or(name);
        let before = self.variables.borrow().value(name).map(text_of);
        let after = after.map(text_of);
        if before != after {
            self.put_entry(What::Set {
                name: cut(name, VALUE),
                before: before.map(|text| cut(&text, VALUE)),
                after: after.map(|text| cut(&text, VALUE)),
            });
        }
    }

    /// Reads something that others decide about; one that repeats a call of the past reads what was then.
    pub(crate) fn consult(
        &self,
        key: impl FnOnce() -> String,
        live: impl FnOnce() -> Option<String>,
    ) -> Option<String> {
        if !self.recorder.is_on() {
            return live();
        }
        let key = key();
        let value = self.read_past(&key).unwrap_or_else(live);
        self.record_read(&key, value.as_deref());
        value
    }

    /// A global variable. What the dialplan itself sets it to is not recorded: a replay shall see what the
    /// dialplan sets by then.
    pub(crate) fn global_variable(&self, name: &str) -> Option<String> {
        let globals = &self.desk.globals;
        if !self.recorder.is_on() {
            return globals.variable(name);
        }
        let key = format!("global {name}");
        let value = match self.read_past(&key) {
            Some(past) => past,
            None if globals.is_as_loaded(name) => return globals.variable(name),
            None => globals.variable(name),
        };
        self.record_read(&key, value.as_deref());
        value
    }

    fn read_past(&self, key: &str) -> Option<Option<String>> {
        self.desk.past.borrow_mut().as_mut()?.read(key)
    }

    fn record_read(&self, key: &str, value: Option<&str>) {
        let record = || {
            if !self.recorder.repeat_read(key, value) {
                self.put_entry(What::Read {
                    key: key.into(),
                    value: value.map(Into::into),
                    times: 1,
                });
            }
        };
        if self.recorder.takes_details() {
            METER.with(|meter| meter.aside(record));
        }
    }

    /// The script goes on after a wait.
    pub(crate) fn record_resumed(&self) {
        self.record(|| {
            let wall = self.desk.wall().duration_since(SystemTime::UNIX_EPOCH);
            What::Resumed {
                wall: wall.unwrap_or_default(),
                waited: self.told_time().saturating_sub(self.recorder.rested.get()),
            }
        });
    }

    /// The script is about to wait, or has ended.
    pub(crate) fn record_rest(&self) {
        if !self.recorder.is_on() {
            return;
        }
        let missed = self.recorder.rest();
        if missed > 0 {
            self.record(|| What::Unrecorded(missed));
        }
        self.recorder.rested.set(self.moment());
    }

    /// The script did something wrong.
    pub(crate) fn record_fault(&self, fault: &Diagnostic) {
        // That somebody dials what is not there is no mistake of the dialplan.
        let misdialled = fault.code == Code::NoSuchExtension && !self.recorder.has_stepped();
        if self.recorder.is_on() && !misdialled {
            self.recorder.fail();
        }
        self.record(|| What::Fault {
            code: fault.code.id().into(),
            message: cut(&fault.message, DATA),
            file: Arc::clone(&fault.file),
            line: fault.span.line,
        });
    }

    /// What was recorded, when the call has ended.
    pub(crate) fn story(&self, finish: &Finish) -> Option<Story> {
        if !self.recorder.is_on() {
            return None;
        }
        self.record_rest();
        self.record(|| What::Finished(finish.cause));
        if !self.recorder.is_kept() {
            return None;
        }
        let recorded = self.recorder.take();
        let start = self.recorder.start.take()?;
        Some(Story::kept(
            *start,
            recorded.entries,
            recorded.texts,
            recorded.failed,
        ))
    }

    /// Begins to record, within so many bytes.
    pub(crate) fn keep_story(&self, limit: usize, start: Start) {
        self.recorder.keep(limit);
        self.recorder.start.replace(Some(Box::new(start)));
    }

    /// Whether somebody follows this call, where it is now.
    pub(crate) fn refollow(&self) {
        let wanted = self.desk.wanted.borrow();
        if wanted.is_empty() {
            if self.recorder.is_followed() {
                self.recorder.follow(false);
            }
            return;
        }
        let place = self.place.borrow();
        let is = self.with_info(|info| {
            let mut wanted = wanted.iter();
            wanted.any(|wanted| wanted.is(&info.name, &place.context, &place.extension))
        });
        // Who is followed into one extension is followed to the end.
        if is && !self.recorder.is_followed() {
            self.recorder.follow(true);
        }
    }

    fn put_entry(&self, what: What) {
        // What comes from outside has the time that the host gave with it, which a replay gives again.
        let at = if what.is_input() {
            self.told_time()
        } else {
            self.moment()
        };
        let entry = Entry { at, what };
        if self.recorder.is_followed() {
            self.desk
                .put(Output::Traced(self.id, Box::new(entry.clone())));
        }
        self.recorder.put(entry);
    }

    /// How long the call lasts now, computing included where the host has a clock for it.
    fn moment(&self) -> Duration {
        let clock: Option<fn() -> Instant> = self.desk.stopwatch.get();
        let now = clock.map_or_else(|| self.desk.now(), |clock| clock());
        now.saturating_duration_since(self.recorder.began)
    }

    /// How long the call lasts by the time that the host told last.
    fn told_time(&self) -> Duration {
        let now = self.desk.now();
        now.saturating_duration_since(self.recorder.began)
    }
}

/// Why an application was left.
fn left(error: &ScriptError) -> String {
    match error {
        ScriptError::Fault { message, .. } | ScriptError::Fatal { message, .. } => message.clone(),
        ScriptError::Goto(target) => format!(
            "goes to {}@{}, priority {}",
            target.extension, target.context, target.priority
        ),
        ScriptError::Dialled(key) => format!("the caller dials {key}"),
        ScriptError::Incomplete => "the caller dials on".to_owned(),
        ScriptError::Return(_) => "returns".to_owned(),
        ScriptError::Hangup(_) => "hangs up".to_owned(),
        ScriptError::Ended => "the call has ended".to_owned(),
    }
}
