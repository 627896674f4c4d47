//! Suspending: a script that waits gives its thread back to the executor.

use std::time::{Duration, Instant};

use super::{Call, Ending, ScriptError};
use crate::dialplan::Body;
use crate::executor::Output;
use crate::host::{Event, Reply, Request, RequestId};
use crate::trace::What;

/// Which of a call's events an application waits for came first.
#[derive(Debug, PartialEq)]
pub enum Wake {
    /// This one.
    Event(Event),
    /// None in time.
    TimedOut,
}

/// What a coroutine hands to the executor when it gives its thread back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Suspend {
    /// Its slice is used up, it could go on.
    Slice,
    /// It needs a body of its generation, which takes more stack to compile than it has.
    Compile(Body),
    /// It waits for what [`Call::waiting`] says, at most until then.
    Wait(Option<Instant>),
}

/// What wakes a suspended script, besides its end and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// Nothing: it could go on.
    Slice,
    /// The reply to its request.
    Reply,
    /// Any event.
    Event,
    /// Only its time.
    Time,
}

impl Call {
    /// Asks the host for something and waits for its reply.
    ///
    /// # Errors
    ///
    /// [`ScriptError::Ended`] when the call is over.
    pub fn request(&self, request: Request) -> Result<Reply, ScriptError> {
        self.not_ended()?;
        let answers = matches!(request, Request::Answer(channel) if channel == self.channel.get());
        let number = self.ask(request);
        self.mailbox.borrow_mut().expect(number);
        loop {
            if let Err(error) = self.wait(Waiting::Reply, None) {
                self.mailbox.borrow_mut().expect_none();
                return Err(error);
            }
            let reply = self.mailbox.borrow_mut().take_reply();
            if let Some(reply) = reply {
                if answers && reply == Reply::Done {
                    self.mark_answered();
                }
                self.own(&reply);
                return Ok(reply);
            }
        }
    }

    /// Tells the host something and does not wait, even when the call is over; nobody looks at the reply.
    pub fn tell(&self, request: Request) {
        self.ask(request);
    }

    /// Puts a request where the host finds it. Gives its number.
    fn ask(&self, request: Request) -> u32 {
        let number = self.mailbox.borrow_mut().number();
        self.record(|| What::Request(Box::new(request.clone())));
        let id = RequestId {
            call: self.id,
            number,
        };
        self.desk.put(Output::Request(id, request));
        number
    }

    /// Waits for the next event that `wanted` takes, at most `timeout` (for ever without one). Events nobody
    /// wants stay queued, the oldest of them dropped beyond a bound.
    ///
    /// # Errors
    ///
    /// [`ScriptError::Ended`] when the call is over.
    pub fn event(
        &self,
        timeout: Option<Duration>,
        wanted: impl Fn(&Event) -> bool,
    ) -> Result<Wake, ScriptError> {
        self.not_ended()?;
        let deadline = timeout.and_then(|timeout| self.desk.now().checked_add(timeout));
        loop {
            let event = self.mailbox.borrow_mut().take_event(&wanted);
            if let Some(event) = event {
                return Ok(Wake::Event(event));
            }
            if deadline.is_some_and(|deadline| self.desk.now() >= deadline) {
                return Ok(Wake::TimedOut);
            }
            self.wait(Waiting::Event, deadline)?;
        }
    }

    /// Forgets the queued events that `unwanted` takes (digits typed before a prompt began).
    pub fn discard(&self, unwanted: impl Fn(&Event) -> bool) {
        self.mailbox.borrow_mut().discard(unwanted);
    }

    /// Waits. On the host's clock, so virtual in a simulation.
    ///
    /// # Errors
    ///
    /// [`ScriptError::Ended`] when the call is over.
    pub fn sleep(&self, time: Duration) -> Result<(), ScriptError> {
        self.not_ended()?;
        if self.hung_up.get() && self.in_line() && !time.is_zero() {
            // As in Asterisk, a line has nobody to wait with after the hangup.
            return Err(ScriptError::Ended);
        }
        let deadline = self.desk.now().checked_add(time);
        while deadline.is_none_or(|deadline| self.desk.now() < deadline) {
            self.wait(Waiting::Time, deadline)?;
        }
        Ok(())
    }

    fn wait(&self, what: Waiting, deadline: Option<Instant>) -> Result<(), ScriptError> {
        let longest = self.timeouts.absolute();
        let deadline = match (deadline, longest) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.record_rest();
        self.waiting.set(what);
        self.suspend(Suspend::Wait(deadline));
        self.waiting.set(Waiting::Slice);
        self.end_overlong();
        self.usage.busy_since.set(self.desk.now());
        self.usage.jumps.set(0);
        self.not_ended()
    }

    /// Fails once the script is ending, whatever it waits for.
    pub(crate) fn not_ended(&self) -> Result<(), ScriptError> {
        if self.is_ending() {
            return Err(ScriptError::Ended);
        }
        Ok(())
    }

    /// Gives the thread back to the executor.
    pub(crate) fn suspend(&self, why: Suspend) {
        let yielder = self.yielder.get();
        if yielder.is_null() {
            // Outside a coroutine nothing can wait: the call is at its end.
            self.end(Ending::Stopped);
            return;
        }
        // SAFETY: the coroutine sets the pointer when it begins and clears it before it returns, and only
        // code that runs on the coroutine comes here.
        unsafe { &*yielder }.suspend(why);
    }

    /// The reply to a request has come; whether the script waits for it.
    pub(crate) fn take_in(&self, number: u32, reply: Reply) -> bool {
        let mut mailbox = self.mailbox.borrow_mut();
        if !mailbox.expects(number) {
            return false;
        }
        self.record(|| What::Reply(Box::new(reply.clone())));
        mailbox.put_reply(reply);
        self.waiting.get() == Waiting::Reply
    }
}
