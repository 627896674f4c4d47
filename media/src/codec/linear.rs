//! Linear PCM, 16 bits, network order (RFC 3551 section 4.5.11), mono at 16 kHz.

use super::{Codec, CodecError, Decoder, Encoder, Parameters};
use crate::Hz;

/// L16 at 16 kHz. The static types 10 and 11 are for 44.1 kHz, so this one is dynamic.
pub static L16: Codec = Codec {
    name: "L16",
    alias: "slin16",
    clock: Hz(16_000),
    channels: 1,
    payload_type: None,
    rates: &[Hz(16_000)],
    fmtp: None,
    encoder: |_, _: &Parameters| Ok(Box::new(Linear)),
    decoder: |_| Ok(Box::new(Linear)),
};

struct Linear;

impl Encoder for Linear {
    fn encode(&mut self, samples: &[i16], payload: &mut Vec<u8>) -> Result<(), CodecError> {
        payload.extend(samples.iter().flat_map(|sample| sample.to_be_bytes()));
        Ok(())
    }
}

impl Decoder for Linear {
    fn decode(&mut self, payload: &[u8], samples: &mut Vec<i16>) -> Result<(), CodecError> {
        let (pairs, rest) = payload.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(CodecError::BrokenPayload {
                codec: L16.name,
                octets: payload.len(),
            });
        }
        samples.extend(pairs.iter().map(|pair| i16::from_be_bytes(*pair)));
        Ok(())
    }

    fn samples_in(&self, payload: &[u8]) -> Option<usize> {
        payload.len().is_multiple_of(2).then_some(payload.len() / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_come_back_and_half_a_sample_is_refused() {
        let (mut payload, mut samples) = (Vec::new(), Vec::new());
        Linear.encode(&[1, -2, i16::MIN], &mut payload).unwrap();
        assert_eq!(payload, [0, 1, 0xFF, 0xFE, 0x80, 0]);
        Linear.decode(&payload, &mut samples).unwrap();
        assert_eq!(samples, [1, -2, i16::MIN]);
        assert!(Linear.decode(&payload[..5], &mut samples).is_err());
    }
}
