//! Session descriptions (RFC 8866) and offer/answer (RFC 3264).
//!
//! Enter: the body of a SIP message. Leave: the body of ours, and the [`Session`] the engine is configured with.
//! The reader is tolerant (any line end, unknown lines kept out of the way, missing `s=` and `t=`) and bounded.
//! Left out: ICE, SDES and DTLS attributes, bandwidth, several audio streams at once (the first one is taken).

mod answer;
mod description;
mod exchange;
mod format;
mod negotiate;
mod offer;
mod parse;
mod payload_type;
mod print;

pub use description::{Attribute, Description, Direction, Media, Origin};
pub use exchange::Exchange;
pub use format::{Event, Format};
pub use negotiate::{Local, NegotiationError, Session};
pub use parse::SdpError;
