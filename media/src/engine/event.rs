//! What the engine tells the switch, and what it sends.

use super::{Component, LegId, PlaybackId};
use std::{net::SocketAddr, time::Duration};

/// Something the switch may want to act on.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// The other side pressed a key and let go of it. Comes also while bridged, and from each half of a pipe that
    /// the digit passes.
    Digit {
        /// Who pressed it.
        leg: LegId,
        /// `0`–`9`, `*`, `#`, `A`–`D`.
        digit: char,
        /// How long it was held.
        duration: Duration,
    },
    /// A playback is over.
    PlaybackFinished {
        /// Who heard it.
        leg: LegId,
        /// Which one.
        playback: PlaybackId,
        /// Whether it was heard to its end.
        completed: bool,
    },
    /// The last of the digits to be sent is out.
    DigitsSent {
        /// To whom.
        leg: LegId,
    },
    /// The first packet of the other side has come (early media has begun, or the path is open).
    Heard {
        /// From whom.
        leg: LegId,
    },
    /// Nothing has come for [`super::Config::silence_after`], although the other side may send; said once a silence.
    Silent {
        /// From whom.
        leg: LegId,
        /// For how long by now.
        duration: Duration,
    },
    /// Answer to [`super::Command::Report`].
    Statistics {
        /// Of whom.
        leg: LegId,
        /// Since it was opened.
        statistics: Statistics,
    },
    /// The leg is gone; nothing more is said of it.
    Closed {
        /// Which one.
        leg: LegId,
        /// Its whole life.
        statistics: Statistics,
    },
}

/// Figures of a leg (RFC 3550 section 6.4 and our own buffer's).
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Statistics {
    /// RTP packets that we sent.
    pub packets_sent: u64,
    /// Octets of payload that we sent.
    pub octets_sent: u64,
    /// RTP packets that came.
    pub packets_received: u64,
    /// Octets of payload that came.
    pub octets_received: u64,
    /// Packets that should have come and did not.
    pub lost: u64,
    /// Packets that came after their turn.
    pub late: u64,
    /// Packets that came twice.
    pub duplicate: u64,
    /// Interarrival jitter of RFC 3550 section 6.4.1.
    pub jitter: Duration,
    /// From the other side's last report.
    pub round_trip: Option<Duration>,
    /// Share that the other side lost since its report before, 0 to 1.
    pub remote_loss: f64,
    /// Jitter that the other side reports.
    pub remote_jitter: Duration,
    /// Mean time sound waited in our jitter buffer; zero while packets were relayed.
    pub buffer_delay: Duration,
    /// Sound played from the jitter buffer, concealed parts included.
    pub played: Duration,
    /// Sound that was made up for lost or late packets.
    pub concealed: Duration,
    /// Sound added or removed by stretching.
    pub stretched: Duration,
}

/// A datagram to send.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Transmit<'engine> {
    /// From the sockets of which leg.
    pub leg: LegId,
    /// From which of them.
    pub component: Component,
    /// Where to.
    pub destination: SocketAddr,
    /// The datagram; lies in the engine until [`super::Engine::clear_transmits`].
    pub payload: &'engine [u8],
}
