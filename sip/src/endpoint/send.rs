//! What goes out: requests, responses, CANCEL and ACK.

use std::time::Instant;

use rand::Rng;

use super::Endpoint;
use super::table::{Client, ClientMachine};
use crate::message::{MAGIC_COOKIE, Method, Request, RequestBuilder, Response, ResponseBuilder};
use crate::transaction::matching::ClientKey;
use crate::transaction::{InviteClient, NonInviteClient, TransactionId};
use crate::transport::{Flow, Transmit};

impl Endpoint {
    /// Sends a request in a transaction of its own; puts on the Via. Not for ACK and CANCEL.
    pub fn request(&mut self, now: Instant, mut request: Request, flow: Flow) -> TransactionId {
        let branch = self.put_on_via(&mut request, &flow);
        self.start_client(now, request, flow, branch, false)
    }

    /// Answers a request. To gets a tag if it has none and the status is above 100. A 2xx to an
    /// INVITE is repeated until its ACK comes. Nothing happens when the transaction is over or has
    /// a final response.
    pub fn respond(&mut self, now: Instant, transaction: TransactionId, response: Response) {
        let (timing, user_agent) = (self.config().timing, self.config().user_agent.clone());
        let Some(key) = self
            .table
            .server(transaction)
            .filter(|server| server.is_open())
            .map(|server| server.origin.key.clone())
        else {
            return;
        };
        let mut builder = ResponseBuilder::from(response);
        if builder.status() > 100 {
            builder = builder.to_tag(&self.stateless_tag(&key));
        }
        if !user_agent.is_empty() {
            builder = builder.header("Server", &user_agent);
        }
        if let Some(server) = self.table.server(transaction) {
            server.respond(now, timing, &builder.build());
            if let Some(key) = server.answer_key().map(str::to_owned) {
                self.table.insert_answer(key, transaction);
            }
        }
        self.settle(transaction);
    }

    /// Gives up an INVITE of ours: the CANCEL goes out as soon as a provisional response is there.
    /// The INVITE ends with its response, usually 487, or with `TimedOut`.
    pub fn cancel(&mut self, now: Instant, transaction: TransactionId) {
        self.cancel_because(now, transaction, None);
    }

    /// The same with a Reason (RFC 3326), as `SIP;cause=200;text="Call completed elsewhere"`: a telephone then
    /// counts the call as none it has missed.
    pub fn cancel_because(
        &mut self,
        now: Instant,
        transaction: TransactionId,
        reason: Option<&'static str>,
    ) {
        if let Some(client) = self.table.client(transaction) {
            client.wants_cancel = true;
            client.reason = reason;
        }
        self.send_pending_cancel(now, transaction);
    }

    /// Sends the ACK of a 2xx to an INVITE of ours, and again at each repetition of that 2xx.
    pub fn send_ack(
        &mut self,
        _now: Instant,
        transaction: TransactionId,
        mut ack: Request,
        flow: Flow,
    ) {
        self.put_on_via(&mut ack, &flow);
        let transmit = Transmit {
            flow,
            payload: ack.to_bytes(),
        };
        let tag = ack.to_tag().unwrap_or_default();
        if let Some(client) = self.table.client(transaction) {
            match client.acks.iter_mut().find(|(known, _)| *known == tag) {
                Some((_, slot)) => *slot = Some(transmit.clone()),
                None => client.acks.push((tag, Some(transmit.clone()))),
            }
        }
        self.transmits.push_back(transmit);
    }

    pub(super) fn send_pending_cancel(&mut self, now: Instant, id: TransactionId) {
        let Some(client) = self.table.client(id).filter(|client| client.wants_cancel) else {
            return;
        };
        let ClientMachine::Invite(machine) = &mut client.machine else {
            return;
        };
        if !machine.is_proceeding() {
            return;
        }
        client.wants_cancel = false;
        machine.handle_cancelled(now);
        let mut cancel = cancel(machine.request());
        if let Some(reason) = client.reason {
            cancel.headers.set("Reason", reason);
        }
        let (flow, branch) = (client.flow, client.key.branch.clone());
        self.settle(id);
        self.start_client(now, cancel, flow, branch, true);
    }

    fn start_client(
        &mut self,
        now: Instant,
        request: Request,
        flow: Flow,
        branch: String,
        internal: bool,
    ) -> TransactionId {
        let (timing, reliable) = (self.config().timing, flow.transport.is_reliable());
        let key = ClientKey {
            branch,
            method: request.method.clone(),
        };
        let machine = if request.method == Method::Invite {
            ClientMachine::Invite(Box::new(InviteClient::new(now, timing, reliable, request)))
        } else {
            ClientMachine::NonInvite(NonInviteClient::new(now, timing, reliable, &request))
        };
        let client = Client {
            machine,
            flow,
            key,
            internal,
            wants_cancel: false,
            reason: None,
            acks: Vec::new(),
            response_flow: flow,
        };
        let id = self.table.insert_client(client);
        self.settle(id);
        id
    }

    /// Via with a fresh branch, which is returned, and User-Agent.
    fn put_on_via(&mut self, request: &mut Request, flow: &Flow) -> String {
        let branch = format!("{MAGIC_COOKIE}{:016x}", self.random.next_u64());
        let rport = if flow.transport.is_reliable() {
            ""
        } else {
            ";rport"
        };
        let via = format!(
            "SIP/2.0/{} {}{rport};branch={branch}",
            flow.transport.as_str(),
            flow.local
        );
        request.remove("Via");
        request.push_front("Via", via);
        if !self.config().user_agent.is_empty() && !request.has_header("User-Agent") {
            let user_agent = self.config().user_agent.clone();
            request.push("User-Agent", user_agent);
        }
        branch
    }
}

/// The CANCEL of an INVITE (RFC 3261 section 9.1): same target, Via, Route, From, To, Call-ID and
/// number.
fn cancel(invite: &Request) -> Request {
    let mut builder = RequestBuilder::new(Method::Cancel, invite.uri.clone());
    for name in ["Via", "Route", "From", "To", "Call-ID"] {
        for value in invite.header_all(name) {
            builder = builder.add_header(name, &value);
        }
    }
    builder
        .cseq(invite.cseq().map_or(1, |cseq| cseq.number))
        .build()
}
