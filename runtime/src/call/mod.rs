//! What an application or function sees of the call that runs it.
//!
//! Applications are ordinary sequential code: [`Call::request`], [`Call::event`] and [`Call::sleep`]
//! suspend the script's coroutine and come back when there is an answer. When the call has been hung
//! up, or its script ended for another reason, every one of them fails from then on.

use std::time::Duration;

use crate::diagnostic::Code;
use crate::host::{CallerId, ChannelId, ChannelInfo, Event, Reply, Request};

/// Why an application or function did not do it.
#[derive(Debug)]
pub enum ScriptError {
    /// The call is over; a script cannot catch this.
    Ended,
    /// A mistake in the dialplan, shown with file, line and chain of extensions. A script can catch it.
    Fault {
        /// Which kind.
        code: Code,
        /// One sentence, the offending value in backquotes.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// Leaves this extension for another one in the current generation (`Goto`).
    Goto {
        /// Where.
        context: String,
        /// What.
        extension: String,
    },
    /// Ends the script; its channel ends with this cause. A script cannot catch it.
    Hangup(crate::host::Cause),
}

impl ScriptError {
    /// A mistake in the dialplan.
    pub fn fault(code: Code, message: impl Into<String>) -> Self {
        Self::Fault {
            code,
            message: message.into(),
            help: None,
        }
    }

    /// The same with a word on what to do about it.
    pub fn with_help(mut self, advice: impl Into<String>) -> Self {
        if let Self::Fault { help, .. } = &mut self {
            *help = Some(advice.into());
        }
        self
    }
}

/// The call an application runs in. One coroutine uses it at a time; it is not `Send`.
#[derive(Debug)]
pub struct Call {
    _inner: (),
}

/// Which of a call's events an application waits for came first.
#[derive(Debug, PartialEq)]
pub enum Wake {
    /// This one.
    Event(Event),
    /// None in time.
    TimedOut,
}

#[allow(clippy::todo, missing_docs, unused_variables)] // bodies: runtime
impl Call {
    /// The script's own channel.
    pub fn channel(&self) -> ChannelId {
        todo!()
    }
    /// The channel as scripts may read it, kept up to date by events.
    pub fn with_info<T>(&self, read: impl FnOnce(&ChannelInfo) -> T) -> T {
        todo!()
    }
    /// Changes what scripts read (language, caller ID, topic); telling the host is the caller's affair.
    pub fn with_info_mut<T>(&self, write: impl FnOnce(&mut ChannelInfo) -> T) -> T {
        todo!()
    }
    /// Whether the channel has been answered.
    pub fn is_answered(&self) -> bool {
        todo!()
    }
    /// Where the script is now.
    pub fn context(&self) -> String {
        todo!()
    }
    /// The extension as dialled.
    pub fn extension(&self) -> String {
        todo!()
    }
    /// A channel variable, then a global one; empty when neither is set.
    pub fn variable(&self, name: &str) -> String {
        todo!()
    }
    /// Sets a channel variable; leading `_` and `__` mean inheritance.
    pub fn set_variable(&self, name: &str, value: impl Into<String>) {
        todo!()
    }
    /// What a channel that this call starts inherits (`_NAME` once, `__NAME` on and on, still with `__`).
    pub fn inherited(&self) -> Vec<(String, String)> {
        todo!()
    }
    /// Reads a dialplan function by its text, `CHANNEL(language)`.
    pub fn read(&self, expression: &str) -> Result<crate::library::Value, ScriptError> {
        todo!()
    }
    /// Writes a variable, or a dialplan function by its text (`Set`).
    pub fn write(&self, target: &str, value: &crate::library::Value) -> Result<(), ScriptError> {
        todo!()
    }
    /// Asks the host for something and waits for its reply.
    pub fn request(&self, request: Request) -> Result<Reply, ScriptError> {
        todo!()
    }
    /// Waits for the next event that `wanted` takes, at most `timeout` (for ever without one). Events nobody
    /// wants stay queued, the oldest of them dropped beyond a bound.
    pub fn event(
        &self,
        timeout: Option<Duration>,
        wanted: impl Fn(&Event) -> bool,
    ) -> Result<Wake, ScriptError> {
        todo!()
    }
    /// Forgets the queued events that `unwanted` takes (digits typed before a prompt began).
    pub fn discard(&self, unwanted: impl Fn(&Event) -> bool) {
        todo!()
    }
    /// Waits. On the host's clock, so virtual in a simulation.
    pub fn sleep(&self, time: Duration) -> Result<(), ScriptError> {
        todo!()
    }
    /// Milliseconds since this call began, on the same clock.
    pub fn elapsed(&self) -> Duration {
        todo!()
    }
    /// Wall time.
    pub fn wall_clock(&self) -> std::time::SystemTime {
        todo!()
    }
    /// What the channel is to end with when the script comes to its end (`Busy` after a `Dial` that
    /// said so). [`Cause::Normal`](crate::host::Cause::Normal) unless set.
    pub fn set_cause(&self, cause: crate::host::Cause) {
        todo!()
    }
    /// Leaves a line for the console (`Verbose`, `NoOp`).
    pub fn verbose(&self, level: u8, text: String) {
        todo!()
    }
    /// Whether the current generation has that extension (pattern matches count).
    pub fn extension_exists(&self, context: &str, extension: &str) -> bool {
        todo!()
    }
    /// Whether the current generation has that context.
    pub fn context_exists(&self, context: &str) -> bool {
        todo!()
    }
    /// Data that an application keeps for the length of the call (the cursor of `SKYPE_BUDDIES`).
    pub fn keep<T: Default + 'static, R>(&self, with: impl FnOnce(&mut T) -> R) -> R {
        todo!()
    }
    /// Who calls.
    pub fn caller(&self) -> CallerId {
        self.with_info(|info| info.caller.clone())
    }
}
