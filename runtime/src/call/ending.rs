//! Why and how a call ends.

use super::{Call, Target};
use crate::diagnostic::Code;
use crate::host::Cause;

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
    /// On to what the caller dials, which begins with this extension: the end of this one only.
    Incomplete,
    /// The call has lasted as long as it may (`TIMEOUT(absolute)`): the end of this extension only.
    TimedOut,
    /// Somebody sent the call there (`ChannelRedirect`): the end of this extension only.
    Redirected(Target),
    /// The dialplan has come to its end.
    Finished,
    /// It used more than it may.
    Budget(Code),
}

impl Call {
    /// Makes the script end. The first reason stays, except that the end of the channel outweighs a `Goto`.
    pub(crate) fn end(&self, reason: Ending) {
        if let Some(guest) = &*self.guest.borrow() {
            // The one goes on elsewhere, and the other one has nowhere to go.
            let goes_on = reason.goes_on();
            guest.end(if goes_on {
                Ending::Stopped
            } else {
                reason.clone()
            });
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
        if used > self.budgets().operations {
            self.end(Ending::Budget(Code::TooManyOperations));
        }
    }

    /// Whether something from outside takes the call to another place of the dialplan: the time of
    /// `TIMEOUT(absolute)`, or `ChannelRedirect`. An application that is left because of that lets go of what it holds.
    pub fn is_taken_away(&self) -> bool {
        let ending = self.ending.borrow();
        matches!(&*ending, Some(Ending::TimedOut | Ending::Redirected(_)))
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
}

impl Ending {
    /// Whether the script goes on in another extension.
    fn goes_on(&self) -> bool {
        matches!(
            self,
            Self::Goto(_)
                | Self::Return(_)
                | Self::Dialled(_)
                | Self::Incomplete
                | Self::TimedOut
                | Self::Redirected(_)
        )
    }
}
