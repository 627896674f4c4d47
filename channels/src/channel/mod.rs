//! Channels: the legs of calls, and the scripts and pairs that own them.
//!
//! Enter: requests of phones inside and outside of dialogs, answers to ours, scripts' requests, media
//! events, prompts that were read. Leave, through [`Core`]: SIP messages, scripts' replies and events,
//! media commands, jobs. Sound always goes through the switch; direct media is left out, and so are
//! attended transfers (REFER with Replaces), reliable provisional responses and session timers of our own.

mod answer;
mod cause;
mod dialog;
mod digits;
mod direct;
mod family;
mod fork;
mod happening;
mod inquiry;
mod invite;
mod lineage;
mod local;
mod media_leg;
mod originate;
mod pickup;
mod play;
mod re_invite;
mod refer;
mod request;
mod ring;
mod route;
mod script;
mod silence;
mod skype;
mod state;
mod timer;
mod topic;
mod transfer;

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::time::Instant;

use media::Command;
use runtime::host::{CallId, Cause, ChannelId};
use runtime::status::ChannelStatus;
use sip::{DialogId, Method, Response, TransactionId};

use self::fork::Client;
use self::script::Script;
use self::state::{Channel, Far, New, Owner};
use self::timer::{Timer, Timers};
use crate::core::{Core, Incoming, Outcome};
use crate::io::{JobId, Now, Output};

/// All channels there are.
#[derive(Debug, Default)]
pub(crate) struct Channels {
    table: HashMap<ChannelId, Channel>,
    /// How many channels go back to one, by that one's number.
    families: HashMap<ChannelId, usize>,
    scripts: HashMap<CallId, Script>,
    /// Scripts that were started and have asked for nothing yet.
    unheard: usize,
    dialogs: HashMap<DialogId, ChannelId>,
    /// INVITEs of others that have no final response, or whose ACK has not come.
    servers: HashMap<TransactionId, ChannelId>,
    /// Requests of ours whose outcome matters.
    clients: HashMap<TransactionId, Client>,
    /// Prompts that are being read, and for whom.
    prompts: HashMap<JobId, (CallId, ChannelId)>,
    timers: Timers,
    started: VecDeque<CallId>,
    channels_made: u64,
    scripts_made: u64,
    playbacks_made: u64,
}

/// Who ends a channel, which decides what its far end has to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// The switch: BYE, CANCEL or a final response.
    Us,
    /// The far end: a pending INVITE gets 487.
    Far,
    /// It has been told all there is.
    Told,
}

impl Channels {
    /// An INVITE, BYE, UPDATE, REFER or INFO, or a NOTIFY inside the dialog of a call.
    pub(crate) fn handle_incoming(&mut self, core: &mut Core, now: Now, incoming: Incoming) {
        match self.channel_of_dialog(&incoming.request) {
            Some(id) => self.handle_in_dialog(core, now, id, incoming),
            None if incoming.request.is_in_dialog() => core.respond_status(now, &incoming, 481),
            None => match incoming.request.method {
                Method::Invite => self.handle_invite(core, now, incoming),
                // These live in a dialog only, and a REFER outside of one would make anybody a caller.
                Method::Refer => core.respond_status(now, &incoming, 403),
                _ => core.respond_status(now, &incoming, 481),
            },
        }
    }

    /// The caller gave up.
    pub(crate) fn handle_cancel(&mut self, core: &mut Core, now: Now, invite: TransactionId) {
        if let Some(&id) = self.servers.get(&invite) {
            self.end(core, now, id, Cause::Normal, By::Far);
        }
    }

    /// What came of a request of ours.
    pub(crate) fn handle_outcome(
        &mut self,
        core: &mut Core,
        now: Now,
        transaction: TransactionId,
        outcome: Outcome,
    ) {
        match self.clients.get(&transaction) {
            Some(&Client::Fork(id)) => self.handle_fork(core, now, id, transaction, outcome),
            Some(Client::Abandoned(_)) => self.handle_abandoned(core, now, transaction, outcome),
            Some(&Client::ReInvite(id)) => {
                self.handle_re_invited(core, now, id, transaction, outcome);
            }
            Some(&Client::Update(id)) if outcome.is_final() => {
                self.clients.remove(&transaction);
                self.handle_updated(core, now, id, &outcome);
            }
            Some(&Client::Refer(id)) if outcome.is_final() => {
                self.clients.remove(&transaction);
                self.handle_referred(core, now, id, outcome.status());
            }
            _ => {}
        }
    }

    /// Whether a request belongs to the dialog of a call.
    pub(crate) fn has_dialog_of(&self, request: &sip::Request) -> bool {
        self.channel_of_dialog(request).is_some()
    }

    /// Does what is due.
    pub(crate) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        while let Some(timer) = self.timers.poll(now.instant) {
            match timer {
                Timer::Silence(id) => self.ask_about_silence(core, now, id),
                Timer::Ringing(id) => self.give_up_ringing(core, now, id),
                Timer::Refer(id) => self.give_up_referring(core, now, id),
                Timer::Left(id) => self.end(core, now, id, Cause::Normal, By::Told),
                Timer::Dialing(id) => self.go_on_dialing(core, now, id),
                Timer::Topic(id) => self.repeat_topic(core, now, id),
                Timer::Abandoned(transaction) => {
                    self.clients.remove(&transaction);
                }
            }
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.timers.next()
    }

    /// Sorted by name.
    pub(crate) fn status(&self, now: Now) -> Vec<ChannelStatus> {
        let name = |id: ChannelId| self.table.get(&id).map(|channel| channel.name.clone());
        let row = |channel: &Channel| channel.status(now, channel.bridged.and_then(name));
        let mut rows: Vec<_> = self.table.values().map(row).collect();
        rows.sort_by(|one, other| one.name.cmp(&other.name));
        rows
    }

    fn channel_of_dialog(&self, request: &sip::Request) -> Option<ChannelId> {
        if self.dialogs.is_empty() {
            return None;
        }
        self.dialogs.get(&DialogId::of_request(request)?).copied()
    }

    /// The identity of the next channel.
    fn next_channel(&mut self) -> ChannelId {
        self.channels_made += 1;
        ChannelId(self.channels_made)
    }

    fn insert(&mut self, now: Now, id: ChannelId, new: New) -> &mut Channel {
        self.join_family(new.lineage.master);
        self.table
            .entry(id)
            .or_insert_with(|| Channel::new(now, id, new))
    }

    /// Ends a channel and all that hangs on it. One that is gone already is no error.
    fn end(&mut self, core: &mut Core, now: Now, id: ChannelId, cause: Cause, by: By) {
        let Some(mut channel) = self.table.remove(&id) else {
            return;
        };
        tracing::debug!(channel = channel.name, ?cause, ?by, "ended");
        self.leave_family(channel.lineage.master);
        channel.set_use(core, None);
        if let Some(bridged) = channel.bridged.and_then(|other| self.table.get_mut(&other)) {
            bridged.bridged = None;
        }
        channel.media.close(core);
        self.release(core, now, &mut channel, cause, by);
        if let Some(leg) = channel.transfer {
            self.end(core, now, leg, Cause::Normal, By::Us);
        }
        match channel.owner {
            Owner::Script(call) => self.lose(core, call, id, cause),
            Owner::Pair(other) => self.end(core, now, other, cause, By::Us),
            Owner::Transfer(of) => self.transfer_failed(core, now, of, cause),
            Owner::Nobody => {}
        }
        self.shrink();
    }

    /// Gives memory back after a rush of calls: a hash table never does by itself.
    fn shrink(&mut self) {
        shrink(&mut self.table);
        shrink(&mut self.families);
        shrink(&mut self.scripts);
        shrink(&mut self.dialogs);
        shrink(&mut self.servers);
        shrink(&mut self.clients);
    }

    /// Tells the far end of a channel that it is over.
    fn release(&mut self, core: &mut Core, now: Now, channel: &mut Channel, cause: Cause, by: By) {
        match &mut channel.far {
            Far::Calling(caller) => {
                self.dialogs.remove(caller.dialog.id());
                self.servers.remove(&caller.transaction);
                if by != By::Told {
                    let status = if by == By::Far {
                        487
                    } else {
                        cause::status_of(cause)
                    };
                    let response = Response::builder(&caller.request, status).to_tag(&caller.tag);
                    core.respond(now, caller.transaction, response.build());
                }
            }
            Far::Called(calls) => {
                for fork in calls.forks.drain(..) {
                    self.abandon(core, now, fork, cause);
                }
            }
            Far::Talking(talk) => {
                self.dialogs.remove(talk.dialog.id());
                if by == By::Us {
                    talk.hang_up(core, now);
                }
            }
            &mut Far::Half(peer) => self.end(core, now, peer, cause, By::Told),
        }
    }

    /// Connects the sound of two channels.
    fn bridge(&mut self, core: &mut Core, a: ChannelId, b: ChannelId) -> bool {
        for id in [a, b] {
            let opened = self
                .table
                .get_mut(&id)
                .is_some_and(|one| one.media.open(core).is_ok());
            if !opened {
                return false;
            }
        }
        for (id, other) in [(a, b), (b, a)] {
            let former = self
                .table
                .get_mut(&id)
                .and_then(|one| one.bridged.replace(other));
            if let Some(former) = former.filter(|former| *former != other)
                && let Some(former) = self.table.get_mut(&former)
            {
                former.bridged = None;
            }
        }
        let (a, b) = (media_leg::leg_of(a), media_leg::leg_of(b));
        core.output(Output::Media(Command::Bridge { a, b }));
        true
    }

    /// Takes them apart, if they are connected.
    fn unbridge(&mut self, core: &mut Core, a: ChannelId, b: ChannelId) {
        if self.table.get(&a).and_then(|one| one.bridged) != Some(b) {
            return;
        }
        for id in [a, b] {
            if let Some(channel) = self.table.get_mut(&id) {
                channel.bridged = None;
            }
        }
        let (a, b) = (media_leg::leg_of(a), media_leg::leg_of(b));
        core.output(Output::Media(Command::Unbridge { a, b }));
    }
}

/// Shrinks a table of which seven eighths are empty; rarely enough to cost nothing on the whole.
fn shrink<K: Eq + Hash, V>(table: &mut HashMap<K, V>) {
    if table.capacity() > 1024 && table.len() < table.capacity() / 8 {
        table.shrink_to(2 * table.len());
    }
}
