//! DTMF as named telephone events (RFC 4733 section 2).
//!
//! Enter: payloads, or digits to send and the time. Leave: digits with how long they were held, or payloads with
//! their timestamps. Left out: events that are no digits, and tones in the sound itself.

mod payload;
mod receive;
mod send;

pub use payload::{EventPayload, code_of, digit_of};
pub use receive::Receiver;
pub use send::{Sender, Update};
