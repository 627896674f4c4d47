//! Channels: the legs of calls.

use std::time::Instant;

use runtime::host::{CallId, Finish, Request};
use runtime::status::ChannelStatus;
use sip::TransactionId;

use crate::core::{Core, Incoming, Outcome};
use crate::io::{JobDone, JobId, Now};

/// All channels there are.
#[derive(Debug, Default)]
pub(crate) struct Channels {}

#[expect(unused_variables, reason = "signatures first")]
impl Channels {
    /// An INVITE, BYE, UPDATE, REFER or INFO, or a NOTIFY inside the dialog of a call.
    pub(crate) fn handle_incoming(&mut self, core: &mut Core, now: Now, incoming: Incoming) {
        core.respond_status(now, &incoming, 501);
    }
    pub(crate) fn handle_ack(
        &mut self,
        core: &mut Core,
        now: Now,
        transaction: Option<TransactionId>,
        request: sip::Request,
    ) {
    }
    pub(crate) fn handle_cancel(&mut self, core: &mut Core, now: Now, invite: TransactionId) {}
    pub(crate) fn handle_unacknowledged(
        &mut self,
        core: &mut Core,
        now: Now,
        invite: TransactionId,
    ) {
    }
    pub(crate) fn handle_outcome(
        &mut self,
        core: &mut Core,
        now: Now,
        transaction: TransactionId,
        outcome: Outcome,
    ) {
    }
    pub(crate) fn handle_request(
        &mut self,
        core: &mut Core,
        now: Now,
        call: CallId,
        request: Request,
    ) {
    }
    pub(crate) fn handle_finished(&mut self, core: &mut Core, now: Now, finish: Finish) {}
    pub(crate) fn handle_media(&mut self, core: &mut Core, now: Now, event: media::Event) {}
    pub(crate) fn handle_done(&mut self, core: &mut Core, now: Now, job: JobId, done: JobDone) {}
    /// Whether a request belongs to the dialog of a call.
    pub(crate) fn has_dialog_of(&self, request: &sip::Request) -> bool {
        false
    }
    pub(crate) fn poll_started(&mut self) -> Option<CallId> {
        None
    }
    pub(crate) fn handle_timeout(&mut self, core: &mut Core, now: Now) {}
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        None
    }
    /// Sorted by name.
    pub(crate) fn status(&self, now: Now) -> Vec<ChannelStatus> {
        Vec::new()
    }
}
