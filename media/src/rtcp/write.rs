//! Writing a compound packet (RFC 3550 section 6.1): a report first, then the CNAME.

use super::{ReportBlock, SenderInfo};
use crate::rtp::Ssrc;

/// Builds one datagram.
#[derive(Clone, Debug)]
pub struct Writer {
    ssrc: Ssrc,
    octets: Vec<u8>,
}

/// Most blocks that the five bits of the count can say.
const MAX_BLOCKS: usize = 31;

impl Writer {
    /// A compound of `ssrc`.
    pub fn new(ssrc: Ssrc) -> Self {
        Self {
            ssrc,
            octets: Vec::with_capacity(128),
        }
    }

    /// An SR, or without `info` an RR. Blocks past the 31st are left out.
    pub fn report(&mut self, info: Option<SenderInfo>, blocks: &[ReportBlock]) {
        let blocks = &blocks[..blocks.len().min(MAX_BLOCKS)];
        let start = self.begin(if info.is_some() { 200 } else { 201 }, blocks.len() as u8);
        if let Some(info) = info {
            self.octets.extend(info.ntp.0.to_be_bytes());
            [info.timestamp.0, info.packets, info.octets]
                .into_iter()
                .for_each(|word| self.word(word));
        }
        for block in blocks {
            self.word(block.source.0);
            self.word(
                u32::from(block.fraction_lost) << 24
                    | block.cumulative_lost.cast_unsigned() & 0xFF_FFFF,
            );
            [
                block.highest,
                block.jitter,
                block.last_sr,
                block.delay_since_last_sr,
            ]
            .into_iter()
            .for_each(|word| self.word(word));
        }
        self.end(start);
    }

    /// SDES with a CNAME, cut at 255 octets.
    pub fn source_description(&mut self, cname: &str) {
        let cname = &cname.as_bytes()[..cname.len().min(255)];
        let start = self.begin(202, 1);
        self.octets.extend([1, cname.len() as u8]);
        self.octets.extend(cname);
        // The list of items ends with at least one zero, and on a word.
        self.octets.push(0);
        while !(self.octets.len() - start).is_multiple_of(4) {
            self.octets.push(0);
        }
        self.end(start);
    }

    /// BYE.
    pub fn goodbye(&mut self) {
        let start = self.begin(203, 1);
        self.end(start);
    }

    /// The datagram.
    pub fn finish(self) -> Vec<u8> {
        self.octets
    }

    fn begin(&mut self, packet_type: u8, count: u8) -> usize {
        let start = self.octets.len();
        self.octets.extend([0x80 | count, packet_type, 0, 0]);
        self.word(self.ssrc.0);
        start
    }

    fn end(&mut self, start: usize) {
        let words = ((self.octets.len() - start) / 4 - 1) as u16;
        self.octets[start + 2..start + 4].copy_from_slice(&words.to_be_bytes());
    }

    fn word(&mut self, word: u32) {
        self.octets.extend(word.to_be_bytes());
    }
}
