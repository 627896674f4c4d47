//! SIP messages, transactions, dialogs, digest and registrar, without sockets.
//!
//! Everything is sans-IO: `handle_*` takes what happened and the time, `poll_*` gives what to do.
//! An [`Endpoint`] stands between sockets and the transaction user; [`Dialog`], [`Registrar`],
//! [`Subscription`], [`Publications`] and [`Authenticator`] are what a transaction user is made of.
//! Sockets, name look-up (RFC 3263) and policy are left to the rooms above.

pub mod dialog;
pub mod dialog_info;
pub mod digest;
pub mod endpoint;
pub mod message;
pub mod pidf;
pub mod publication;
pub mod registrar;
pub mod sipfrag;
pub mod subscription;
pub mod transaction;
pub mod transport;
pub mod winfo;

pub use dialog::{Dialog, DialogError, DialogId};
pub use digest::{Algorithm, AuthHeader, Authenticator, Ha1, Verdict};
pub use endpoint::{Endpoint, EndpointConfig, Event};
pub use message::{
    CSeq, ContentType, EventPackage, Fault, FaultKind, Frame, Framer, Headers, Malformed, Message,
    Method, NameAddr, Params, Request, RequestBuilder, Response, ResponseBuilder, Scheme,
    SubscriptionState, Uri, Via, is_initial_request, read_datagram, reason_phrase,
};
pub use pidf::{Activity, Basic, PidfError, Presence};
pub use publication::{PublicationError, Publications, Published};
pub use registrar::{Binding, RegisterError, Registrar, RegistrarConfig, RegistrarEvent, aor_of};
pub use subscription::{Lifetimes, Subscription};
pub use transaction::{Timing, TransactionId};
pub use transport::{ConnectionId, Flow, Transmit, Transport};
