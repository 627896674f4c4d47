//! What leaves an executor.

use crate::diagnostic::Diagnostic;
use crate::host::{CallId, Finish, Request, RequestId};
use crate::trace::{Entry, Story};

/// What an executor has for its host.
#[derive(Debug)]
pub enum Output {
    /// A script wants something; [`Executor::reply`](super::Executor::reply) with what came of it.
    Request(RequestId, Request),
    /// A script has ended. The last output of its call, given once for every [`Start`](crate::host::Start).
    Finished(Finish),
    /// A script did something wrong, and ends because of it.
    Fault(CallId, Box<Diagnostic>),
    /// A call that is [followed](super::Executor::follow) does something, or something happens to it.
    Traced(CallId, Box<Entry>),
    /// What a call did, when that is [kept](super::Executor::keep); before the end of it is told.
    Story(Box<Story>),
    /// A script says that something happened, for whoever listens on the manager interface (`UserEvent`).
    UserEvent {
        /// Who says it.
        call: CallId,
        /// What kind of thing.
        name: String,
        /// What there is to know about it, in order.
        headers: Vec<(String, String)>,
    },
    /// A line for the console (`Verbose`, `NoOp`, `print`).
    Verbose {
        /// Who says it.
        call: CallId,
        /// 0 to 10, as in Asterisk.
        level: u8,
        /// What, cut at 2,048 octets.
        text: String,
    },
    /// A script says more on the console than [`Budgets::lines`](super::Budgets::lines) allow. Its lines are left out until it has
    /// been quiet for a while.
    FloodBegins(CallId),
    /// That is over: the script was quiet, or has ended.
    FloodEnds {
        /// Who it was.
        call: CallId,
        /// Lines that were left out.
        left_out: u64,
    },
}
