//! The RTP packet (RFC 3550 section 5.1) read in place.

use super::{RtpTimestamp, SeqNo, Ssrc};

/// Octets of the header that we write: no contributing sources, no extension.
pub const HEADER: usize = 12;

/// The fixed header.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    /// First packet of a talkspurt, or of a digit.
    pub marker: bool,
    /// 0–127.
    pub payload_type: u8,
    /// One more each packet.
    pub seq: SeqNo,
    /// When the first sample was taken.
    pub timestamp: RtpTimestamp,
    /// Whose it is.
    pub ssrc: Ssrc,
}

/// A packet in the datagram it came in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Packet<'datagram> {
    /// The fixed header.
    pub header: Header,
    /// Without extension and padding.
    pub payload: &'datagram [u8],
}

const VERSION: u8 = 2;
/// First and last payload type that RTCP's packet types look like when read as RTP (RFC 5761 section 4).
const RTCP_TYPES: std::ops::RangeInclusive<u8> = 64..=95;

impl<'datagram> Packet<'datagram> {
    /// Reads a datagram; `None` for STUN, DTLS, RTCP and anything cut off.
    pub fn parse(datagram: &'datagram [u8]) -> Option<Self> {
        let (head, rest) = datagram.split_first_chunk::<HEADER>()?;
        let payload_type = head[1] & 0x7F;
        if head[0] >> 6 != VERSION || RTCP_TYPES.contains(&payload_type) {
            return None;
        }
        let (padding, extension, sources) =
            (head[0] & 0x20 != 0, head[0] & 0x10 != 0, head[0] & 0x0F);
        let mut payload = rest.get(4 * usize::from(sources)..)?;
        if extension {
            let words = u16::from_be_bytes([*payload.get(2)?, *payload.get(3)?]);
            payload = payload.get(4 + 4 * usize::from(words)..)?;
        }
        if padding {
            let octets = usize::from(*payload.last()?).max(1);
            payload = payload.get(..payload.len().checked_sub(octets)?)?;
        }
        let header = Header {
            marker: head[1] & 0x80 != 0,
            payload_type,
            seq: SeqNo(u16::from_be_bytes([head[2], head[3]])),
            timestamp: RtpTimestamp(u32::from_be_bytes([head[4], head[5], head[6], head[7]])),
            ssrc: Ssrc(u32::from_be_bytes([head[8], head[9], head[10], head[11]])),
        };
        Some(Self { header, payload })
    }
}

impl Header {
    /// The header on the wire.
    pub fn to_bytes(self) -> [u8; HEADER] {
        let mut octets = [0; HEADER];
        octets[0] = VERSION << 6;
        octets[1] = u8::from(self.marker) << 7 | self.payload_type & 0x7F;
        octets[2..4].copy_from_slice(&self.seq.0.to_be_bytes());
        octets[4..8].copy_from_slice(&self.timestamp.0.to_be_bytes());
        octets[8..].copy_from_slice(&self.ssrc.0.to_be_bytes());
        octets
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// First octet and what follows the twelve octets of the header; `None` is a packet that is refused.
    fn check(first: u8, second: u8, rest: &[u8], payload: Option<&[u8]>) {
        let mut datagram = vec![first, second];
        datagram.extend([0; 10]);
        datagram.extend(rest);
        assert_eq!(
            Packet::parse(&datagram).map(|packet| packet.payload),
            payload
        );
    }

    #[test]
    fn payload_is_what_is_left_of_sources_extension_and_padding() {
        check(0x80, 0, b"abc", Some(b"abc"));
        check(0x80, 0, b"", Some(b""));
        check(0x81, 0, b"....abc", Some(b"abc"));
        check(0x90, 0, b"\xBE\xDE\0\x01....abc", Some(b"abc"));
        check(0xA0, 0, b"abc\0\x02", Some(b"abc"));
        check(0xB1, 0, b"....\0\0\0\0a\x01", Some(b"a"));
    }

    #[test]
    fn what_is_cut_off_or_no_rtp_is_refused() {
        check(0x81, 0, b"...", None);
        check(0x90, 0, b"\xBE\xDE\0\x02....", None);
        check(0xA0, 0, b"abc\x05", None);
        check(0xA0, 0, b"", None);
        check(0x00, 1, b"stun", None);
        check(0x80, 200, b"rtcp", None);
        assert_eq!(Packet::parse(&[0x80; 11]), None);
    }

    proptest! {
        #[test]
        fn no_datagram_harms_the_reader(datagram in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = Packet::parse(&datagram);
        }

        #[test]
        fn a_header_reads_back(marker: bool, payload_type in 0..64_u8, seq: u16, timestamp: u32, ssrc: u32) {
            let header = Header {
                marker, payload_type, seq: SeqNo(seq), timestamp: RtpTimestamp(timestamp), ssrc: Ssrc(ssrc),
            };
            prop_assert_eq!(Packet::parse(&header.to_bytes()).unwrap().header, header);
        }
    }
}
