//! What offer and answer have in common: our side, the session they lead to, and why they may not.

use super::{Description, Direction, Event, Format, Media};
use crate::Hz;
use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

/// Our side of a description.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Local {
    /// Where we take RTP.
    pub rtp: SocketAddr,
    /// Where we take RTCP.
    pub rtcp: SocketAddr,
    /// `o=`: the same number for the whole dialog.
    pub session_id: u64,
    /// `o=`: one more whenever the description changes.
    pub version: u64,
    /// What we want; [`Direction::SendOnly`] holds the other side.
    pub direction: Direction,
}

impl Local {
    /// Sound both ways at `rtp`, RTCP at the next port, version 0.
    pub fn new(rtp: SocketAddr, session_id: u64) -> Self {
        let rtcp = SocketAddr::new(rtp.ip(), rtp.port().wrapping_add(1));
        Self {
            rtp,
            rtcp,
            session_id,
            version: 0,
            direction: Direction::SendRecv,
        }
    }
}

/// What both sides agreed on: the engine's configuration of a leg.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Where we send RTP, until the other side is heard from elsewhere.
    pub remote: SocketAddr,
    /// Where we send RTCP.
    pub remote_rtcp: SocketAddr,
    /// Ours: whether we send and listen.
    pub direction: Direction,
    /// Agreed codecs, never empty; the first is what we send.
    pub formats: Vec<Format>,
    /// DTMF, one a clock rate.
    pub events: Vec<Event>,
    /// Sound in a packet that we send (`a=ptime`), a multiple of 20 ms.
    pub ptime: Duration,
}

impl Session {
    /// telephone-event at the clock of the codec, or at any.
    pub fn event_at(&self, clock: Hz) -> Option<&Event> {
        self.events
            .iter()
            .find(|event| event.clock == clock)
            .or(self.events.first())
    }
}

/// Why no session came about.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NegotiationError {
    /// The body is no session description: SIP answers 400.
    #[error(transparent)]
    Unreadable(#[from] super::SdpError),
    /// Neither side speaks a codec of the other: SIP answers 488.
    #[error("no codec in common; offered are `{offered}`")]
    NoCommonCodec {
        /// Their names, joined by a comma.
        offered: String,
    },
    /// There is no audio line we could use: SIP answers 488.
    #[error("no audio stream over plain RTP is offered")]
    NoAudio,
    /// The audio line has no IP address: SIP answers 488.
    #[error("the audio stream has no IP address")]
    NoAddress,
    /// The audio goes to the other family of IP addresses than ours: SIP answers 488.
    #[error("no way from our `{ours}` to the audio stream at `{theirs}`")]
    OtherFamily {
        /// Where we take sound.
        ours: IpAddr,
        /// Where they do.
        theirs: IpAddr,
    },
}

impl NegotiationError {
    /// The SIP status to answer with.
    pub fn status(&self) -> u16 {
        match self {
            Self::Unreadable(_) => 400,
            _ => 488,
        }
    }

    /// What SIP adds to a 488 (`Warning`, RFC 3261 section 20.43): a code and its sentence.
    pub fn warning(&self) -> Option<(u16, &'static str)> {
        match self {
            Self::Unreadable(_) => None,
            Self::NoCommonCodec { .. } => Some((305, "no codec in common")),
            Self::NoAudio => Some((304, "audio over plain RTP only")),
            Self::NoAddress => Some((301, "the audio needs an IP address")),
            Self::OtherFamily {
                ours: IpAddr::V4(_),
                ..
            } => Some((301, "audio goes by IPv4 only")),
            Self::OtherFamily { .. } => Some((301, "audio goes by IPv6 only")),
        }
    }
}

/// Where `media` of `description` takes RTP and RTCP (RFC 3605 for the latter), as seen from `ours`.
pub(super) fn destinations(
    description: &Description,
    media: &Media,
    ours: SocketAddr,
) -> Result<(SocketAddr, SocketAddr), NegotiationError> {
    let address = description
        .address_of(media)
        .ok_or(NegotiationError::NoAddress)?;
    let reachable = |theirs: &IpAddr| theirs.is_ipv4() == ours.is_ipv4();
    // An address of zeroes says "send nothing", in whichever family.
    if !address.is_unspecified() && !reachable(&address) {
        return Err(NegotiationError::OtherFamily {
            ours: ours.ip(),
            theirs: address,
        });
    }
    let rtp = SocketAddr::new(address, media.port);
    let mut rtcp = SocketAddr::new(address, media.port.wrapping_add(1));
    let mut words = media
        .attribute("rtcp")
        .unwrap_or_default()
        .split_whitespace();
    if let Some(port) = words.next().and_then(|port| port.parse().ok()) {
        rtcp.set_port(port);
    }
    let elsewhere = words.nth(2).and_then(|address| address.parse().ok());
    if let Some(address) = elsewhere.filter(reachable) {
        rtcp.set_ip(address);
    }
    Ok((rtp, rtcp))
}

/// `a=ptime`, held to what a 20 ms tick can make: 20, 40 or 60 ms, and not above their `a=maxptime`.
pub(super) fn ptime(media: &Media) -> Duration {
    let said = |name| {
        let value = media.attribute(name)?.parse::<f32>().ok()?;
        value.is_finite().then_some(value)
    };
    let most = said("maxptime").map_or(3.0, |most| (most / 20.0).floor().clamp(1.0, 3.0));
    let asked = (said("ptime").unwrap_or(20.0) / 20.0).round();
    Duration::from_millis(20 * asked.clamp(1.0, most) as u64)
}
