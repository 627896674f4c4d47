//! Opus (RFC 6716) over RTP (RFC 7587), by libopus.
//!
//! The API rate is free: beside a G.711 leg the codec runs at 8 kHz, which costs less than half of what 16 kHz
//! does and needs no resampler. Always mono; a stereo stream is mixed down by the decoder.

use super::{Codec, CodecError, Decoder, Encoder, Parameters};
use crate::Hz;
use audiopus::{Application, Bitrate, Channels, MutSignals, SampleRate, coder, packet::Packet};

/// Opus; what we hear best is 16 kHz, the rate of speech prompts and of the decoder in `replay`.
pub static OPUS: Codec = Codec {
    name: "opus",
    alias: "opus",
    clock: Hz(48_000),
    channels: 2,
    payload_type: None,
    rates: &[Hz(8000), Hz(12_000), Hz(16_000)],
    fmtp: Some("useinbandfec=1"),
    encoder: |rate, parameters| Ok(Box::new(OpusEncoder::new(rate, parameters)?)),
    decoder: |rate| Ok(Box::new(OpusDecoder::new(rate)?)),
};

/// Half of libopus's highest: beyond it, speech costs twice the time and sounds the same.
const COMPLEXITY: u8 = 5;

/// Bits a second by sample rate; RFC 7587 section 3.1.1 recommends 8–12 k for narrow, 16–20 k for wide speech;
/// a little more pays for in-band FEC.
const BITRATES: &[(Hz, i32)] = &[
    (Hz(8000), 16_000),
    (Hz(12_000), 20_000),
    (Hz(16_000), 24_000),
];

/// Longest payload we write: one frame of 20 ms at these rates has at most 1275 octets (RFC 6716 section 3.4).
const MAX_PAYLOAD: usize = 1275;

/// Longest frame of the codec (RFC 6716 section 3.1).
const MAX_FRAME_MS: usize = 120;

/// Loss that the encoder reckons with before the other side has reported any, percent.
const FIRST_EXPECTED_LOSS: u8 = 5;

struct OpusEncoder {
    encoder: coder::Encoder,
}

impl OpusEncoder {
    fn new(rate: Hz, parameters: &Parameters) -> Result<Self, CodecError> {
        let mut encoder =
            coder::Encoder::new(sample_rate(rate)?, Channels::Mono, Application::Voip)
                .map_err(library)?;
        encoder.set_complexity(COMPLEXITY).map_err(library)?;
        let useful = parameters.max_rate.map_or(rate, |most| most.min(rate));
        let bitrate = BITRATES
            .iter()
            .find(|(upto, _)| useful <= *upto)
            .map_or(24_000, |(_, bitrate)| *bitrate);
        encoder
            .set_bitrate(Bitrate::BitsPerSecond(bitrate))
            .map_err(library)?;
        encoder
            .set_inband_fec(parameters.inband_fec)
            .map_err(library)?;
        if parameters.inband_fec {
            encoder
                .set_packet_loss_perc(FIRST_EXPECTED_LOSS)
                .map_err(library)?;
        }
        Ok(Self { encoder })
    }
}

impl Encoder for OpusEncoder {
    fn encode(&mut self, samples: &[i16], payload: &mut Vec<u8>) -> Result<(), CodecError> {
        let start = payload.len();
        payload.resize(start + MAX_PAYLOAD, 0);
        let encoded = self.encoder.encode(samples, &mut payload[start..]);
        payload.truncate(start + encoded.as_ref().map_or(0, |octets| *octets));
        encoded.map(drop).map_err(library)
    }

    fn set_expected_loss(&mut self, percent: u8) {
        // A refusal leaves the former figure, which only costs a little quality.
        let _ = self.encoder.set_packet_loss_perc(percent.min(100));
    }
}

struct OpusDecoder {
    decoder: coder::Decoder,
    rate: Hz,
}

impl OpusDecoder {
    fn new(rate: Hz) -> Result<Self, CodecError> {
        let decoder = coder::Decoder::new(sample_rate(rate)?, Channels::Mono).map_err(library)?;
        Ok(Self { decoder, rate })
    }

    /// Runs the decoder into `count` fresh samples and keeps as many as it made.
    fn run(
        &mut self,
        payload: Option<&[u8]>,
        count: usize,
        fec: bool,
        samples: &mut Vec<i16>,
    ) -> Result<(), CodecError> {
        let packet = payload
            .map(|octets| Packet::try_from(octets).map_err(|_| broken(octets)))
            .transpose()?;
        let start = samples.len();
        samples.resize(start + count, 0);
        let decoded = MutSignals::try_from(&mut samples[start..])
            .and_then(|signals| self.decoder.decode(packet, signals, fec));
        samples.truncate(start + decoded.as_ref().map_or(0, |made| *made));
        decoded
            .map(drop)
            .map_err(|_| broken(payload.unwrap_or_default()))
    }
}

impl Decoder for OpusDecoder {
    fn decode(&mut self, payload: &[u8], samples: &mut Vec<i16>) -> Result<(), CodecError> {
        let count = self.samples_in(payload).ok_or_else(|| broken(payload))?;
        self.run(Some(payload), count, false, samples)
    }

    fn samples_in(&self, payload: &[u8]) -> Option<usize> {
        let packet = Packet::try_from(payload).ok()?;
        let count = self.decoder.nb_samples(packet).ok()?;
        (1..=self.rate.0 as usize * MAX_FRAME_MS / 1000)
            .contains(&count)
            .then_some(count)
    }

    fn recover(&mut self, following: &[u8], count: usize, samples: &mut Vec<i16>) -> bool {
        carries_fec(following) && self.run(Some(following), count, true, samples).is_ok()
    }

    fn conceal(&mut self, count: usize, samples: &mut Vec<i16>) -> bool {
        self.run(None, count, false, samples).is_ok()
    }
}

/// Whether the payload holds a low-bit-rate copy of the frame before it: SILK or hybrid with the LBRR flag of its
/// first frame set (RFC 6716 sections 3.1 and 4.2.3). Without the flag libopus would only conceal, and the caller
/// counts what was recovered.
fn carries_fec(payload: &[u8]) -> bool {
    let Some((toc, frames)) = payload.split_first() else {
        return false;
    };
    let config = toc >> 3;
    if config >= FIRST_CELT {
        return false;
    }
    // Codes 1 to 3 put lengths before the frames, and stereo has flags of two channels: rare in telephony, and left
    // to libopus.
    if toc & 0b111 != 0 {
        return true;
    }
    // One flag of voice activity a SILK frame of 20 ms, then that of the copy.
    let silk_frames = match config & 3 {
        2 if config < FIRST_HYBRID => 2,
        3 if config < FIRST_HYBRID => 3,
        _ => 1,
    };
    frames
        .first()
        .is_some_and(|flags| flags >> (7 - silk_frames) & 1 == 1)
}

/// Configurations from here on are hybrid, and from there on CELT alone (RFC 6716 table 2).
const FIRST_HYBRID: u8 = 12;
const FIRST_CELT: u8 = 16;

fn sample_rate(rate: Hz) -> Result<SampleRate, CodecError> {
    i32::try_from(rate.0)
        .ok()
        .and_then(|rate| SampleRate::try_from(rate).ok())
        .ok_or_else(|| CodecError::Library {
            codec: OPUS.name,
            reason: format!("no rate of {rate}"),
        })
}

fn broken(payload: &[u8]) -> CodecError {
    CodecError::BrokenPayload {
        codec: OPUS.name,
        octets: payload.len(),
    }
}

fn library(error: audiopus::Error) -> CodecError {
    CodecError::Library {
        codec: OPUS.name,
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tone(rate: Hz, frame: usize) -> Vec<i16> {
        let count = rate.frame();
        let radians = |sample: usize| sample as f32 * 440.0 * std::f32::consts::TAU / rate.0 as f32;
        (frame * count..(frame + 1) * count)
            .map(|sample| (radians(sample).sin() * 8000.0) as i16)
            .collect()
    }

    fn energy(samples: &[i16]) -> f64 {
        samples
            .iter()
            .map(|sample| f64::from(*sample).powi(2))
            .sum::<f64>()
            / samples.len() as f64
    }

    fn encoded(rate: Hz, frames: usize) -> Vec<Vec<u8>> {
        let mut encoder = OpusEncoder::new(
            rate,
            &Parameters {
                inband_fec: true,
                max_rate: None,
            },
        )
        .unwrap();
        encoder.set_expected_loss(20);
        (0..frames)
            .map(|frame| {
                let mut payload = Vec::new();
                encoder.encode(&tone(rate, frame), &mut payload).unwrap();
                payload
            })
            .collect()
    }

    #[test]
    fn a_tone_comes_back_at_every_rate() {
        for rate in OPUS.rates {
            let (mut decoder, mut samples) = (OpusDecoder::new(*rate).unwrap(), Vec::new());
            for payload in encoded(*rate, 20) {
                assert_eq!(decoder.samples_in(&payload), Some(rate.frame()));
                decoder.decode(&payload, &mut samples).unwrap();
            }
            assert_eq!(samples.len(), 20 * rate.frame());
            let heard = energy(&samples[10 * rate.frame()..]).sqrt();
            assert!((4000.0..7000.0).contains(&heard), "{rate}: {heard}");
        }
    }

    #[test]
    fn a_lost_frame_is_concealed() {
        let (mut decoder, mut samples) = (OpusDecoder::new(Hz(8000)).unwrap(), Vec::new());
        for payload in &encoded(Hz(8000), 10) {
            decoder.decode(payload, &mut samples).unwrap();
        }
        samples.clear();
        assert!(decoder.conceal(160, &mut samples));
        assert!(samples.len() == 160 && energy(&samples).sqrt() > 1000.0);
    }

    proptest! {
        #[test]
        fn no_payload_harms_the_decoder(payload in proptest::collection::vec(any::<u8>(), 0..200)) {
            let (mut decoder, mut samples) = (OpusDecoder::new(Hz(16_000)).unwrap(), Vec::new());
            let _ = decoder.decode(&payload, &mut samples);
            prop_assert!(samples.len() <= 16 * MAX_FRAME_MS);
            let _ = decoder.recover(&payload, 320, &mut samples);
            prop_assert!(decoder.conceal(320, &mut samples));
        }
    }
}
