//! RTP, SDP, jitter buffer, codecs and bridging, without sockets.
//!
//! Enter: datagrams with the address they came from, commands, and the time. Leave: datagrams with the address
//! they go to, events, and the time at which to come back. Nothing here opens a socket, reads a clock, starts a
//! thread or touches a file: `daemon/` does, and drives one [`Engine`] a media thread.
//!
//! Left out on purpose: SRTP and ICE (they wrap the datagram before it gets here), mixing of more than two legs.

pub mod codec;
pub mod dtmf;
pub mod jitter;
pub mod rtcp;
pub mod rtp;
pub mod sdp;
pub mod wav;

mod audio;
mod engine;
mod replay;

pub use audio::{Audio, Hz};
pub use engine::{
    Command, Component, Config, Engine, Event, LegId, PlaybackId, Statistics, Transmit,
};
pub use replay::{CaptureError, Stream, replay};
pub use sdp::{Direction, Format, Session};
