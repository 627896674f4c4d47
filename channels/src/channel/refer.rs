//! REFER, both ways (RFC 3515): a phone wants its partner connected with somebody else, or we ask a phone to
//! call somebody else.
//!
//! Blind transfers only: a Refer-To with Replaces is declined.

use std::time::Duration;

use community::SkypeName;
use runtime::host::{Cause, ChannelId, Event, Reply, RequestId};
use sip::{Method, NameAddr, Response, SubscriptionState, Uri};

use super::dialog::Talk;
use super::fork::Client;
use super::state::{Far, Owner};
use super::timer::Timer;
use super::{By, Channels, cause, skype};
use crate::core::{self, Core, Incoming};
use crate::io::Now;

/// How long a script takes to do something about a transfer it is asked for.
const ASKED: Duration = Duration::from_secs(5);

/// How long a phone may take to call whom we named.
const REFERRED: Duration = Duration::from_secs(30);

/// How long the channel of a phone that has hung up stays, so that its script can still transfer its partner.
const LINGERING: Duration = Duration::from_secs(2);

/// How long a subscription to the outcome of a REFER lasts.
const SUBSCRIBED: Duration = Duration::from_secs(60);

/// Somebody waits to be told what came of its REFER.
#[derive(Debug)]
pub(super) struct Referral;

impl Talk {
    /// Tells who referred us what came of it, if somebody did.
    pub(super) fn conclude_referral(&mut self, core: &mut Core, now: Now, status: u16) {
        if self.referral.take().is_some() {
            self.notify(
                core,
                now,
                status,
                &SubscriptionState::terminated("noresource"),
            );
        }
    }

    fn notify(&mut self, core: &mut Core, now: Now, status: u16, state: &SubscriptionState) {
        let notify = self
            .dialog
            .request(Method::Notify)
            .header("Event", "refer")
            .header("Subscription-State", &state.to_string())
            .body(
                "message/sipfrag;version=2.0",
                sip::sipfrag::status_line(status),
            )
            .build();
        core.request(now, core::Owner::Channels, notify, self.dialog.flow());
    }
}

impl Channels {
    /// A phone wants to be taken out.
    pub(super) fn handle_refer(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        incoming: &Incoming,
    ) {
        match self.admit_refer(core, id, incoming) {
            Ok((owner, target)) => {
                let Some(channel) = self.table.get_mut(&id) else {
                    return;
                };
                let Far::Talking(talk) = &mut channel.far else {
                    return;
                };
                let accepted =
                    Response::builder(&incoming.request, 202).contact(talk.dialog.contact());
                core.respond(now, incoming.transaction, accepted.build());
                talk.referral = Some(Referral);
                talk.notify(
                    core,
                    now,
                    100,
                    &SubscriptionState::Active {
                        expires: SUBSCRIBED,
                    },
                );
                match owner {
                    Owner::Script(call) => {
                        self.timers.set(now.instant + ASKED, Timer::Refer(id));
                        core.event(call, Event::TransferRequested(id, target));
                    }
                    Owner::Pair(partner) => self.refer_pair(core, now, id, partner, &target),
                    Owner::Transfer(_) | Owner::Nobody => {}
                }
            }
            Err(status) => core.respond_status(now, incoming, status),
        }
    }

    /// Who decides, and where the partner is to go.
    fn admit_refer(
        &self,
        core: &Core,
        id: ChannelId,
        incoming: &Incoming,
    ) -> Result<(Owner, String), u16> {
        let refer_to = incoming.request.refer_to().ok_or(400_u16)?;
        let replaces = |(name, _): &(String, String)| name.eq_ignore_ascii_case("replaces");
        if refer_to.uri.headers().iter().any(replaces) {
            return Err(603);
        }
        let target = refer_to.uri.user_decoded().filter(|user| !user.is_empty());
        let target = target.ok_or(400_u16)?;
        let channel = self.table.get(&id).ok_or(481_u16)?;
        let Far::Talking(talk) = &channel.far else {
            return Err(603);
        };
        if talk.referral.is_some() {
            return Err(491);
        }
        match channel.owner {
            Owner::Script(_) if channel.bridged.is_some() => Ok((channel.owner, target)),
            Owner::Pair(_) if skype::destination(core, &target).is_some() => {
                Ok((channel.owner, target))
            }
            Owner::Pair(_) => Err(404),
            _ => Err(603),
        }
    }

    /// Of a pair, the one that stays is connected with another member.
    fn refer_pair(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        partner: ChannelId,
        target: &str,
    ) {
        let Ok(member) = SkypeName::parse(target) else {
            return;
        };
        let by = self
            .table
            .get(&id)
            .map(|channel| channel.caller.num.clone());
        let started = self.forward(core, now, partner, &member, by.as_deref(), String::new());
        if let Err((cause, _)) = started {
            self.conclude(core, now, id, cause::status_of(cause));
        }
    }

    /// Tells a phone what came of its REFER.
    pub(super) fn conclude(&mut self, core: &mut Core, now: Now, id: ChannelId, status: u16) {
        if let Some(channel) = self.table.get_mut(&id)
            && let Far::Talking(talk) = &mut channel.far
        {
            talk.conclude_referral(core, now, status);
        }
    }

    /// Keeps the channel of a phone that has hung up right after its REFER, until its script has acted; false
    /// when there is nothing to wait for.
    pub(super) fn linger(&mut self, now: Now, id: ChannelId) -> bool {
        let Some(channel) = self.table.get_mut(&id) else {
            return false;
        };
        let is_script = channel.script().is_some();
        let Far::Talking(talk) = &mut channel.far else {
            return false;
        };
        if !is_script || talk.referral.take().is_none() {
            return false;
        }
        self.dialogs.remove(talk.dialog.id());
        talk.is_over = true;
        self.timers.set(now.instant + LINGERING, Timer::Left(id));
        true
    }

    /// Asks a phone to call somebody else.
    pub(super) fn refer(
        &mut self,
        core: &mut Core,
        now: Now,
        asked: RequestId,
        id: ChannelId,
        user: &str,
    ) -> Option<Reply> {
        let domain = core.config.domain.clone();
        let channel = self.table.get_mut(&id)?;
        let Far::Talking(talk) = &mut channel.far else {
            return Some(Reply::Gone);
        };
        let target = NameAddr::new(Uri::sip(user, &domain, None)).to_string();
        let by = NameAddr::new(talk.dialog.local().uri.clone()).to_string();
        let request = talk.dialog.request(Method::Refer);
        let request = request
            .header("Refer-To", &target)
            .header("Referred-By", &by)
            .build();
        let transaction = core.request(now, core::Owner::Channels, request, talk.dialog.flow());
        talk.is_referred = true;
        self.clients.insert(transaction, Client::Refer(id));
        self.timers.set(now.instant + REFERRED, Timer::Refer(id));
        self.defer(asked, id);
        None
    }

    /// The final response to a REFER of ours.
    pub(super) fn handle_referred(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        status: u16,
    ) {
        if status >= 300 {
            return self.handle_refer_progress(core, now, id, status, true);
        }
        // A phone that hangs up from now on has gone where it was sent.
        if let Some(call) = self.table.get(&id).and_then(|channel| channel.script()) {
            self.leaves(call, id);
        }
    }

    /// What the phone says of the call we asked for; `over` when it says no more.
    pub(super) fn handle_refer_progress(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        status: u16,
        over: bool,
    ) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let Some(call) = channel.script() else { return };
        let Far::Talking(talk) = &mut channel.far else {
            return;
        };
        if !talk.is_referred || (status < 200 && !over) {
            return;
        }
        talk.is_referred = false;
        if status < 300 {
            self.leaves(call, id);
            self.end(core, now, id, Cause::Normal, By::Us);
        } else {
            let why = format!("the phone answered {status} to the transfer");
            self.settle(
                core,
                call,
                id,
                Reply::Refused(cause::of_status(status), why),
            );
        }
    }

    /// Time is up for a REFER, either way.
    pub(super) fn give_up_referring(&mut self, core: &mut Core, now: Now, id: ChannelId) {
        self.handle_refer_progress(core, now, id, 408, true);
        let waits = self
            .table
            .get(&id)
            .is_some_and(|channel| channel.script().is_some());
        if waits {
            self.conclude(core, now, id, 503);
        }
    }
}
