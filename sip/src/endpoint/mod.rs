//! The endpoint: all transactions, between the sockets and the transaction user (RFC 3261 sections
//! 8, 17 and 18, RFC 3581).
//!
//! Datagrams and stream messages enter with the flow they came over; octets to send leave with the
//! flow to send them over, and events tell the user what is new. What need not concern the user is
//! settled here: repetitions, malformed and refused requests, ACKs of refusals, CANCEL, repeated
//! 2xx on both sides, overload. Finding addresses for names (RFC 3263) and all policy are left out.

mod config;
mod event;
mod receive;
mod screen;
mod send;
mod server;
mod table;
#[cfg(test)]
mod tests;
mod via;

use std::collections::VecDeque;
use std::time::Instant;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::message::{Request, Response};
use crate::transaction::{Output, TransactionId};
use crate::transport::{ConnectionId, Flow, Transmit};
pub use config::EndpointConfig;
pub use event::Event;
use table::{Entry, Link, Table};

/// All transactions, and the way to and from the sockets.
#[derive(Debug)]
pub struct Endpoint {
    config: EndpointConfig,
    table: Table,
    overloaded: bool,
    random: StdRng,
    /// Makes the tags of answers that no transaction remembers.
    tag_secret: [u8; 16],
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

impl Endpoint {
    /// `seed` feeds branches, tags and Call-IDs; take it from the system's generator. The same seed
    /// and the same calls give the same octets.
    pub fn new(config: EndpointConfig, seed: [u8; 32]) -> Self {
        let mut random = StdRng::from_seed(seed);
        let mut tag_secret = [0; 16];
        random.fill_bytes(&mut tag_secret);
        Self {
            config,
            table: Table::default(),
            overloaded: false,
            random,
            tag_secret,
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// From now on, or no longer: requests outside dialogs get 503 with Retry-After before they cost a
    /// transaction (RFC 3261 section 21.5.4). Repetitions of what was taken before are no new work.
    pub fn set_overloaded(&mut self, overloaded: bool) {
        self.overloaded = overloaded;
    }

    /// What it was made with.
    pub fn config(&self) -> &EndpointConfig {
        &self.config
    }

    /// Sending to `flow` failed: an ICMP error, a connection refused. Requests waiting for a
    /// response over it fail.
    pub fn handle_transport_error(&mut self, now: Instant, flow: &Flow) {
        self.fail(now, Link::of(flow));
    }

    /// A connection is gone. Requests waiting on it fail; responses that are still to come will be
    /// sent over a new connection to where the Via says (RFC 3261 section 18.2.2).
    pub fn handle_connection_closed(&mut self, now: Instant, connection: ConnectionId) {
        self.fail(now, Link::Connection(connection));
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some(id) = self.table.pop_due(now) {
            if let Some(entry) = self.table.entry(id) {
                match entry {
                    Entry::Client(client) => client.machine.handle_timeout(now),
                    Entry::Server(server) => server.handle_timeout(now),
                }
            }
            self.settle(id);
        }
    }

    /// When [`Endpoint::handle_timeout`] is to be called next.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.table.next_timeout()
    }

    /// What to send. Call until `None` after every other call.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    /// What happened. Call until `None` after every other call.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// How many transactions there are: clients, servers.
    pub fn transactions(&self) -> (usize, usize) {
        self.table.counts()
    }

    /// A fresh tag for From or To.
    pub fn new_tag(&mut self) -> String {
        format!("{:016x}", self.random.next_u64())
    }

    /// A fresh Call-ID.
    pub fn new_call_id(&mut self) -> String {
        format!(
            "{:016x}{:016x}",
            self.random.next_u64(),
            self.random.next_u64()
        )
    }

    /// The 200 to an OPTIONS: Allow, Supported, Accept (RFC 3261 section 11.2).
    pub fn options_response(&self, request: &Request) -> Response {
        Response::builder(request, 200)
            .header("Allow", &self.config.allow_value())
            .header("Supported", &self.config.supported.join(", "))
            .header("Accept", "application/sdp")
            .header("Accept-Encoding", "identity")
            .build()
    }

    /// Takes the outputs of a transaction that was touched, sets its timer anew, and drops it when
    /// over.
    fn settle(&mut self, id: TransactionId) {
        while let Some((flow, output)) = self.table.next_output(id) {
            match output {
                Output::Send(payload) => self.transmits.push_back(Transmit { flow, payload }),
                Output::Response(response) => self.deliver(id, response),
                Output::TimedOut => {
                    if self.table.client(id).is_some_and(|client| !client.internal) {
                        self.events.push_back(Event::TimedOut { transaction: id });
                    }
                }
            }
        }
        if let Some(Entry::Server(server)) = self.table.entry(id)
            && server.take_unacknowledged()
        {
            self.events
                .push_back(Event::Unacknowledged { transaction: id });
        }
        self.table.settle(id);
    }

    fn fail(&mut self, _now: Instant, link: Link) {
        for id in self.table.over(link) {
            match self.table.entry(id) {
                Some(Entry::Client(client)) if client.machine.is_waiting() => {
                    if !client.internal {
                        self.events
                            .push_back(Event::TransportFailed { transaction: id });
                    }
                    self.table.remove(id);
                }
                Some(Entry::Server(server)) => {
                    if matches!(link, Link::Connection(_)) {
                        let flow = Flow {
                            connection: None,
                            peer: server.origin.fallback,
                            ..server.origin.flow
                        };
                        self.table.move_to(id, flow);
                    }
                }
                _ => {}
            }
        }
    }
}
