//! What comes in: to which transaction a message goes, and what is settled without one.

use std::time::Instant;

use sha2::{Digest, Sha256};

use super::screen::screen;
use super::server::{Origin, Server, ServerMachine, key_of};
use super::via::{fallback, note_source, response_flow};
use super::{Endpoint, Event};
use crate::message::grammar::hexadecimal;
use crate::message::{
    Malformed, Message, Method, Request, Response, ResponseBuilder, Via, read_datagram,
};
use crate::transaction::matching::{ClientKey, ServerKey, merge_key};
use crate::transaction::{InviteServer, NonInviteServer, TransactionId};
use crate::transport::{Flow, Transmit};

impl Endpoint {
    /// One datagram from a socket. Keep-alives and what is no SIP are dropped.
    pub fn handle_datagram(&mut self, now: Instant, flow: Flow, datagram: &[u8]) {
        self.handle_message(now, flow, read_datagram(datagram));
    }

    /// One message of a stream, as its [`crate::Framer`] gave it. A malformed request is answered
    /// without a transaction; a malformed response is dropped.
    pub fn handle_message(
        &mut self,
        now: Instant,
        flow: Flow,
        message: Result<Message, Malformed>,
    ) {
        match message {
            Ok(Message::Request(request)) => self.handle_request(now, flow, request),
            Ok(Message::Response(response)) => self.handle_response(now, flow, response),
            Err(malformed) => self.refuse_malformed(flow, &malformed),
        }
    }

    fn refuse_malformed(&mut self, flow: Flow, malformed: &Malformed) {
        let (Some(request), Some(status)) = (malformed.request(), malformed.status) else {
            tracing::debug!(peer = %flow.peer, faults = ?malformed.faults, "dropped a malformed message");
            return;
        };
        let mut request = request.clone();
        let Some(mut via) = request.via() else { return };
        note_source(&mut request, &mut via, &flow);
        let part = malformed
            .faults
            .iter()
            .find(|fault| fault.fatal)
            .map_or("message", |fault| fault.part);
        let mut response = Response::builder(&request, status);
        if status == 400 {
            response = response.reason(&format!("Bad {part}"));
        }
        if status == 501 {
            response = response.header("Allow", &self.config().allow_value());
        }
        let key = ServerKey::of(&request, &via);
        self.reply(&key, response_flow(&via, &flow), response.build());
    }

    fn handle_request(&mut self, now: Instant, flow: Flow, mut request: Request) {
        let Some(mut via) = request.via() else { return };
        note_source(&mut request, &mut via, &flow);
        let back = response_flow(&via, &flow);
        if request.method == Method::Ack {
            return self.handle_ack(now, flow, &via, request);
        }
        if request.method == Method::Cancel {
            return self.handle_cancel(now, back, &via, request);
        }
        let key = ServerKey::of(&request, &via);
        if let Some(id) = self.table.find_server(&key) {
            if let Some(server) = self.table.server(id) {
                server.handle_repetition();
            }
            return self.settle(id);
        }
        let merged = merge_key(&request);
        if merged
            .as_deref()
            .is_some_and(|merged| self.is_pending(merged))
        {
            return self.reply(&key, back, Response::builder(&request, 482).build());
        }
        if let Some(refusal) = self
            .overload(&request)
            .or_else(|| screen(self.config(), &request))
        {
            return self.reply(&key, back, refusal);
        }
        let machine = self.server_machine(now, &flow, &request);
        let (fallback, octets) = (
            fallback(&via, &flow),
            request.printed_len() + request.body.len(),
        );
        let origin = Origin {
            flow: back,
            fallback,
            key,
            merge_key: merged,
            octets,
        };
        let transaction = self.table.insert_server(Server::new(machine, origin));
        self.settle(transaction);
        self.events.push_back(Event::Request {
            transaction,
            request,
            flow,
        });
    }

    /// Whether a copy of the request that came another way is being worked on. After a refusal
    /// clients try again, and not all of them count CSeq up.
    fn is_pending(&mut self, merged: &str) -> bool {
        let Some(id) = self.table.find_merged(merged) else {
            return false;
        };
        self.table
            .server(id)
            .is_some_and(|server| server.is_open() || server.answer_key().is_some())
    }

    fn server_machine(&self, now: Instant, flow: &Flow, request: &Request) -> ServerMachine {
        let (timing, reliable) = (self.config().timing, flow.transport.is_reliable());
        if request.method == Method::Invite {
            let trying = Response::builder(request, 100).build().to_bytes();
            ServerMachine::Invite(InviteServer::new(now, timing, reliable, trying))
        } else {
            ServerMachine::NonInvite(NonInviteServer::new(now, timing, reliable))
        }
    }

    /// Above the bound new work is refused at once, while calls that are up can still be ended.
    fn overload(&self, request: &Request) -> Option<Response> {
        let reserve = |bound: usize| {
            if request.is_in_dialog() {
                bound + bound / 4
            } else {
                bound
            }
        };
        let (_, servers) = self.table.counts();
        let full = self.overloaded && !request.is_in_dialog()
            || servers >= reserve(self.config().max_server_transactions)
            || self.table.server_octets() >= reserve(self.config().max_server_octets);
        full.then(|| {
            Response::builder(request, 503)
                .header("Retry-After", "5")
                .build()
        })
    }

    fn handle_ack(&mut self, now: Instant, flow: Flow, via: &Via, request: Request) {
        let invite = ServerKey::of_invite(&request, via);
        let answered = key_of(&request).and_then(|key| self.table.find_answer(&key));
        let Some(id) = answered.or_else(|| self.table.find_server(&invite)) else {
            // The ACK of a refusal that no transaction remembers has its tag.
            if request.to_tag() != Some(self.stateless_tag(&invite)) {
                self.events.push_back(Event::Ack {
                    transaction: None,
                    request,
                    flow,
                });
            }
            return;
        };
        if self
            .table
            .server(id)
            .is_some_and(|server| server.handle_ack(now, &request))
        {
            self.events.push_back(Event::Ack {
                transaction: Some(id),
                request,
                flow,
            });
        }
        self.settle(id);
    }

    /// RFC 3261 section 9.2. The 200 says that the CANCEL was taken, whatever becomes of the
    /// INVITE.
    fn handle_cancel(&mut self, _now: Instant, back: Flow, via: &Via, request: Request) {
        let invite = ServerKey::of_invite(&request, via);
        let Some(id) = self.table.find_server(&invite) else {
            return self.reply(&invite, back, Response::builder(&request, 481).build());
        };
        self.reply(&invite, back, Response::builder(&request, 200).build());
        let Some(server) = self.table.server(id) else {
            return;
        };
        if server.is_open() && !std::mem::replace(&mut server.cancelled, true) {
            self.events.push_back(Event::Cancelled {
                transaction: id,
                request,
            });
        }
    }

    fn handle_response(&mut self, now: Instant, flow: Flow, response: Response) {
        // A response with two Via values has gone astray (RFC 3261 section 8.1.3.3).
        if response.vias().len() != 1 {
            return;
        }
        let Some(id) = ClientKey::of(&response).and_then(|key| self.table.find_client(&key)) else {
            return;
        };
        let Some(client) = self.table.client(id) else {
            return;
        };
        client.response_flow = flow;
        client.machine.handle_response(now, response);
        self.settle(id);
        self.send_pending_cancel(now, id);
    }

    /// A response of a client transaction reaches the user, unless it is a repeated 2xx, which gets
    /// its ACK again, or the answer to a CANCEL of ours.
    pub(super) fn deliver(&mut self, transaction: TransactionId, response: Response) {
        let Some(client) = self
            .table
            .client(transaction)
            .filter(|client| !client.internal)
        else {
            return;
        };
        if client.key.method == Method::Invite && response.is_success() {
            let tag = response.to_tag().unwrap_or_default();
            if let Some((_, ack)) = client.acks.iter().find(|(known, _)| *known == tag) {
                self.transmits.extend(ack.clone());
                return;
            }
            if client.acks.len() >= MAX_FORKS {
                return;
            }
            client.acks.push((tag, None));
        }
        let flow = client.response_flow;
        self.events.push_back(Event::Response {
            transaction,
            response,
            flow,
        });
    }

    /// Sends a response that no transaction remembers. Its tag is always the same for one request.
    fn reply(&mut self, key: &ServerKey, flow: Flow, response: Response) {
        let mut builder = ResponseBuilder::from(response).to_tag(&self.stateless_tag(key));
        if !self.config().user_agent.is_empty() {
            builder = builder.header("Server", &self.config().user_agent);
        }
        self.transmits.push_back(Transmit {
            flow,
            payload: builder.build().to_bytes(),
        });
    }

    /// The To tag of answers to the request with this key (RFC 3261 section 8.2.7).
    pub(super) fn stateless_tag(&self, key: &ServerKey) -> String {
        let hash = Sha256::new()
            .chain_update(self.tag_secret)
            .chain_update(key.as_str())
            .finalize();
        hexadecimal(&hash[..8])
    }
}

/// How many 2xx with different To tags one INVITE may bring.
const MAX_FORKS: usize = 16;
