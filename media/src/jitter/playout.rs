//! What goes into the buffer, and what it decides.

use super::store::Stored;
use crate::{
    Hz,
    rtp::{ExtSeq, Header},
};
use std::time::Duration;

/// What a packet holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// Frames of a codec.
    Sound,
    /// The level of the silence that begins (RFC 3389).
    Noise,
    /// Something that is not sound, such as a telephone event; only its number counts.
    Nothing,
}

/// A packet on its way into the buffer.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'datagram> {
    /// Of the RTP packet.
    pub header: Header,
    /// Its payload.
    pub payload: &'datagram [u8],
    /// What that is.
    pub content: Content,
    /// Clock of its timestamps.
    pub clock: Hz,
    /// How long it sounds.
    pub duration: Duration,
}

/// What to play next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Playout<'buffer> {
    /// Nothing: silence, or the noise of a pause.
    Wait,
    /// The frame, as it is.
    Frame(Frame),
    /// The frame, shortened by so much or less, if it can be done unheard. [`super::JitterBuffer::note_stretch`] is told.
    Accelerate(Frame, Duration),
    /// The frame, lengthened likewise.
    Expand(Frame, Duration),
    /// The frame without so much of its beginning, for which it has come too late. It may be all of it: then the
    /// frame only helps the decoder to go on.
    Late(Frame, Duration),
    /// A frame is missing: make up so much.
    Conceal(Duration),
    /// A frame is lost: make up so much, for which this payload of the frame after it may hold a copy.
    Recover(Duration, u8, &'buffer [u8]),
}

/// A payload whose turn has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// Extended, in the order of playing.
    pub seq: ExtSeq,
    /// Sound or noise.
    pub content: Content,
    /// As in its packet.
    pub payload_type: u8,
    /// Its octets; give them back with [`super::JitterBuffer::reuse`].
    pub payload: Vec<u8>,
}

/// What the buffer has seen. Times add up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Packets missing when their turn came, that never came.
    pub lost: u64,
    /// Packets that came after their turn, or were left out to catch up.
    pub late: u64,
    /// Packets that came twice.
    pub duplicate: u64,
    /// Packets that were played.
    pub played: u64,
    /// How long those waited, together.
    pub waited: Duration,
    /// How long the last one waited.
    pub last_wait: Duration,
}

impl From<Stored> for Frame {
    fn from(packet: Stored) -> Self {
        let Stored {
            seq,
            content,
            payload_type,
            payload,
            ..
        } = packet;
        Self {
            seq,
            content,
            payload_type,
            payload,
        }
    }
}
