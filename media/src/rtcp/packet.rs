//! RTCP packets read in place (RFC 3550 sections 6.4 to 6.6).

use crate::rtp::{RtpTimestamp, Ssrc};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Seconds since 1900 in the upper 32 bits, fractions in the lower.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct NtpTime(pub u64);

/// From 1900 to 1970.
const UNIX_IN_NTP: u64 = 2_208_988_800;

impl NtpTime {
    /// The NTP stamp of a time of day; before 1970 counts as 1970.
    pub fn from_wall(wall: SystemTime) -> Self {
        let since = wall.duration_since(UNIX_EPOCH).unwrap_or_default();
        let fraction = (u64::from(since.subsec_nanos()) << 32) / 1_000_000_000;
        Self((since.as_secs().wrapping_add(UNIX_IN_NTP) << 32) | fraction)
    }

    /// The middle 32 bits, which reports carry: units of 1/65536 s.
    pub fn middle(self) -> u32 {
        (self.0 >> 16) as u32
    }
}

/// What a sender says of itself in an SR.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SenderInfo {
    /// When it was sent.
    pub ntp: NtpTime,
    /// The same moment on the clock of its timestamps.
    pub timestamp: RtpTimestamp,
    /// Packets since it began.
    pub packets: u32,
    /// Octets of payload since it began.
    pub octets: u32,
}

/// What a receiver says of a source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReportBlock {
    /// About whom.
    pub source: Ssrc,
    /// Loss since the report before, in 256ths.
    pub fraction_lost: u8,
    /// Since it began; 24 bits, duplicates make it negative.
    pub cumulative_lost: i32,
    /// Highest sequence number with cycles.
    pub highest: u32,
    /// In ticks of the source's clock.
    pub jitter: u32,
    /// Middle of the NTP stamp of the last SR heard, 0 if none.
    pub last_sr: u32,
    /// Since that SR, in 1/65536 s.
    pub delay_since_last_sr: u32,
}

impl ReportBlock {
    /// Time to the reporter and back (section 6.4.1), when it has heard an SR. `now` is our clock at arrival.
    pub fn round_trip(&self, now: NtpTime) -> Option<Duration> {
        let units = now
            .middle()
            .wrapping_sub(self.last_sr)
            .wrapping_sub(self.delay_since_last_sr);
        // Clocks that step, and liars, give half a day.
        (self.last_sr != 0 && units < 60 << 16)
            .then(|| Duration::from_nanos((u64::from(units) * 1_000_000_000) >> 16))
    }
}

/// One packet of a compound.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Packet<'datagram> {
    /// SR.
    SenderReport {
        /// Who reports.
        ssrc: Ssrc,
        /// About itself.
        info: SenderInfo,
        /// About others, at most 31.
        blocks: Vec<ReportBlock>,
    },
    /// RR.
    ReceiverReport {
        /// Who reports.
        ssrc: Ssrc,
        /// About others, at most 31.
        blocks: Vec<ReportBlock>,
    },
    /// SDES; its first chunk's CNAME.
    SourceDescription {
        /// Who.
        ssrc: Ssrc,
        /// Its canonical name.
        cname: &'datagram [u8],
    },
    /// BYE of its first source.
    Goodbye {
        /// Who leaves.
        ssrc: Ssrc,
    },
    /// A type that is not read.
    Other {
        /// Its number.
        packet_type: u8,
    },
}

/// The packets of a compound; ends at the first that is broken.
#[derive(Clone, Debug)]
pub struct Packets<'datagram> {
    rest: &'datagram [u8],
}

impl<'datagram> Packets<'datagram> {
    /// Over the packets of `datagram`.
    pub fn new(datagram: &'datagram [u8]) -> Self {
        Self { rest: datagram }
    }
}

impl<'datagram> Iterator for Packets<'datagram> {
    type Item = Packet<'datagram>;

    fn next(&mut self) -> Option<Self::Item> {
        let head = self.rest.first_chunk::<4>()?;
        let length = 4 + 4 * usize::from(u16::from_be_bytes([head[2], head[3]]));
        let body = self.rest.get(4..length).filter(|_| head[0] >> 6 == 2)?;
        self.rest = &self.rest[length..];
        Packet::parse(head[1], usize::from(head[0] & 0x1F), body)
    }
}

impl<'datagram> Packet<'datagram> {
    fn parse(packet_type: u8, count: usize, body: &'datagram [u8]) -> Option<Self> {
        let word = |at: usize| {
            body.get(4 * at..4 * at + 4)
                .and_then(|word| word.try_into().ok())
        };
        let number = |at| word(at).map(u32::from_be_bytes);
        match packet_type {
            200 => Some(Self::SenderReport {
                ssrc: Ssrc(number(0)?),
                info: SenderInfo {
                    ntp: NtpTime(u64::from(number(1)?) << 32 | u64::from(number(2)?)),
                    timestamp: RtpTimestamp(number(3)?),
                    packets: number(4)?,
                    octets: number(5)?,
                },
                blocks: blocks(body.get(24..)?, count),
            }),
            201 => Some(Self::ReceiverReport {
                ssrc: Ssrc(number(0)?),
                blocks: blocks(body.get(4..)?, count),
            }),
            202 if count > 0 => Some(Self::SourceDescription {
                ssrc: Ssrc(number(0)?),
                cname: cname(body.get(4..)?),
            }),
            203 if count > 0 => Some(Self::Goodbye {
                ssrc: Ssrc(number(0)?),
            }),
            _ => Some(Self::Other { packet_type }),
        }
    }
}

fn blocks(octets: &[u8], count: usize) -> Vec<ReportBlock> {
    octets
        .as_chunks::<24>()
        .0
        .iter()
        .take(count)
        .map(block)
        .collect()
}

fn block(octets: &[u8; 24]) -> ReportBlock {
    let number = |at: usize| {
        u32::from_be_bytes([octets[at], octets[at + 1], octets[at + 2], octets[at + 3]])
    };
    ReportBlock {
        source: Ssrc(number(0)),
        fraction_lost: octets[4],
        cumulative_lost: (number(4) << 8).cast_signed() >> 8,
        highest: number(8),
        jitter: number(12),
        last_sr: number(16),
        delay_since_last_sr: number(20),
    }
}

fn cname(mut items: &[u8]) -> &[u8] {
    while let [kind, length, rest @ ..] = items {
        let Some((text, rest)) = rest.split_at_checked((*length).into()) else {
            break;
        };
        if *kind == 0 {
            break;
        }
        if *kind == 1 {
            return text;
        }
        items = rest;
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtcp::Writer;
    use proptest::prelude::*;

    const BLOCK: ReportBlock = ReportBlock {
        source: Ssrc(2),
        fraction_lost: 12,
        cumulative_lost: -3,
        highest: 70_000,
        jitter: 9,
        last_sr: 0x0001_8000,
        delay_since_last_sr: 0x8000,
    };

    #[test]
    fn a_compound_reads_back() {
        let info = SenderInfo {
            ntp: NtpTime(5),
            timestamp: RtpTimestamp(6),
            packets: 7,
            octets: 8,
        };
        let mut writer = Writer::new(Ssrc(1));
        writer.report(Some(info), &[BLOCK]);
        writer.source_description("skyplan");
        writer.goodbye();
        let datagram = writer.finish();
        let expected = [
            Packet::SenderReport {
                ssrc: Ssrc(1),
                info,
                blocks: vec![BLOCK],
            },
            Packet::SourceDescription {
                ssrc: Ssrc(1),
                cname: b"skyplan",
            },
            Packet::Goodbye { ssrc: Ssrc(1) },
        ];
        assert_eq!(Packets::new(&datagram).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_round_trip_leaves_out_the_time_at_the_other_side() {
        // Sent at 1.5 s, held for 0.5 s, back at 2.25 s.
        assert_eq!(
            BLOCK.round_trip(NtpTime(9 << 30)),
            Some(Duration::from_millis(250))
        );
        assert_eq!(BLOCK.round_trip(NtpTime(7 << 30)), None);
        assert_eq!(
            ReportBlock {
                last_sr: 0,
                ..BLOCK
            }
            .round_trip(NtpTime(9 << 30)),
            None
        );
    }

    #[test]
    fn ntp_begins_in_1900() {
        let half = UNIX_EPOCH + Duration::from_millis(500);
        assert_eq!(
            NtpTime::from_wall(half),
            NtpTime(UNIX_IN_NTP << 32 | 1 << 31)
        );
    }

    proptest! {
        #[test]
        fn no_datagram_harms_the_reader(datagram in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Packets::new(&datagram).count() <= 50);
        }

        #[test]
        fn no_body_harms_the_reader(kind in 198..206_u8, count in 0..32_u8, mut body in proptest::collection::vec(any::<u8>(), 0..120)) {
            body.truncate(body.len() / 4 * 4);
            let mut datagram = vec![0x80 | count, kind, 0, (body.len() / 4) as u8];
            datagram.extend(body);
            prop_assert!(Packets::new(&datagram).count() <= 1);
        }
    }
}
