//! The buffer with decoders and repair behind it: packets in, sound out that never stops.

use super::{
    Content, Counts, Frame, Incoming, JitterBuffer, JitterConfig, Playout,
    conceal::{Concealment, HISTORY},
    noise::Noise,
    pause::Pauses,
    stretch::{self, Allowance},
    voice::Voice,
};
use crate::{
    Hz,
    codec::{Codec, CodecError},
    rtp::Header,
};
use std::time::{Duration, Instant};

/// Plays one flow at one rate.
pub struct Player {
    buffer: JitterBuffer,
    rate: Hz,
    voices: Vec<Voice>,
    /// What was heard lately, then what is still to be.
    sound: Vec<i16>,
    heard: usize,
    frame: Vec<i16>,
    concealment: Option<Concealment>,
    /// The codec of the last frame conceals by itself.
    last_voice: Option<u8>,
    noise: Option<Noise>,
    pauses: Pauses,
    totals: Heard,
}

/// What came out, in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Heard {
    /// Sound, made up parts included; pauses not.
    pub played: Duration,
    /// Made up.
    pub concealed: Duration,
    /// Added and removed by stretching.
    pub stretched: Duration,
}

/// Further off than this, speech is stretched where it is plainly periodic, and from the second on anywhere.
const FAR: Duration = Duration::from_millis(60);
const FARTHER: Duration = Duration::from_millis(200);

/// What a stretch towards a delay that is `off` may cost.
fn allowance(rate: Hz, off: Duration, pause: bool) -> Allowance {
    let likeness = match off {
        _ if pause => 0.0,
        off if off > FARTHER => 0.6,
        off if off > FAR => 0.9,
        _ => f32::INFINITY,
    };
    Allowance {
        most: rate.samples(off),
        likeness,
    }
}

impl Player {
    /// Plays at `rate`.
    pub fn new(rate: Hz, config: JitterConfig) -> Self {
        Self {
            buffer: JitterBuffer::new(config),
            rate,
            voices: Vec::new(),
            sound: Vec::new(),
            heard: 0,
            frame: Vec::new(),
            concealment: None,
            last_voice: None,
            noise: None,
            pauses: Pauses::default(),
            totals: Heard::default(),
        }
    }

    /// The rate of what comes out.
    pub fn rate(&self) -> Hz {
        self.rate
    }

    /// Whether nothing waits for its turn, and less than `rest` of what was taken is still to be heard.
    pub fn is_drained(&self, rest: Duration) -> bool {
        self.buffer.is_empty() && self.sound.len() - self.heard < self.rate.samples(rest)
    }

    /// What came out so far.
    pub fn totals(&self) -> Heard {
        self.totals
    }

    /// What the buffer counted.
    pub fn counts(&self) -> Counts {
        self.buffer.counts()
    }

    /// A packet of `codec` has come.
    ///
    /// # Errors
    /// [`CodecError`] when no decoder can be made or the payload is none of the codec's; then it counts as lost.
    pub fn handle_packet(
        &mut self,
        now: Instant,
        header: Header,
        payload: &[u8],
        codec: &'static Codec,
    ) -> Result<(), CodecError> {
        let voice = self.voice(header.payload_type, codec)?;
        let broken = CodecError::BrokenPayload {
            codec: codec.name,
            octets: payload.len(),
        };
        let duration = voice.duration_of(payload).ok_or(broken)?;
        let (content, clock) = (Content::Sound, codec.clock);
        self.buffer.handle_packet(
            now,
            Incoming {
                header,
                payload,
                content,
                clock,
                duration,
            },
        );
        Ok(())
    }

    /// Comfort noise (RFC 3389), or with [`Content::Nothing`] a packet of the flow that is not to be heard.
    pub fn handle_other(
        &mut self,
        now: Instant,
        header: Header,
        payload: &[u8],
        content: Content,
        clock: Hz,
    ) {
        self.buffer.handle_packet(
            now,
            Incoming {
                header,
                payload,
                content,
                clock,
                duration: Duration::ZERO,
            },
        );
    }

    /// Appends `count` samples, which sound from `now` on; false when all of them are silence between talkspurts.
    pub fn pull(&mut self, now: Instant, count: usize, samples: &mut Vec<i16>) -> bool {
        let mut audible = self.heard < self.sound.len();
        while self.sound.len() - self.heard < count {
            audible |= self.play(now, self.heard + count);
        }
        samples.extend_from_slice(&self.sound[self.heard..self.heard + count]);
        self.heard += count;
        // Forgotten soon: a thousand legs that all wander through long buffers would leave no cache to anyone.
        let kept = self.rate.samples(HISTORY);
        if self.heard > 2 * kept {
            self.sound.drain(..self.heard - kept);
            self.heard = kept;
        }
        audible
    }

    /// Makes the next piece of sound; a pause lasts until there are `wanted` samples.
    fn play(&mut self, now: Instant, wanted: usize) -> bool {
        let queued = self.rate.duration(self.sound.len() - self.heard);
        match self.buffer.poll_playout(now, queued) {
            Playout::Wait => {
                self.pause(wanted);
                return false;
            }
            Playout::Frame(frame) => return self.sound_of(frame, |_, _| 0),
            Playout::Accelerate(frame, late) => {
                // What is taken out now would have to be made up before this pull is over.
                let ends = self.sound.len() + self.rate.frame();
                let hasty = self.buffer.is_empty()
                    && ends < wanted + self.rate.samples(stretch::LONGEST_PERIOD);
                return self.sound_of(frame, |sound, (rate, pause)| {
                    let removed = if hasty {
                        0
                    } else {
                        stretch::shorten(sound, rate, allowance(rate, late, pause))
                    };
                    -(removed as i64)
                });
            }
            Playout::Expand(frame, early) => {
                return self.sound_of(frame, |sound, (rate, pause)| {
                    stretch::lengthen(sound, rate, allowance(rate, early, pause)) as i64
                });
            }
            Playout::Late(frame, missed) => self.sound_of_late(frame, missed),
            Playout::Conceal(duration) => self.conceal(duration),
            Playout::Recover(duration, payload_type, payload) => {
                let voice = self
                    .voices
                    .iter_mut()
                    .find(|voice| voice.payload_type == payload_type);
                self.frame.clear();
                if voice.is_some_and(|voice| voice.recover(payload, duration, &mut self.frame)) {
                    self.concealment = None;
                    self.append();
                } else {
                    self.conceal(duration);
                }
            }
        }
        true
    }

    /// Plays a frame; `stretch` is told the rate and whether it is a pause, and gives the samples it added.
    fn sound_of(
        &mut self,
        frame: Frame,
        stretch: impl FnOnce(&mut Vec<i16>, (Hz, bool)) -> i64,
    ) -> bool {
        if frame.content == Content::Noise {
            self.noise = frame.payload.first().map(|level| Noise::new(*level));
            self.buffer.reuse(frame.payload);
            return false;
        }
        self.noise = None;
        if self.decode(&frame) {
            let pause = self.pauses.is_pause(&self.frame);
            let added = stretch(&mut self.frame, (self.rate, pause));
            let time = self.rate.duration(added.unsigned_abs() as usize);
            self.totals.stretched += time;
            self.buffer
                .note_stretch(time.as_micros() as i64 * added.signum());
            if let Some(mut run) = self.concealment.take() {
                run.blend_into(&mut self.frame);
            }
            self.append();
        } else {
            self.conceal(Duration::from_millis(20));
        }
        self.buffer.reuse(frame.payload);
        true
    }

    /// Plays what is left of a frame; one that is over entirely only brings the decoder up to date.
    fn sound_of_late(&mut self, frame: Frame, missed: Duration) {
        if frame.content == Content::Sound && self.decode(&frame) {
            let missed = self.rate.samples(missed).min(self.frame.len());
            self.frame.drain(..missed);
            if !self.frame.is_empty() {
                // Decoders that conceal by themselves go on from the frame, and not from what they made up for it.
                let (sound, rate) = (&self.sound, self.rate);
                let mut run = self
                    .concealment
                    .take()
                    .unwrap_or_else(|| Concealment::new(sound, rate));
                run.blend_into(&mut self.frame);
                self.append();
            }
        }
        self.buffer.reuse(frame.payload);
    }

    fn decode(&mut self, frame: &Frame) -> bool {
        self.frame.clear();
        let voice = self
            .voices
            .iter_mut()
            .find(|voice| voice.payload_type == frame.payload_type);
        // What cannot be decoded was looked at when it came; a decoder that fails all the same is a lost frame.
        let decoded = voice.is_some_and(|voice| voice.decode(&frame.payload, &mut self.frame));
        if decoded {
            self.last_voice = Some(frame.payload_type);
        }
        decoded
    }

    fn append(&mut self) {
        self.totals.played += self.rate.duration(self.frame.len());
        self.sound.append(&mut self.frame);
    }

    fn conceal(&mut self, duration: Duration) {
        let count = self.rate.samples(duration);
        self.frame.clear();
        let voice = self
            .voices
            .iter_mut()
            .find(|voice| Some(voice.payload_type) == self.last_voice);
        if !voice.is_some_and(|voice| voice.conceal(duration, &mut self.frame)) {
            let run = self
                .concealment
                .get_or_insert_with(|| Concealment::new(&self.sound, self.rate));
            run.next(count, &mut self.frame);
        }
        self.totals.concealed += self.rate.duration(self.frame.len());
        self.append();
    }

    /// Silence or comfort noise until there are `wanted` samples.
    fn pause(&mut self, wanted: usize) {
        let count = wanted.saturating_sub(self.sound.len());
        match &mut self.noise {
            Some(noise) => self.sound.extend((0..count).map(|_| noise.next())),
            None => self.sound.resize(self.sound.len() + count, 0),
        }
    }

    fn voice(&mut self, payload_type: u8, codec: &'static Codec) -> Result<&mut Voice, CodecError> {
        let known = self
            .voices
            .iter()
            .position(|voice| voice.payload_type == payload_type);
        let index = match known {
            Some(index) if self.voices[index].codec == codec => index,
            Some(index) => {
                self.voices[index] = Voice::new(payload_type, codec, self.rate)?;
                index
            }
            None => {
                self.voices
                    .push(Voice::new(payload_type, codec, self.rate)?);
                self.voices.len() - 1
            }
        };
        self.buffer.set_repairs(
            codec
                .fmtp
                .is_some_and(|fmtp| fmtp.contains("useinbandfec=1")),
        );
        Ok(&mut self.voices[index])
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;
    use crate::{
        codec::PCMU,
        rtp::{RtpTimestamp, SeqNo, Ssrc},
    };
    use proptest::prelude::*;

    fn header(number: u16) -> Header {
        let timestamp = RtpTimestamp(u32::from(number).wrapping_mul(160));
        Header {
            marker: false,
            payload_type: 0,
            seq: SeqNo(number),
            timestamp,
            ssrc: Ssrc(1),
        }
    }

    /// 3 s of packets, numbers in `lost` left out, pulled 10 ms at a time; what came out.
    fn check(lost: &[u16], concealed_ms: std::ops::RangeInclusive<u128>) -> Heard {
        let (start, mut player, mut sound) = (
            Instant::now(),
            Player::new(Hz(8000), JitterConfig::default()),
            Vec::new(),
        );
        for number in 0..150 {
            let now = start + Duration::from_millis(20 * u64::from(number));
            if !lost.contains(&number) {
                player
                    .handle_packet(now, header(number), &[0x90; 160], &PCMU)
                    .unwrap();
            }
            player.pull(now, 80, &mut sound);
            player.pull(now + Duration::from_millis(10), 80, &mut sound);
        }
        assert_eq!(sound.len(), 150 * 160);
        let totals = player.totals();
        assert!(
            concealed_ms.contains(&totals.concealed.as_millis()),
            "{totals:?}"
        );
        totals
    }

    #[test]
    fn what_comes_out_is_as_long_as_the_time() {
        check(&[], 0..=10);
        check(&[50], 20..=30);
        check(&[50, 51, 52, 90], 80..=100);
    }

    #[test]
    fn silence_before_the_first_packet_is_not_audible() {
        let (mut player, mut sound) = (Player::new(Hz(8000), JitterConfig::default()), Vec::new());
        assert!(!player.pull(Instant::now(), 160, &mut sound));
        assert_eq!(sound, [0; 160]);
    }

    #[test]
    fn comfort_noise_fills_a_pause_at_its_level() {
        let (start, mut player, mut sound) = (
            Instant::now(),
            Player::new(Hz(8000), JitterConfig::default()),
            Vec::new(),
        );
        player
            .handle_packet(start, header(1), &[0xFF; 160], &PCMU)
            .unwrap();
        player.handle_other(start, header(2), &[50], Content::Noise, Hz(8000));
        for tick in 0..50 {
            player.pull(start + Duration::from_millis(20 * tick), 160, &mut sound);
        }
        let pause = &sound[1600..];
        let power = pause
            .iter()
            .map(|sample| f64::from(*sample).powi(2))
            .sum::<f64>()
            / pause.len() as f64;
        let level = 20.0 * (power.sqrt() / 32_768.0).log10();
        assert!((-51.0..-49.0).contains(&level), "{level}");
    }

    proptest! {
        #[test]
        fn whatever_comes_the_sound_is_as_long_as_the_time(
            packets in proptest::collection::vec((0..60_u64, any::<u16>(), 0..400_usize), 1..100),
        ) {
            let (start, mut ms) = (Instant::now(), 0);
            let (mut player, mut sound) = (Player::new(Hz(8000), JitterConfig::default()), Vec::new());
            for (wait, number, octets) in packets {
                ms += wait;
                let now = start + Duration::from_millis(ms);
                let _ = player.handle_packet(now, header(number % 300), &vec![0x80; octets], &PCMU);
                sound.clear();
                player.pull(now, 160, &mut sound);
                prop_assert_eq!(sound.len(), 160);
            }
        }
    }
}
