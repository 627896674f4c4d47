//! The transport-facing layer over all transactions.

use std::time::Instant;

use crate::message::{Malformed, Message, Method, Request, Response};
use crate::transaction::{Timing, TransactionId};
use crate::transport::{ConnectionId, Flow, Transmit};

/// How an endpoint behaves.
#[derive(Clone, Debug)]
pub struct EndpointConfig {
    /// Base timers.
    pub timing: Timing,
    /// Methods the user of the endpoint takes; others get 405, or 501 when unknown.
    pub allow: Vec<Method>,
    /// Option tags that a Require may name; others get 420.
    pub supported: Vec<String>,
    /// Text of Server and User-Agent; empty for neither.
    pub user_agent: String,
    /// Server transactions at once. Above it new requests outside dialogs get 503 with Retry-After; a
    /// quarter more is kept for requests inside dialogs. Defaults to 20,000.
    pub max_server_transactions: usize,
}

impl Default for EndpointConfig {
    fn default() -> Self {
        unimplemented!()
    }
}

/// What the user of an endpoint has to know.
#[derive(Clone, Debug)]
pub enum Event {
    /// A new request. Answer it with [`Endpoint::respond`].
    Request {
        /// The server transaction.
        transaction: TransactionId,
        /// The request, its Via completed with `received` and `rport`.
        request: Request,
        /// Where it came from.
        flow: Flow,
    },
    /// The ACK of a 2xx to an INVITE; its retransmission has ended.
    Ack {
        /// The INVITE it acknowledges; `None` when there is none we know.
        transaction: Option<TransactionId>,
        /// The ACK: it may bring the answer.
        request: Request,
        /// Where it came from.
        flow: Flow,
    },
    /// The caller gave up an INVITE that has no final response yet. The CANCEL has been answered; answer
    /// the INVITE with 487.
    Cancelled {
        /// The INVITE.
        transaction: TransactionId,
        /// The CANCEL, for its Reason.
        request: Request,
    },
    /// A response to a request of ours. A 2xx to an INVITE comes once for each To tag and wants
    /// [`Endpoint::send_ack`]; its repetitions are answered here.
    Response {
        /// The client transaction.
        transaction: TransactionId,
        /// The response.
        response: Response,
        /// Where it came from.
        flow: Flow,
    },
    /// No final response came in time: as good as a 408.
    TimedOut {
        /// The client transaction.
        transaction: TransactionId,
    },
    /// A request of ours could not be sent: as good as a 503.
    TransportFailed {
        /// The client transaction.
        transaction: TransactionId,
    },
    /// A 2xx of ours to an INVITE was never acknowledged (64*T1): end the call with a BYE.
    Unacknowledged {
        /// The server transaction.
        transaction: TransactionId,
    },
}

/// All transactions, and the way to and from the sockets.
#[derive(Debug)]
pub struct Endpoint {}

#[expect(unused_variables, reason = "signatures first")]
impl Endpoint {
    /// `seed` feeds branches, tags and Call-IDs; take it from the system's generator.
    pub fn new(config: EndpointConfig, seed: [u8; 32]) -> Self {
        unimplemented!()
    }
    /// One datagram from a socket.
    pub fn handle_datagram(&mut self, now: Instant, flow: Flow, datagram: &[u8]) {
        unimplemented!()
    }
    /// One message of a stream, as its [`crate::Framer`] gave it.
    pub fn handle_message(
        &mut self,
        now: Instant,
        flow: Flow,
        message: Result<Message, Malformed>,
    ) {
        unimplemented!()
    }
    /// Sending to `flow` failed (ICMP error, connection refused).
    pub fn handle_transport_error(&mut self, now: Instant, flow: &Flow) {
        unimplemented!()
    }
    /// A connection is gone. Requests on it fail; responses will be sent over a new one.
    pub fn handle_connection_closed(&mut self, now: Instant, connection: ConnectionId) {
        unimplemented!()
    }
    /// Sends a request in a transaction of its own; puts on the Via. Not for ACK and CANCEL.
    pub fn request(&mut self, now: Instant, request: Request, flow: Flow) -> TransactionId {
        unimplemented!()
    }
    /// Answers a request. To gets a tag if it has none. A 2xx to an INVITE is repeated until its ACK comes.
    pub fn respond(&mut self, now: Instant, transaction: TransactionId, response: Response) {
        unimplemented!()
    }
    /// Gives up an INVITE of ours: the CANCEL goes out as soon as a provisional response is there.
    pub fn cancel(&mut self, now: Instant, transaction: TransactionId) {
        unimplemented!()
    }
    /// Sends the ACK of a 2xx to an INVITE of ours, and again at each repetition of that 2xx.
    pub fn send_ack(&mut self, now: Instant, transaction: TransactionId, ack: Request, flow: Flow) {
        unimplemented!()
    }
    /// The 200 to an OPTIONS: Allow, Supported, Accept.
    pub fn options_response(&self, request: &Request) -> Response {
        unimplemented!()
    }
    /// A fresh tag for From or To.
    pub fn new_tag(&mut self) -> String {
        unimplemented!()
    }
    /// A fresh Call-ID.
    pub fn new_call_id(&mut self) -> String {
        unimplemented!()
    }
    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        unimplemented!()
    }
    /// When [`Endpoint::handle_timeout`] is to be called next.
    pub fn poll_timeout(&self) -> Option<Instant> {
        unimplemented!()
    }
    /// What to send.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        unimplemented!()
    }
    /// What happened.
    pub fn poll_event(&mut self) -> Option<Event> {
        unimplemented!()
    }
}
