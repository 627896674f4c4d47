//! `skyplan replay`: the RTP streams of a capture through the jitter buffer, in virtual time.
//!
//! Enter: the octets of a pcap or pcapng file. Leave: for each UDP flow with RTP what would have been heard, from the
//! arrival of its first packet, and the figures of the buffer. A flow is one timeline, also across a new SSRC.

mod flow;
mod link;
mod pcap;
mod pcapng;

use crate::Audio;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

pub(crate) use link::LinkType;

/// What became of one UDP flow.
#[derive(Clone, PartialEq, Debug)]
pub struct Stream {
    /// Who sent it.
    pub source: SocketAddr,
    /// Who got it.
    pub destination: SocketAddr,
    /// RTP name of the codec, of the first where there were several.
    pub codec: &'static str,
    /// What was heard, from the arrival of the first packet; 8 or 16 kHz.
    pub audio: Audio,
    /// Length of what was played after the initial wait, concealed parts included, ms.
    pub played_ms: f64,
    /// Part of it that was made up, ms.
    pub concealed_ms: f64,
    /// Sound added plus sound removed by stretching, ms.
    pub stretched_ms: f64,
    /// Mean time that packets waited, ms.
    pub buffer_ms_mean: f64,
    /// Time that 95 % of packets did not exceed, ms.
    pub buffer_ms_p95: f64,
    /// Packets that never came.
    pub lost: u64,
    /// Packets that came after their turn.
    pub late: u64,
    /// Packets that came twice.
    pub duplicate: u64,
}

/// Why a capture could not be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CaptureError {
    /// Neither pcap nor pcapng.
    #[error("not a capture: it begins with `{magic:08x}`")]
    UnknownFormat {
        /// First four octets.
        magic: u32,
    },
    /// No link type that is read.
    #[error("link type `{link_type}` is not read")]
    UnknownLink {
        /// Number of the tcpdump registry.
        link_type: u16,
    },
    /// It ends in the middle.
    #[error("the capture is cut off after `{octets}` octets")]
    Truncated {
        /// How much was read.
        octets: usize,
    },
    /// Nothing in it looks like RTP.
    #[error("the capture holds no RTP")]
    NoRtp,
}

/// Plays every RTP stream of a capture, in the order in which they begin. `origin` is any moment: virtual time
/// begins there, since an [`Instant`] cannot be made from nothing.
///
/// # Errors
/// [`CaptureError`]; a capture whose end is cut off is played as far as it goes, if it has any RTP.
pub fn replay(origin: Instant, capture: &[u8]) -> Result<Vec<Stream>, CaptureError> {
    let mut flows = flow::Flows::default();
    let broken = read(capture, &mut |captured| flows.add(captured)).err();
    let streams = flows.play(origin);
    if streams.is_empty() {
        return Err(broken.unwrap_or(CaptureError::NoRtp));
    }
    Ok(streams)
}

/// A frame of a capture, cut as it was captured.
#[derive(Clone, Copy, Debug)]
struct Captured<'capture> {
    /// Since the capture's epoch.
    at: Duration,
    link: LinkType,
    octets: &'capture [u8],
}

/// A capture holds no more frames than this that are looked at: 28 hours of one stream.
const MAX_FRAMES: usize = 5_000_000;

fn read<'capture>(
    capture: &'capture [u8],
    take: &mut dyn FnMut(Captured<'capture>),
) -> Result<(), CaptureError> {
    let Some(magic) = capture.first_chunk::<4>() else {
        return Err(CaptureError::Truncated {
            octets: capture.len(),
        });
    };
    match pcap::Layout::of(*magic) {
        Some(layout) => pcap::read(capture, layout, take),
        None if *magic == pcapng::SECTION => pcapng::read(capture, take),
        None => Err(CaptureError::UnknownFormat {
            magic: u32::from_be_bytes(*magic),
        }),
    }
}

/// Integers of either byte order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn word(self, octets: &[u8], at: usize) -> Option<u32> {
        let word = octets.get(at..)?.first_chunk::<4>()?;
        Some(if self == Self::Little {
            u32::from_le_bytes(*word)
        } else {
            u32::from_be_bytes(*word)
        })
    }

    fn half(self, octets: &[u8], at: usize) -> Option<u16> {
        let half = octets.get(at..)?.first_chunk::<2>()?;
        Some(if self == Self::Little {
            u16::from_le_bytes(*half)
        } else {
            u16::from_be_bytes(*half)
        })
    }
}

#[cfg(test)]
mod tests;
