//! The members' side of the switch: registrations, chat, presence, hints, account properties.
//!
//! Enters: REGISTER, MESSAGE, SUBSCRIBE, NOTIFY and PUBLISH, scripts' requests about accounts, devices
//! whose use has changed, finished commits. Leaves, through [`Core`]: answers, NOTIFYs, replies, jobs.

use std::time::Instant;

use runtime::host::{CallId, Request};
use runtime::status::HintStatus;
use sip::TransactionId;

use crate::core::{Core, Incoming, Outcome};
use crate::io::{JobDone, JobId, Now};

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Members {}

#[expect(unused_variables, reason = "signatures first")]
impl Members {
    pub(crate) fn new(core: &mut Core, now: Now) -> Self {
        Self {}
    }

    /// A REGISTER, MESSAGE, SUBSCRIBE, NOTIFY or PUBLISH, not yet authenticated.
    pub(crate) fn handle_incoming(&mut self, core: &mut Core, now: Now, incoming: Incoming) {
        core.respond_status(now, &incoming, 501);
    }

    /// What came of a request sent as [`crate::core::Owner::Members`].
    pub(crate) fn handle_outcome(
        &mut self,
        core: &mut Core,
        now: Now,
        transaction: TransactionId,
        outcome: Outcome,
    ) {
    }

    /// `AccountProperty`, `SetAccountProperty`, `Buddies`, `SendChat`, `ReceiveChat` or `DeviceState`.
    pub(crate) fn handle_request(
        &mut self,
        core: &mut Core,
        now: Now,
        call: CallId,
        request: Request,
    ) {
    }

    /// A script has begun; chats from now on are for it to receive.
    pub(crate) fn handle_started(&mut self, core: &mut Core, now: Now, call: CallId) {}

    /// A script has ended: nobody waits for its replies.
    pub(crate) fn handle_finished(&mut self, core: &mut Core, now: Now, call: CallId) {}

    /// A `Commit` is done.
    pub(crate) fn handle_done(&mut self, core: &mut Core, now: Now, job: JobId, done: JobDone) {}

    /// `core.dialplan` is another one.
    pub(crate) fn handle_generation(&mut self, core: &mut Core, now: Now) {}

    /// `core.config` is another one.
    pub(crate) fn handle_configuration(&mut self, core: &mut Core, now: Now) {}

    /// The use of a device has changed; see `core.devices`.
    pub(crate) fn handle_device(&mut self, core: &mut Core, now: Now, device: &str) {}

    pub(crate) fn handle_timeout(&mut self, core: &mut Core, now: Now) {}

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        None
    }

    /// Sorted by context and extension.
    pub(crate) fn hints(&self, core: &Core) -> Vec<HintStatus> {
        Vec::new()
    }
}
