//! SIP messages: reading, typed values, building and printing (RFC 3261 sections 7, 20 and 25).
//!
//! Octets enter [`read_datagram`] or a [`Framer`] and leave as a [`Message`] that keeps its header
//! fields in wire order, unknown ones included, or as a [`Malformed`] that says what is wrong and
//! holds what an error answer needs. Nothing here knows about transactions. SDP is left to `media`.

pub(crate) mod grammar;

mod check;
mod content_type;
mod cseq;
mod event;
mod framer;
mod glance;
mod header_name;
mod headers;
mod language;
mod method;
mod name_addr;
mod params;
mod read;
mod request;
mod request_builder;
mod response;
mod response_builder;
mod status;
mod subscription_state;
mod uri;
mod values;
mod via;

pub use check::{Fault, FaultKind};
pub use content_type::{ContentType, Part};
pub use cseq::CSeq;
pub use event::EventPackage;
pub use framer::{Frame, Framer};
pub use glance::is_initial_request;
pub use headers::Headers;
pub(crate) use language::thousandths;
pub use method::Method;
pub use name_addr::{NameAddr, NameAddrError};
pub use params::Params;
pub use read::{MAX_HEAD, MAX_HEADER_FIELDS, Malformed, read_datagram};
pub use request::Request;
pub use request_builder::RequestBuilder;
pub use response::Response;
pub use response_builder::ResponseBuilder;
pub use status::reason_phrase;
pub use subscription_state::SubscriptionState;
pub use uri::{Scheme, Uri, UriError};
pub use via::{MAGIC_COOKIE, Via};

/// A request or a response.
#[derive(Clone, Debug)]
pub enum Message {
    /// A request.
    Request(Request),
    /// A response.
    Response(Response),
}

impl Message {
    /// The header fields of either.
    pub fn headers(&self) -> &Headers {
        match self {
            Self::Request(request) => &request.headers,
            Self::Response(response) => &response.headers,
        }
    }

    /// The body of either.
    pub fn body(&self) -> &[u8] {
        match self {
            Self::Request(request) => &request.body,
            Self::Response(response) => &response.body,
        }
    }

    /// The protocol version as it came; `SIP/2.0` for a message that was built.
    pub fn version(&self) -> String {
        let line = self.headers().start_line();
        let word = match self {
            Self::Request(_) => line.split_ascii_whitespace().next_back(),
            Self::Response(_) => line.split_ascii_whitespace().next(),
        };
        word.unwrap_or("SIP/2.0").to_owned()
    }
}
