//! Codecs: samples to payloads and back, one file each, registered in [`CODECS`].
//!
//! A codec that is added touches its own file, one `mod` line and one line of the slice. The RTP names and static
//! payload types are those of RFC 3551; Opus is RFC 6716 carried by RFC 7587. G.722 and G.729 are left for later.

mod linear;
mod opus;
mod pcma;
mod pcmu;
mod resample;

use crate::Hz;
use std::fmt;

pub use linear::L16;
pub use opus::OPUS;
pub use pcma::PCMA;
pub use pcmu::PCMU;
pub use resample::Resampler;

pub(crate) use pcma::decode as decode_pcma;
pub(crate) use pcmu::decode as decode_pcmu;

/// Every codec the switch can encode and decode, best first.
pub static CODECS: &[&Codec] = &[&OPUS, &L16, &PCMU, &PCMA];

/// Makes an encoder that takes sound at a rate.
pub type MakeEncoder = fn(Hz, &Parameters) -> Result<Box<dyn Encoder>, CodecError>;

/// Makes a decoder that gives sound at a rate.
pub type MakeDecoder = fn(Hz) -> Result<Box<dyn Decoder>, CodecError>;

/// What is known about a codec before a call uses it.
pub struct Codec {
    /// Encoding name of `a=rtpmap` (compared without case).
    pub name: &'static str,
    /// The name dialplans and configuration use, as in Asterisk: `ulaw`.
    pub alias: &'static str,
    /// Clock of the RTP timestamps.
    pub clock: Hz,
    /// Channels in `a=rtpmap`; what is heard is always mono.
    pub channels: u8,
    /// Payload type of RFC 3551 table 4; `None` is dynamic.
    pub payload_type: Option<u8>,
    /// Sample rates it can be run at, ascending; never empty.
    pub rates: &'static [Hz],
    /// What we write into `a=fmtp`.
    pub fmtp: Option<&'static str>,
    /// Makes an encoder at one of `rates`.
    pub encoder: MakeEncoder,
    /// Makes a decoder at one of `rates`.
    pub decoder: MakeDecoder,
}

impl Codec {
    /// Lowest rate that keeps all of a sound at `wanted`, or the highest there is.
    pub fn rate_for(&self, wanted: Hz) -> Hz {
        let enough = self.rates.iter().find(|rate| **rate >= wanted);
        *enough.or(self.rates.last()).unwrap_or(&self.clock)
    }

    /// The best this codec sounds.
    pub fn best_rate(&self) -> Hz {
        *self.rates.last().unwrap_or(&self.clock)
    }
}

impl PartialEq for Codec {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || (self.name, self.clock) == (other.name, other.clock)
    }
}

impl Eq for Codec {}

impl fmt::Debug for Codec {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.name, self.clock.0)
    }
}

/// The codec called `name` in a configuration (`ulaw`, `opus`) or in `a=rtpmap` (`PCMU`), without case.
pub fn by_name(name: &str) -> Option<&'static Codec> {
    CODECS.iter().copied().find(|codec| {
        codec.alias.eq_ignore_ascii_case(name) || codec.name.eq_ignore_ascii_case(name)
    })
}

/// What the other side asked of our encoder by `a=fmtp`.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Parameters {
    /// Put what repairs a lost frame into the next one (Opus `useinbandfec=1`).
    pub inband_fec: bool,
    /// Highest rate worth sending (Opus `maxplaybackrate`).
    pub max_rate: Option<Hz>,
}

/// Samples to payloads.
pub trait Encoder: Send {
    /// Appends the payload of one frame to `payload`. An empty payload is a frame not worth sending (DTX).
    fn encode(&mut self, samples: &[i16], payload: &mut Vec<u8>) -> Result<(), CodecError>;

    /// The receiver reports losing this share of packets, in percent.
    fn set_expected_loss(&mut self, _percent: u8) {}
}

/// Payloads to samples. Errors leave `samples` as it was.
pub trait Decoder: Send {
    /// Appends the samples of one payload.
    fn decode(&mut self, payload: &[u8], samples: &mut Vec<i16>) -> Result<(), CodecError>;

    /// How many samples `decode` would append; `None` when the payload is broken.
    fn samples_in(&self, payload: &[u8]) -> Option<usize>;

    /// Appends `count` samples of a lost frame, taken from the frame that `following` carries.
    /// False when it carries none, and nothing was appended.
    fn recover(&mut self, _following: &[u8], _count: usize, _samples: &mut Vec<i16>) -> bool {
        false
    }

    /// Appends `count` samples in place of a lost frame by the codec's own means; false when it has none.
    fn conceal(&mut self, _count: usize, _samples: &mut Vec<i16>) -> bool {
        false
    }
}

/// Why a codec refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CodecError {
    /// The payload is not one of this codec's.
    #[error("broken {codec} payload of {octets} octets")]
    BrokenPayload {
        /// Whose payload it should be.
        codec: &'static str,
        /// Its length.
        octets: usize,
    },
    /// The codec's library would not do it.
    #[error("{codec} failed: {reason}")]
    Library {
        /// Which codec.
        codec: &'static str,
        /// In the library's words.
        reason: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_codec_is_found_by_both_its_names() {
        for codec in CODECS {
            assert_eq!(by_name(codec.name), Some(*codec));
            assert_eq!(by_name(&codec.alias.to_uppercase()), Some(*codec));
            assert!(codec.rates.is_sorted() && !codec.rates.is_empty());
        }
        assert_eq!(by_name("g729"), None);
    }

    #[test]
    fn the_rate_is_the_lowest_that_keeps_the_sound() {
        assert_eq!(OPUS.rate_for(Hz(8000)), Hz(8000));
        assert_eq!(OPUS.rate_for(Hz(11_025)), Hz(12_000));
        assert_eq!(PCMU.rate_for(Hz(48_000)), Hz(8000));
    }
}
