//! RTP (RFC 3550 section 5): the packet in place, its numbers that wrap, and what a receiver counts.
//!
//! Enter: datagrams. Leave: a view into them, or a header written in front of a payload. Extensions are skipped,
//! contributing sources too: nothing here mixes.

mod number;
mod packet;
mod reception;

pub use number::{ExtSeq, RtpTimestamp, SeqNo, Ssrc, Unwrapper};
pub use packet::{HEADER, Header, Packet};
pub use reception::{Arrival, Reception};
