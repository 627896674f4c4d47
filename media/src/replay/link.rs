//! From a captured frame to the UDP datagram in it. Fragments are left out: RTP has none.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// What a frame begins with (numbers of the tcpdump registry).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LinkType {
    /// 1, and 802.1Q tags.
    Ethernet,
    /// 12, 14, 101, 228, 229: the IP packet itself.
    Raw,
    /// 0 and 108: four octets of address family.
    Null,
    /// 113: Linux, any interface.
    Cooked,
    /// 276: the same, second version.
    Cooked2,
}

/// A UDP datagram.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Datagram<'capture> {
    pub(super) source: SocketAddr,
    pub(super) destination: SocketAddr,
    pub(super) payload: &'capture [u8],
}

const VLAN_TAGS: [u16; 2] = [0x8100, 0x88A8];
const UDP: u8 = 17;

impl LinkType {
    pub(super) fn new(number: u16) -> Option<Self> {
        Some(match number {
            0 | 108 => Self::Null,
            1 => Self::Ethernet,
            12 | 14 | 101 | 228 | 229 => Self::Raw,
            113 => Self::Cooked,
            276 => Self::Cooked2,
            _ => return None,
        })
    }

    /// The datagram in `frame`, if it is one.
    pub(super) fn datagram(self, frame: &[u8]) -> Option<Datagram<'_>> {
        let packet = match self {
            Self::Ethernet => ethernet(frame)?,
            Self::Raw => frame,
            Self::Null => frame.get(4..)?,
            Self::Cooked => frame.get(16..)?,
            Self::Cooked2 => frame.get(20..)?,
        };
        match packet.first()? >> 4 {
            4 => ipv4(packet),
            6 => ipv6(packet),
            _ => None,
        }
    }
}

fn ethernet(frame: &[u8]) -> Option<&[u8]> {
    let mut at = 12;
    while VLAN_TAGS.contains(&half(frame, at)?) {
        at += 4;
    }
    frame.get(at + 2..)
}

fn ipv4(packet: &[u8]) -> Option<Datagram<'_>> {
    let header = usize::from(packet[0] & 0x0F) * 4;
    let fragment = half(packet, 6)? & 0x3FFF != 0;
    if header < 20 || fragment || *packet.get(9)? != UDP {
        return None;
    }
    let address = |at: usize| {
        packet
            .get(at..)?
            .first_chunk::<4>()
            .map(|octets| Ipv4Addr::from(*octets).into())
    };
    // What is after the total length is padding of the Ethernet frame.
    let whole = packet
        .get(..usize::from(half(packet, 2)?))
        .unwrap_or(packet);
    udp(address(12)?, address(16)?, whole.get(header..)?)
}

fn ipv6(packet: &[u8]) -> Option<Datagram<'_>> {
    let address = |at: usize| {
        packet
            .get(at..)?
            .first_chunk::<16>()
            .map(|octets| Ipv6Addr::from(*octets).into())
    };
    let (source, destination) = (address(8)?, address(24)?);
    let (mut next, mut rest) = (*packet.get(6)?, packet.get(40..)?);
    // Hop-by-hop, routing and destination options may stand before.
    for _ in 0..8 {
        match next {
            UDP => return udp(source, destination, rest),
            0 | 43 | 60 => {
                next = *rest.first()?;
                rest = rest.get(8 + 8 * usize::from(*rest.get(1)?)..)?;
            }
            _ => return None,
        }
    }
    None
}

fn udp(source: IpAddr, destination: IpAddr, segment: &[u8]) -> Option<Datagram<'_>> {
    let length = usize::from(half(segment, 4)?);
    let payload = segment.get(8..length).or_else(|| segment.get(8..))?;
    let source = SocketAddr::new(source, half(segment, 0)?);
    let destination = SocketAddr::new(destination, half(segment, 2)?);
    Some(Datagram {
        source,
        destination,
        payload,
    })
}

fn half(octets: &[u8], at: usize) -> Option<u16> {
    octets
        .get(at..)?
        .first_chunk::<2>()
        .map(|half| u16::from_be_bytes(*half))
}
