//! The switch: every channel, registration and subscription there is, on one thread.
//!
//! This file only hands things on: to [`Channels`] what is about calls, to [`Members`] everything else.

use std::time::Instant;

use community::Community;
use runtime::host::{Request, RequestId};
use runtime::status::{AccountStatus, BuddyStatus, RequestStatus};
use sip::{ConnectionId, Flow, Frame, Method};

use crate::SwitchConfig;
use crate::account;
use crate::channel::Channels;
use crate::core::{Core, Incoming, Outcome, Owner};
use crate::io::{Input, JobDone, MediaPorts, Now, Output, Snapshot};
use crate::members::Members;

/// The switch.
pub struct Switch {
    core: Core,
    channels: Channels,
    members: Members,
}

impl Switch {
    /// A switch with that community, as it was loaded from disk.
    pub fn new(
        now: Now,
        config: SwitchConfig,
        community: Community,
        ports: Box<dyn MediaPorts>,
    ) -> Self {
        let mut core = Core::new(now, config, community, ports);
        let members = Members::new(&mut core, now);
        Self {
            core,
            channels: Channels::default(),
            members,
        }
    }

    /// Something happened.
    pub fn handle(&mut self, now: Now, input: Input) {
        let Self {
            core,
            channels,
            members,
        } = self;
        match input {
            Input::Datagram {
                local,
                peer,
                payload,
            } => {
                core.sip
                    .handle_datagram(now.instant, Flow::udp(local, peer), &payload);
            }
            input @ (Input::StreamOpened { .. }
            | Input::StreamData { .. }
            | Input::StreamClosed(_)) => self.handle_stream(now, input),
            Input::Request(call, request) => self.handle_request(now, call, request),
            Input::Told(asked, reply) => core.reply(asked, reply),
            Input::Finished(finish) => {
                members.handle_finished(core, now, finish.call);
                channels.handle_finished(core, now, finish);
            }
            Input::Media(event) => channels.handle_media(core, now, event),
            Input::Done(job, done @ JobDone::Prompts(_)) => {
                channels.handle_done(core, now, job, done);
            }
            Input::Done(job, done) => members.handle_done(core, now, job, done),
            Input::Generation(dialplan) => {
                let former = std::mem::replace(&mut core.dialplan, dialplan);
                members.handle_generation(core, now, &former);
            }
            Input::Configuration(config) => {
                core.reconfigure(*config);
                core.auth.handle_configuration(&core.config);
                members.handle_configuration(core, now);
            }
            Input::Account(ticket, command) => members.handle_account(core, now, ticket, &command),
            Input::Drain => core.draining = true,
            Input::Overloaded(overloaded) => core.sip.set_overloaded(overloaded),
        }
        self.settle(now);
    }

    /// Lets timers run that are due.
    pub fn handle_timeout(&mut self, now: Now) {
        self.core.sip.handle_timeout(now.instant);
        self.settle(now);
        while let Some(connection) = self.core.streams.poll_stuck(now.instant) {
            self.core.output(Output::Disconnect(connection));
        }
        self.core.registrar.handle_timeout(now.instant);
        self.channels.handle_timeout(&mut self.core, now);
        self.members.handle_timeout(&mut self.core, now);
        self.settle(now);
    }

    /// When [`Self::handle_timeout`] wants to be called.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let timeouts = [
            self.core.sip.poll_timeout(),
            self.core.streams.poll_timeout(),
            self.core.registrar.poll_timeout(),
            self.channels.poll_timeout(),
            self.members.poll_timeout(),
        ];
        timeouts.into_iter().flatten().min()
    }

    /// Whether the switch waits for the disk before it is logged in to all accounts it can be logged in to.
    /// Calls to the others are refused meanwhile.
    pub fn is_logging_in(&self) -> bool {
        self.members.is_logging_in()
    }

    /// What has to happen outside. Ask until there is nothing.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.core.poll_output()
    }

    /// The community, to read.
    pub fn community(&self) -> &Community {
        &self.core.community
    }

    /// Channels and hints as they are.
    pub fn snapshot(&self, now: Now) -> Snapshot {
        Snapshot {
            channels: self.channels.status(now),
            hints: self.members.hints(&self.core),
        }
    }

    /// All accounts, sorted by name.
    pub fn accounts(&self, now: Now) -> Vec<AccountStatus> {
        account::account_rows(&self.core, now)
    }

    /// The buddies of an account, sorted; nothing when there is no such account.
    pub fn buddies(&self, account: &str) -> Option<Vec<BuddyStatus>> {
        account::buddy_rows(&self.core, account)
    }

    /// Who asks to see an account, and about whom it has decided; nothing when there is no such account.
    pub fn requests(&self, account: &str) -> Option<Vec<RequestStatus>> {
        account::request_rows(&self.core, account)
    }

    fn handle_stream(&mut self, now: Now, input: Input) {
        let core = &mut self.core;
        match input {
            Input::StreamOpened {
                connection,
                local,
                peer,
            } => {
                if let Some(output) = core.streams.open(connection, local, peer) {
                    core.output(output);
                }
            }
            Input::StreamData {
                connection,
                payload,
            } => self.handle_stream_data(now, connection, &payload),
            Input::StreamClosed(connection) => {
                if let Some(flow) = core.streams.close(connection) {
                    core.sip.handle_transport_error(now.instant, &flow);
                }
                core.sip.handle_connection_closed(now.instant, connection);
                core.registrar.handle_connection_closed(connection);
            }
            _ => {}
        }
    }

    fn handle_stream_data(&mut self, now: Now, connection: ConnectionId, payload: &[u8]) {
        self.core.streams.push(connection, payload);
        while let Some((flow, frame)) = self.core.streams.next_frame(now.instant, connection) {
            match frame {
                Frame::Message(message) => {
                    self.core.sip.handle_message(now.instant, flow, message);
                    self.settle(now);
                }
                Frame::Ping => {
                    self.core.output(Output::StreamData {
                        connection,
                        payload: b"\r\n".to_vec(),
                    });
                }
                Frame::Broken => {
                    // The error answer goes out first.
                    while let Some(transmit) = self.core.sip.poll_transmit() {
                        self.core.transmit(transmit);
                    }
                    self.core.output(Output::Disconnect(connection));
                }
            }
        }
    }

    fn handle_request(&mut self, now: Now, id: RequestId, request: Request) {
        let Self {
            core,
            channels,
            members,
        } = self;
        match request {
            Request::AccountProperty { .. }
            | Request::SetAccountProperty { .. }
            | Request::Buddies(_)
            | Request::SendChat { .. }
            | Request::ReceiveChat { .. }
            | Request::DeviceState(_)
            | Request::SetDeviceState(..)
            | Request::DbGet(_)
            | Request::DbPut { .. }
            | Request::DbDelete(_)
            | Request::DbDeleteTree(_)
            | Request::DbTree { .. } => members.handle_request(core, now, id, request),
            request => channels.handle_request(core, now, id, request),
        }
    }

    /// Hands on what came of one input until nothing more comes of it.
    fn settle(&mut self, now: Now) {
        loop {
            while let Some(event) = self.core.sip.poll_event() {
                self.handle_sip(now, event);
            }
            if let Some(call) = self.channels.poll_started() {
                self.members.handle_started(&mut self.core, now, call);
            } else if let Some(device) = self.core.devices.poll_changed() {
                self.members.handle_device(&mut self.core, now, &device);
            } else if let Some(event) = self.core.registrar.poll_event() {
                self.members.handle_registration(&mut self.core, now, event);
            } else {
                return;
            }
        }
    }

    fn handle_sip(&mut self, now: Now, event: sip::endpoint::Event) {
        use sip::endpoint::Event;
        let Self { core, channels, .. } = self;
        match event {
            Event::Request {
                transaction,
                request,
                flow,
            } => {
                self.handle_incoming(
                    now,
                    Incoming {
                        transaction,
                        request,
                        flow,
                    },
                );
            }
            Event::Ack {
                transaction,
                request,
                ..
            } => {
                channels.handle_ack(core, now, transaction, request);
            }
            Event::Cancelled { transaction, .. } => channels.handle_cancel(core, now, transaction),
            Event::Response {
                transaction,
                response,
                flow,
            } => {
                let outcome = Outcome::Response(Box::new(response), flow);
                self.handle_outcome(now, transaction, outcome);
            }
            Event::TimedOut { transaction } => {
                self.handle_outcome(now, transaction, Outcome::TimedOut);
            }
            Event::TransportFailed { transaction } => {
                self.handle_outcome(now, transaction, Outcome::TransportFailed);
            }
            Event::Unacknowledged { transaction } => {
                channels.handle_unacknowledged(core, now, transaction);
            }
        }
    }

    fn handle_incoming(&mut self, now: Now, incoming: Incoming) {
        let Self {
            core,
            channels,
            members,
        } = self;
        match incoming.request.method {
            Method::Options => {
                let response = core.sip.options_response(&incoming.request);
                core.respond(now, incoming.transaction, response);
            }
            Method::Notify if channels.has_dialog_of(&incoming.request) => {
                channels.handle_incoming(core, now, incoming);
            }
            Method::Register
            | Method::Message
            | Method::Subscribe
            | Method::Notify
            | Method::Publish => members.handle_incoming(core, now, incoming),
            _ => channels.handle_incoming(core, now, incoming),
        }
    }

    fn handle_outcome(&mut self, now: Now, transaction: sip::TransactionId, outcome: Outcome) {
        let Self {
            core,
            channels,
            members,
        } = self;
        match core.owner_of(transaction, &outcome) {
            Owner::Channels => channels.handle_outcome(core, now, transaction, outcome),
            Owner::Members => members.handle_outcome(core, now, transaction, outcome),
        }
    }
}
