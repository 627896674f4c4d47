//! What follows from what: commits that are under way with what comes after them, and notices to be passed on.
//!
//! In: changes of the community, and what became of their commits. Out: consequences, one at a time, so
//! that no part of the members' side has to know who else listens. Nothing is acknowledged before it is
//! on disk; changes that are none need no disk.

use std::collections::{HashMap, VecDeque};

use community::{Change, MessageId, Notice, SkypeName};
use runtime::host::{Reply, RequestId};
use sip::{Response, TransactionId};

use crate::core::{Core, Incoming};
use crate::io::{Job, JobId, Ticket};

/// What is to be done when changes are on disk, or could not be put there.
#[derive(Debug)]
pub(crate) enum Then {
    /// Nothing.
    Nothing,
    /// Answers a client.
    Respond(TransactionId, Box<Response>, Box<Response>),
    /// Goes on with a SUBSCRIBE of a member.
    Subscribe(Box<Incoming>, SkypeName),
    /// Answers a script, with this on success.
    Reply(RequestId, Reply),
    /// Answers whoever asked from outside, with this on success.
    Answer(Ticket, String),
    /// An account of the configuration was made; its notice goes on with the login.
    Made(SkypeName),
    /// The account's properties are set, and it is logged in.
    LoggedIn(SkypeName),
    /// A client has taken that message.
    Delivered(MessageId),
}

/// Something to be done now.
#[derive(Debug)]
pub(crate) enum Item {
    /// Something happened in the community.
    Notice(Notice),
    /// A commit is over; the reason, for a log, when it failed.
    Over(Then, Result<(), String>),
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    committing: HashMap<JobId, Then>,
    items: VecDeque<Item>,
}

impl Agenda {
    /// Puts changes on disk, and `then` goes on.
    pub(crate) fn commit(&mut self, core: &mut Core, changes: Vec<Change>, then: Then) {
        if changes.is_empty() {
            self.items.push_back(Item::Over(then, Ok(())));
            return;
        }
        let job = core.job(Job::Commit(changes));
        self.committing.insert(job, then);
    }

    /// A commit is over: memory follows the disk.
    pub(crate) fn handle_committed(
        &mut self,
        core: &mut Core,
        job: JobId,
        changes: &[Change],
        result: Result<(), String>,
    ) {
        match &result {
            Ok(()) => {
                for change in changes {
                    self.notice(core.community.apply(change));
                }
            }
            Err(reason) => {
                core.community.abandon(changes);
                tracing::error!(
                    reason,
                    changes = changes.len(),
                    "the database could not be written; nothing of it was acknowledged"
                );
            }
        }
        let then = self.committing.remove(&job).unwrap_or(Then::Nothing);
        self.items.push_back(Item::Over(then, result));
    }

    /// Whether accounts of the configuration are still on their way to being logged in.
    pub(crate) fn is_logging_in(&self) -> bool {
        let mut waiting = self.committing.values();
        waiting.any(|then| matches!(then, Then::Made(_) | Then::LoggedIn(_)))
    }

    /// Something happened in the community.
    pub(crate) fn notice(&mut self, notices: Vec<Notice>) {
        self.items.extend(notices.into_iter().map(Item::Notice));
    }

    /// What is to be done next.
    pub(crate) fn poll(&mut self) -> Option<Item> {
        self.items.pop_front()
    }
}
