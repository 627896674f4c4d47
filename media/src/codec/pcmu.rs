//! G.711 µ-law (ITU-T G.711 table 2; RFC 3551 section 4.5.14).

use super::{Codec, CodecError, Decoder, Encoder, Parameters};
use crate::Hz;

/// PCMU, payload type 0.
pub static PCMU: Codec = Codec {
    name: "PCMU",
    alias: "ulaw",
    clock: Hz(8000),
    channels: 1,
    payload_type: Some(0),
    rates: &[Hz(8000)],
    fmtp: None,
    encoder: |_, _: &Parameters| Ok(Box::new(Pcmu)),
    decoder: |_| Ok(Box::new(Pcmu)),
};

struct Pcmu;

impl Encoder for Pcmu {
    fn encode(&mut self, samples: &[i16], payload: &mut Vec<u8>) -> Result<(), CodecError> {
        payload.extend(samples.iter().map(|sample| encode(*sample)));
        Ok(())
    }
}

impl Decoder for Pcmu {
    fn decode(&mut self, payload: &[u8], samples: &mut Vec<i16>) -> Result<(), CodecError> {
        samples.extend(payload.iter().map(|octet| decode(*octet)));
        Ok(())
    }

    fn samples_in(&self, payload: &[u8]) -> Option<usize> {
        Some(payload.len())
    }
}

/// The octet for a sample; 14 bits of it count.
pub(crate) fn encode(sample: i16) -> u8 {
    ENCODED[usize::from(sample.cast_unsigned() >> 2)]
}

/// The sample that `octet` stands for.
pub(crate) fn decode(octet: u8) -> i16 {
    DECODED[usize::from(octet)]
}

static DECODED: [i16; 256] = decoded();
static ENCODED: [u8; 1 << 14] = encoded();

/// Distance of the eight chords from zero, in the 16-bit scale.
const BIAS: i16 = 0x84;
const CLIP: i16 = 32_635;

const fn decoded() -> [i16; 256] {
    let mut table = [0; 256];
    let mut octet = 0;
    while octet < 256 {
        let code = !(octet as u8);
        let (chord, step) = ((code >> 4) & 7, (code & 15) as i16);
        let magnitude = (((step << 3) + BIAS) << chord) - BIAS;
        table[octet] = if code & 0x80 == 0 {
            magnitude
        } else {
            -magnitude
        };
        octet += 1;
    }
    table
}

const fn encoded() -> [u8; 1 << 14] {
    let mut table = [0; 1 << 14];
    let mut index = 0;
    while index < 1 << 14 {
        table[index] = encode_slowly(((index as u16) << 2).cast_signed());
        index += 1;
    }
    table
}

const fn encode_slowly(sample: i16) -> u8 {
    let (sign, magnitude) = if sample < 0 {
        (0x80, !sample)
    } else {
        (0, sample)
    };
    let magnitude = if magnitude > CLIP { CLIP } else { magnitude } + BIAS;
    let chord = 8 - magnitude.leading_zeros();
    let step = (magnitude >> (chord + 3)) & 15;
    !(sign | (chord << 4) as u8 | step as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_are_those_of_the_recommendation() {
        for (octet, sample) in [
            (0xFF, 0),
            (0x80, 32_124),
            (0x00, -32_124),
            (0xFE, 8),
            (0x7E, -8),
        ] {
            assert_eq!(decode(octet), sample, "{octet:#x}");
        }
        assert_eq!(
            (encode(i16::MAX), encode(i16::MIN), encode(0)),
            (0x80, 0x00, 0xFF)
        );
    }

    #[test]
    fn what_was_decoded_encodes_to_the_same_octet() {
        for octet in 0..=255 {
            // 0x7F is minus zero.
            assert_eq!(
                encode(decode(octet)),
                if octet == 0x7F { 0xFF } else { octet }
            );
        }
    }

    #[test]
    fn the_error_stays_within_half_a_step() {
        for sample in -32_000..=32_000_i16 {
            let error = (i32::from(decode(encode(sample))) - i32::from(sample)).abs();
            assert!(
                error <= 4 + i32::from(sample).abs() / 24,
                "{sample}: {error}"
            );
        }
    }
}
