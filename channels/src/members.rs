//! The members' side of the switch: registrations, chat, presence, hints, account properties.
//!
//! Enters: REGISTER, MESSAGE, SUBSCRIBE, NOTIFY and PUBLISH, scripts' requests about accounts, devices
//! whose use has changed, finished commits. Leaves, through [`Core`]: answers, NOTIFYs, replies, jobs.
//! This file only hands things on, until nothing more comes of them.

use std::time::Instant;

use community::{Notice, SkypeName};
use runtime::dialplan::Dialplan;
use runtime::host::{CallId, Cause, Reply, Request, RequestId};
use runtime::status::HintStatus;
use sip::{Method, RegistrarEvent, TransactionId};

use crate::account;
use crate::agenda::{Agenda, Item, Then};
use crate::chat::Chat;
use crate::core::{Core, Incoming, Outcome};
use crate::database;
use crate::hint::Device;
use crate::io::{AccountCommand, JobDone, JobId, Now, Output, Ticket};
use crate::presence::Presence;
use crate::registration;

/// See the module.
#[derive(Debug)]
pub(crate) struct Members {
    agenda: Agenda,
    chat: Chat,
    presence: Presence,
    logins: account::Logins,
}

impl Members {
    /// Logs in to the accounts of the configuration.
    pub(crate) fn new(core: &mut Core, now: Now) -> Self {
        let presence = Presence::new(core, now);
        let mut members = Self {
            agenda: Agenda::default(),
            chat: Chat::default(),
            presence,
            logins: account::Logins::default(),
        };
        members
            .logins
            .handle_configuration(core, &mut members.agenda, now);
        members.settle(core, now);
        members
    }

    /// A REGISTER, MESSAGE, SUBSCRIBE, NOTIFY or PUBLISH, not yet authenticated.
    pub(crate) fn handle_incoming(&mut self, core: &mut Core, now: Now, incoming: Incoming) {
        let Self {
            agenda,
            chat,
            presence,
            ..
        } = self;
        match incoming.request.method {
            Method::Register => {
                if let Some(name) = registration::handle_register(core, now, &incoming) {
                    chat.handle_registered(core, now, &name);
                }
                while let Some(event) = core.registrar.poll_event() {
                    self.handle_registration(core, now, event);
                }
            }
            Method::Message => chat.handle_message(core, agenda, now, &incoming),
            Method::Subscribe => presence.handle_subscribe(core, agenda, now, incoming),
            Method::Publish => presence.handle_publish(core, agenda, now, &incoming),
            // No subscription of ours has been made by the members' side.
            Method::Notify => core.respond_status(now, &incoming, 481),
            _ => core.respond_status(now, &incoming, 405),
        }
        self.settle(core, now);
    }

    /// What came of a request sent as [`crate::core::Owner::Members`].
    pub(crate) fn handle_outcome(
        &mut self,
        core: &mut Core,
        now: Now,
        transaction: TransactionId,
        outcome: Outcome,
    ) {
        if !outcome.is_final() {
            return;
        }
        let status = outcome.status();
        if !self.presence.handle_outcome(core, now, transaction, status) {
            self.chat
                .handle_outcome(core, &mut self.agenda, now, transaction, status);
        }
        self.settle(core, now);
    }

    /// `AccountProperty`, `SetAccountProperty`, `Buddies`, `SendChat`, `ReceiveChat`, `DeviceState`,
    /// or about the database of scripts.
    pub(crate) fn handle_request(
        &mut self,
        core: &mut Core,
        now: Now,
        id: RequestId,
        request: Request,
    ) {
        let Self {
            agenda,
            chat,
            presence,
            logins,
        } = self;
        match request {
            Request::AccountProperty { account, property } => {
                let reply = account::read_property(core, &account, &property);
                core.reply(id, reply);
            }
            Request::SetAccountProperty {
                account,
                property,
                value,
            } => {
                logins.write_property(core, agenda, now, id, [&account, &property, &value]);
            }
            Request::Buddies(account) => {
                let reply = account::buddies(core, &account);
                core.reply(id, reply);
            }
            Request::SendChat { from, to, text } => {
                chat.handle_send(core, agenda, now, id, [&from, &to, &text]);
            }
            Request::ReceiveChat { to, from, timeout } => {
                chat.handle_receive(core, now, id, [&to, &from], timeout);
            }
            Request::DeviceState(device) => {
                let state = presence.device_state(core, now, &device);
                core.reply(id, Reply::Text(state.as_str().to_owned()));
            }
            // The switch hands on no other request.
            request => database::handle_request(core, agenda, id, request),
        }
        self.settle(core, now);
    }

    /// A script has begun; chats from now on are for it to receive.
    pub(crate) fn handle_started(&mut self, _core: &mut Core, _now: Now, call: CallId) {
        self.chat.handle_started(call);
    }

    /// A script has ended: nobody waits for its replies.
    pub(crate) fn handle_finished(&mut self, _core: &mut Core, _now: Now, call: CallId) {
        self.chat.handle_finished(call);
    }

    /// A `Commit` is done.
    pub(crate) fn handle_done(&mut self, core: &mut Core, now: Now, job: JobId, done: JobDone) {
        if let JobDone::Committed(changes, result) = done {
            self.agenda.handle_committed(core, job, &changes, result);
        }
        self.settle(core, now);
    }

    /// Something about accounts was asked from outside.
    pub(crate) fn handle_account(
        &mut self,
        core: &mut Core,
        now: Now,
        ticket: Ticket,
        command: &AccountCommand,
    ) {
        self.logins
            .handle_command(core, &mut self.agenda, now, ticket, command);
        self.settle(core, now);
    }

    /// `core.dialplan` is another one than `former`.
    pub(crate) fn handle_generation(&mut self, core: &mut Core, now: Now, former: &Dialplan) {
        self.presence
            .handle_generation(core, &mut self.agenda, now, former);
        self.settle(core, now);
    }

    /// `core.config` is another one.
    pub(crate) fn handle_configuration(&mut self, core: &mut Core, now: Now) {
        self.logins
            .handle_configuration(core, &mut self.agenda, now);
        self.settle(core, now);
        self.presence.handle_configuration(core, now);
        self.presence
            .add_hinted_buddies(core, &mut self.agenda, now);
        self.settle(core, now);
    }

    /// The use of a device has changed; see `core.devices`.
    pub(crate) fn handle_device(&mut self, core: &mut Core, now: Now, device: &str) {
        self.presence
            .handle_device(core, now, &Device::parse(device));
    }

    /// A name has its first binding, or has lost its last one.
    pub(crate) fn handle_registration(&mut self, core: &mut Core, now: Now, event: RegistrarEvent) {
        if let Some(device) = registration::handle_event(core, &mut self.agenda, event) {
            self.handle_device(core, now, &device);
        }
        self.settle(core, now);
    }

    pub(crate) fn is_logging_in(&self) -> bool {
        self.agenda.is_logging_in()
    }

    pub(crate) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        self.chat.handle_timeout(core, now);
        self.presence.handle_timeout(core, &mut self.agenda, now);
        self.settle(core, now);
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        [self.chat.poll_timeout(), self.presence.poll_timeout()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Sorted by context and extension.
    pub(crate) fn hints(&self, _core: &Core) -> Vec<HintStatus> {
        self.presence.hint_rows()
    }

    fn settle(&mut self, core: &mut Core, now: Now) {
        while let Some(item) = self.agenda.poll() {
            match item {
                Item::Notice(notice) => self.handle_notice(core, now, notice),
                Item::Over(then, result) => self.handle_over(core, now, then, result),
            }
        }
    }

    fn handle_over(&mut self, core: &mut Core, now: Now, then: Then, result: Result<(), String>) {
        let Self {
            agenda,
            chat,
            presence,
            logins,
        } = self;
        match (then, result) {
            (Then::Nothing, _) | (Then::Made(_), Ok(())) => {}
            (Then::Respond(transaction, success, failure), result) => {
                core.respond(
                    now,
                    transaction,
                    if result.is_ok() { *success } else { *failure },
                );
            }
            (Then::Subscribe(incoming, target), Ok(())) => {
                presence.subscribe_person(core, now, &incoming, target)
            }
            (Then::Subscribe(incoming, _), Err(_)) => {
                let response = crate::refusal::not_stored(&incoming.request);
                core.respond(now, incoming.transaction, response);
            }
            (Then::Reply(id, reply), Ok(())) => core.reply(id, reply),
            (Then::Reply(id, _), Err(reason)) => {
                core.reply(id, Reply::Refused(Cause::Congestion, reason))
            }
            (Then::Answer(ticket, text), result) => {
                core.output(Output::Answer(ticket, result.map(|()| text)))
            }
            (Then::LoggedIn(name), Ok(())) => {
                logins.handle_logged_in(core, agenda, &name);
                presence.add_hinted_buddies_of(core, agenda, now, &name);
            }
            (Then::Made(name) | Then::LoggedIn(name), Err(_)) => {
                logins.handle_failed(core, agenda, &name)
            }
            (Then::Delivered(message), _) => chat.handle_delivered(message),
        }
    }

    fn handle_notice(&mut self, core: &mut Core, now: Now, notice: Notice) {
        let Self {
            agenda,
            chat,
            presence,
            logins,
        } = self;
        match notice {
            Notice::ChatArrived(message) => chat.handle_arrived(core, agenda, now, message),
            Notice::PresenceChanged { name } => presence.handle_person(core, now, &name),
            Notice::BuddyChanged { viewer, target } => {
                if let Some(target) = target.member() {
                    presence.handle_view(core, now, &viewer, target);
                }
            }
            Notice::AuthorizationRequested { owner, by, .. } => {
                tracing::info!(%owner, %by, "asks for authorization");
                presence.handle_watchers(core, now, &owner);
            }
            Notice::StandingChanged { owner, .. } => presence.handle_watchers(core, now, &owner),
            Notice::AccountAdded { name } | Notice::PasswordChanged { name } => {
                logins.handle_secret(core, agenda, now, &name);
            }
            Notice::AccountRemoved { name } => self.handle_removed(core, now, &name),
            Notice::StatusChanged { name, status } => {
                tracing::info!(%name, %status, "account status");
                presence.handle_originator(core, now, &name);
            }
            Notice::ProfileChanged { .. } => {}
            Notice::EntryChanged { path } => {
                if let Some(device) = database::device(&path) {
                    presence.handle_device(core, now, &device);
                }
            }
        }
    }

    fn handle_removed(&mut self, core: &mut Core, now: Now, name: &SkypeName) {
        self.presence.handle_removed(core, now, name);
        core.registrar.remove(name.as_str());
    }
}
