//! Subscriptions, the notifier's side (RFC 6665 section 4.2).

use std::time::{Duration, Instant};

use crate::dialog::Dialog;
use crate::message::{EventPackage, Request, SubscriptionState};

/// One subscription in a dialog of its own.
#[derive(Clone, Debug)]
pub struct Subscription {}

#[expect(unused_variables, reason = "signatures first")]
impl Subscription {
    /// A subscription that lasts `expires`; `active` false: pending.
    pub fn new(
        now: Instant,
        dialog: Dialog,
        event: EventPackage,
        expires: Duration,
        active: bool,
    ) -> Self {
        unimplemented!()
    }
    /// Its dialog.
    pub fn dialog(&mut self) -> &mut Dialog {
        unimplemented!()
    }
    /// Its package.
    pub fn event(&self) -> &EventPackage {
        unimplemented!()
    }
    /// What a NOTIFY says now.
    pub fn state(&self, now: Instant) -> SubscriptionState {
        unimplemented!()
    }
    /// A SUBSCRIBE inside the dialog prolongs it; zero ends it.
    pub fn refresh(&mut self, now: Instant, expires: Duration) {
        unimplemented!()
    }
    /// The policy has decided: pending becomes active.
    pub fn activate(&mut self) {
        unimplemented!()
    }
    /// Ends it with a reason of [`SubscriptionState::Terminated`]; send a last NOTIFY.
    pub fn terminate(&mut self, reason: &str) {
        unimplemented!()
    }
    /// Whether it is over.
    pub fn is_terminated(&self) -> bool {
        unimplemented!()
    }
    /// The next NOTIFY, with a body or without. Send it to the dialog's flow.
    pub fn notify(&mut self, now: Instant, body: Option<(&str, Vec<u8>)>) -> Request {
        unimplemented!()
    }
    /// How many NOTIFYs were made: the `version` of documents that count.
    pub fn version(&self) -> u32 {
        unimplemented!()
    }
    /// Ends it by `timeout` when it is due; tells whether it just ended.
    pub fn handle_timeout(&mut self, now: Instant) -> bool {
        unimplemented!()
    }
    /// When it ends.
    pub fn poll_timeout(&self) -> Option<Instant> {
        unimplemented!()
    }
}
