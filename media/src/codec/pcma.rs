//! G.711 A-law (ITU-T G.711 table 1; RFC 3551 section 4.5.14).

use super::{Codec, CodecError, Decoder, Encoder, Parameters};
use crate::Hz;

/// PCMA, payload type 8.
pub static PCMA: Codec = Codec {
    name: "PCMA",
    alias: "alaw",
    clock: Hz(8000),
    channels: 1,
    payload_type: Some(8),
    rates: &[Hz(8000)],
    fmtp: None,
    encoder: |_, _: &Parameters| Ok(Box::new(Pcma)),
    decoder: |_| Ok(Box::new(Pcma)),
};

struct Pcma;

impl Encoder for Pcma {
    fn encode(&mut self, samples: &[i16], payload: &mut Vec<u8>) -> Result<(), CodecError> {
        payload.extend(samples.iter().map(|sample| encode(*sample)));
        Ok(())
    }
}

impl Decoder for Pcma {
    fn decode(&mut self, payload: &[u8], samples: &mut Vec<i16>) -> Result<(), CodecError> {
        samples.extend(payload.iter().map(|octet| decode(*octet)));
        Ok(())
    }

    fn samples_in(&self, payload: &[u8]) -> Option<usize> {
        Some(payload.len())
    }
}

/// The octet for a sample; 13 bits of it count.
pub(crate) fn encode(sample: i16) -> u8 {
    ENCODED[usize::from(sample.cast_unsigned() >> 3)]
}

/// The sample that `octet` stands for.
pub(crate) fn decode(octet: u8) -> i16 {
    DECODED[usize::from(octet)]
}

static DECODED: [i16; 256] = decoded();
static ENCODED: [u8; 1 << 13] = encoded();

/// Every other bit is inverted on the line, so that silence is not a row of zeros.
const EVEN_BITS: u8 = 0x55;

const fn decoded() -> [i16; 256] {
    let mut table = [0; 256];
    let mut octet = 0;
    while octet < 256 {
        let code = octet as u8 ^ EVEN_BITS;
        let (chord, step) = ((code >> 4) & 7, (code & 15) as i16);
        let magnitude = match chord {
            0 => (step << 4) + 8,
            _ => ((step << 4) + 0x108) << (chord - 1),
        };
        table[octet] = if code & 0x80 == 0 {
            -magnitude
        } else {
            magnitude
        };
        octet += 1;
    }
    table
}

const fn encoded() -> [u8; 1 << 13] {
    let mut table = [0; 1 << 13];
    let mut index = 0;
    while index < 1 << 13 {
        table[index] = encode_slowly(((index as u16) << 3).cast_signed());
        index += 1;
    }
    table
}

const fn encode_slowly(sample: i16) -> u8 {
    let (sign, magnitude) = if sample < 0 {
        (0, !sample)
    } else {
        (0x80, sample)
    };
    let chord = if magnitude < 256 {
        0
    } else {
        8 - magnitude.leading_zeros()
    };
    let step = match chord {
        0 => magnitude >> 4,
        _ => magnitude >> (chord + 3),
    } & 15;
    (sign | (chord << 4) as u8 | step as u8) ^ EVEN_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_are_those_of_the_recommendation() {
        for (octet, sample) in [(0xD5, 8), (0x55, -8), (0xAA, 32_256), (0x2A, -32_256)] {
            assert_eq!(decode(octet), sample, "{octet:#x}");
        }
        assert_eq!(
            (encode(i16::MAX), encode(i16::MIN), encode(0)),
            (0xAA, 0x2A, 0xD5)
        );
    }

    #[test]
    fn what_was_decoded_encodes_to_the_same_octet() {
        for octet in 0..=255 {
            assert_eq!(encode(decode(octet)), octet);
        }
    }

    #[test]
    fn the_error_stays_within_half_a_step() {
        for sample in i16::MIN..=i16::MAX {
            let error = (i32::from(decode(encode(sample))) - i32::from(sample)).abs();
            assert!(
                error <= 8 + i32::from(sample).abs() / 24,
                "{sample}: {error}"
            );
        }
    }
}
