//! What the user of an endpoint has to know.

use crate::message::{Request, Response};
use crate::transaction::TransactionId;
use crate::transport::Flow;

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A new request. Answer it with [`crate::Endpoint::respond`].
    Request {
        /// The server transaction.
        transaction: TransactionId,
        /// The request, its Via completed with `received` and `rport`.
        request: Request,
        /// Where it came from.
        flow: Flow,
    },
    /// The ACK of a 2xx to an INVITE; told once, and the 2xx is no longer repeated.
    Ack {
        /// The INVITE it acknowledges; `None` when there is none we know.
        transaction: Option<TransactionId>,
        /// The ACK: it may bring the answer.
        request: Request,
        /// Where it came from.
        flow: Flow,
    },
    /// The caller gave up an INVITE that has no final response yet. The CANCEL has been answered;
    /// answer the INVITE with 487.
    Cancelled {
        /// The INVITE.
        transaction: TransactionId,
        /// The CANCEL, for its Reason.
        request: Request,
    },
    /// A response to a request of ours. A 2xx to an INVITE comes once for each To tag and wants
    /// [`crate::Endpoint::send_ack`]; its repetitions are answered by the endpoint.
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
