//! Phones that we call: one INVITE to each, the first answer wins (RFC 3261 sections 13.2.2 and 16.7).
//!
//! An INVITE that was given up may still be answered; such a call is acknowledged and ended.

use std::time::Duration;

use media::sdp::Description;
use runtime::host::{Cause, ChannelId};
use sip::{Dialog, Flow, Method, Request, Response, TransactionId};

use super::dialog::Talk;
use super::happening::Happening;
use super::invite::description_of;
use super::state::{Far, State};
use super::timer::Timer;
use super::{By, Channels, cause};
use crate::core::{Core, Outcome, Owner};
use crate::device_use::Use;
use crate::io::Now;

/// How long a 2xx may still come from another branch of a proxy: 64 * T1 (RFC 3261 section 13.2.2.4).
const LATE_ANSWERS: Duration = Duration::from_secs(32);

/// The INVITEs of one outgoing channel.
#[derive(Debug)]
pub(super) struct Calls {
    /// Those that may still be answered.
    pub(super) forks: Vec<Fork>,
    /// What all of them offer.
    pub(super) offer: Description,
    /// The best of the final statuses.
    pub(super) best: Option<u16>,
    /// Whether one of them has said anything.
    pub(super) alive: bool,
    /// Whose early media is heard.
    pub(super) early: Option<TransactionId>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Fork {
    pub(super) transaction: TransactionId,
    pub(super) request: Request,
}

/// A request of ours whose outcome matters.
#[derive(Debug)]
pub(super) enum Client {
    /// An INVITE of an outgoing channel.
    Fork(ChannelId),
    /// An INVITE that was given up, or lost to another answer.
    Abandoned(Box<Request>),
    /// A re-INVITE.
    ReInvite(ChannelId),
    /// An UPDATE.
    Update(ChannelId),
    /// A REFER.
    Refer(ChannelId),
}

impl Channels {
    /// An INVITE of an outgoing channel fares on.
    pub(super) fn handle_fork(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        transaction: TransactionId,
        outcome: Outcome,
    ) {
        match outcome {
            Outcome::Response(response, _) if response.is_provisional() => {
                self.handle_provisional(core, now, id, transaction, &response);
            }
            Outcome::Response(response, flow) if response.is_success() => {
                self.handle_success(core, now, id, transaction, &response, flow);
            }
            outcome => self.handle_failure(core, now, id, transaction, &outcome),
        }
    }

    fn handle_provisional(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        transaction: TransactionId,
        response: &Response,
    ) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let Far::Called(calls) = &mut channel.far else {
            return;
        };
        calls.alive = true;
        let answer = description_of(response.content_type(), &response.body)
            .ok()
            .flatten();
        let answer = answer.filter(|_| calls.early.is_none_or(|early| early == transaction));
        let heard = answer
            .is_some_and(|answer| channel.media.complete(core, &calls.offer, &answer).is_ok());
        let begins = heard && calls.early.replace(transaction).is_none();
        let rings = response.status == 180 && channel.state == State::Down;
        if rings {
            channel.state = State::Ringing;
            channel.set_use(core, Some(Use::Ringing));
            self.tell(core, now, id, Happening::Ringing);
        }
        if begins {
            self.tell(core, now, id, Happening::Progress);
        }
    }

    fn handle_success(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        transaction: TransactionId,
        response: &Response,
        flow: Flow,
    ) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let Far::Called(calls) = &mut channel.far else {
            return;
        };
        let at = calls
            .forks
            .iter()
            .position(|fork| fork.transaction == transaction);
        let Some(at) = at else { return };
        let fork = calls.forks.swap_remove(at);
        let Some(dialog) = Dialog::uac(&fork.request, response, flow) else {
            calls.best = Some(502);
            return self.fail_if_none_left(core, now, id);
        };
        acknowledge(core, now, transaction, &dialog, response);
        let agreed = match description_of(response.content_type(), &response.body) {
            Ok(Some(answer)) => channel.media.complete(core, &calls.offer, &answer).is_ok(),
            // An answer in a provisional response stands, if this one sent it.
            Ok(None) => calls.early == Some(transaction),
            Err(_) => false,
        };
        let others = std::mem::take(&mut calls.forks);
        self.dialogs.insert(dialog.id().clone(), id);
        let mut talk = Talk::new(dialog, response, None);
        talk.is_caller = true;
        channel.far = Far::Talking(Box::new(talk));
        self.keep_for_late_answers(now, fork);
        for other in others {
            self.abandon(core, now, other, Cause::Elsewhere);
        }
        self.connected(core, now, id, agreed);
    }

    fn connected(&mut self, core: &mut Core, now: Now, id: ChannelId, agreed: bool) {
        if !agreed {
            return self.end(core, now, id, Cause::Incompatible, By::Us);
        }
        if let Some(channel) = self.table.get_mut(&id) {
            channel.state = State::Up;
            channel.set_use(core, Some(Use::Up));
        }
        self.tell(core, now, id, Happening::Answered);
    }

    fn handle_failure(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        transaction: TransactionId,
        outcome: &Outcome,
    ) {
        self.clients.remove(&transaction);
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let Far::Called(calls) = &mut channel.far else {
            return;
        };
        calls.forks.retain(|fork| fork.transaction != transaction);
        let status = outcome.status();
        calls.alive |= matches!(outcome, Outcome::Response(..));
        calls.best = Some(
            calls
                .best
                .map_or(status, |best| cause::better(best, status)),
        );
        if status >= 600 {
            for fork in std::mem::take(&mut calls.forks) {
                self.abandon(core, now, fork, Cause::Normal);
            }
        }
        self.fail_if_none_left(core, now, id);
    }

    fn fail_if_none_left(&mut self, core: &mut Core, now: Now, id: ChannelId) {
        let Some(channel) = self.table.get(&id) else {
            return;
        };
        let Far::Called(calls) = &channel.far else {
            return;
        };
        if !calls.forks.is_empty() {
            return;
        }
        let cause = match calls.best.map(cause::of_status) {
            // Not a word from it: whatever is registered there is not there.
            Some(Cause::NoAnswer) if !calls.alive => Cause::Offline,
            Some(cause) => cause,
            None => Cause::Congestion,
        };
        self.end(core, now, id, cause, By::Told);
    }

    /// Gives an INVITE up.
    pub(super) fn abandon(&mut self, core: &mut Core, now: Now, fork: Fork, why: Cause) {
        let reason = cause::reason_of(why);
        core.sip
            .cancel_because(now.instant, fork.transaction, reason);
        self.clients
            .insert(fork.transaction, Client::Abandoned(Box::new(fork.request)));
    }

    /// Waits for late answers to an INVITE that was answered.
    fn keep_for_late_answers(&mut self, now: Now, fork: Fork) {
        let transaction = fork.transaction;
        self.clients
            .insert(transaction, Client::Abandoned(Box::new(fork.request)));
        self.timers
            .set(now.instant + LATE_ANSWERS, Timer::Abandoned(transaction));
    }

    /// What came of an INVITE that was given up.
    pub(super) fn handle_abandoned(
        &mut self,
        core: &mut Core,
        now: Now,
        transaction: TransactionId,
        outcome: Outcome,
    ) {
        let Outcome::Response(response, flow) = outcome else {
            self.clients.remove(&transaction);
            return;
        };
        if response.is_provisional() {
            return;
        }
        if !response.is_success() {
            self.clients.remove(&transaction);
            return;
        }
        let Some(Client::Abandoned(request)) = self.clients.get(&transaction) else {
            return;
        };
        if let Some(mut dialog) = Dialog::uac(request, &response, flow) {
            acknowledge(core, now, transaction, &dialog, &response);
            let bye = dialog.request(Method::Bye).build();
            core.request(now, Owner::Channels, bye, flow);
        }
        self.timers
            .set(now.instant + LATE_ANSWERS, Timer::Abandoned(transaction));
    }
}

fn acknowledge(
    core: &mut Core,
    now: Now,
    transaction: TransactionId,
    dialog: &Dialog,
    response: &Response,
) {
    let cseq = response.cseq().map_or(1, |cseq| cseq.number);
    core.sip.send_ack(
        now.instant,
        transaction,
        dialog.ack(cseq).build(),
        dialog.flow(),
    );
}
