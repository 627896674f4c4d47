//! The decoder of one payload type, brought to the rate that is played at.

use crate::{
    Hz,
    codec::{Codec, CodecError, Decoder, Resampler},
};
use std::time::Duration;

/// A decoder and the payload type that it is for.
pub(super) struct Voice {
    pub(super) payload_type: u8,
    pub(super) codec: &'static Codec,
    decoder: Box<dyn Decoder>,
    pub(super) rate: Hz,
    resampler: Option<Resampler>,
}

/// The longest packet of Opus (RFC 7587 section 4.2); others stay below it too.
const LONGEST: Duration = Duration::from_millis(120);

impl Voice {
    pub(super) fn new(
        payload_type: u8,
        codec: &'static Codec,
        wanted: Hz,
    ) -> Result<Self, CodecError> {
        let rate = codec.rate_for(wanted);
        let resampler = (rate != wanted).then(|| Resampler::new(rate, wanted));
        Ok(Self {
            payload_type,
            codec,
            decoder: (codec.decoder)(rate)?,
            rate,
            resampler,
        })
    }

    /// How long a payload sounds; `None` when it is broken, empty, or longer than any sender makes it.
    pub(super) fn duration_of(&self, payload: &[u8]) -> Option<Duration> {
        let samples = self
            .decoder
            .samples_in(payload)
            .filter(|samples| *samples > 0)?;
        Some(self.rate.duration(samples)).filter(|duration| *duration <= LONGEST)
    }

    pub(super) fn decode(&mut self, payload: &[u8], frame: &mut Vec<i16>) -> bool {
        self.run(frame, |decoder, sound| {
            decoder.decode(payload, sound).is_ok()
        })
    }

    pub(super) fn recover(
        &mut self,
        following: &[u8],
        duration: Duration,
        frame: &mut Vec<i16>,
    ) -> bool {
        let count = self.rate.samples(duration);
        self.run(frame, |decoder, sound| {
            decoder.recover(following, count, sound)
        })
    }

    pub(super) fn conceal(&mut self, duration: Duration, frame: &mut Vec<i16>) -> bool {
        let count = self.rate.samples(duration);
        self.run(frame, |decoder, sound| decoder.conceal(count, sound))
    }

    fn run(
        &mut self,
        frame: &mut Vec<i16>,
        decode: impl FnOnce(&mut dyn Decoder, &mut Vec<i16>) -> bool,
    ) -> bool {
        let Some(resampler) = &mut self.resampler else {
            return decode(&mut *self.decoder, frame);
        };
        let mut sound = Vec::new();
        let done = decode(&mut *self.decoder, &mut sound);
        resampler.process(&sound, frame);
        done
    }
}
