//! What a leg sends: one SSRC, numbers without gaps, timestamps of one clock, whoever the sound comes from.

use super::{Component, LegId, Statistics, transmit::Outbox};
use crate::{
    Hz, Session,
    codec::{Codec, CodecError, Encoder},
    dtmf,
    rtcp::{NtpTime, SenderInfo},
    rtp::{HEADER, Header, RtpTimestamp, SeqNo, Ssrc},
    sdp::{Event, Format},
};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// The sending half of an RTP leg.
pub(super) struct Output {
    pub(super) ssrc: Ssrc,
    seq: SeqNo,
    /// A timestamp and when it is.
    anchor: (Instant, RtpTimestamp),
    clock: Hz,
    /// The last timestamp sent; none may be sent before it.
    last: RtpTimestamp,
    relay: Option<Relay>,
    voice: Option<Voice>,
    /// Sound that waits for its packet to be full.
    pending: Vec<i16>,
    marker: bool,
    digit: RtpTimestamp,
    packets: u64,
    octets: u64,
}

/// How the numbers of a relayed stream are changed into ours.
#[derive(Clone, Copy)]
struct Relay {
    source: Ssrc,
    codec: &'static Codec,
    highest: SeqNo,
    seq: u16,
    ticks: u32,
}

struct Voice {
    codec: &'static Codec,
    rate: Hz,
    encoder: Box<dyn Encoder>,
}

/// Where the packets of a leg go.
#[derive(Clone, Copy)]
pub(super) struct Destination {
    pub(super) leg: LegId,
    pub(super) address: SocketAddr,
}

/// A relayed stream that jumps further is laid on the timeline anew.
const MAX_DROPOUT: i16 = 3000;

impl Output {
    pub(super) fn new(now: Instant, seed: u64) -> Self {
        let [a, b, c] = [
            seed,
            seed.rotate_left(23) ^ 0x9E37_79B9_7F4A_7C15,
            seed.rotate_right(17),
        ];
        let first = RtpTimestamp((b >> 32) as u32);
        Self {
            ssrc: Ssrc((a ^ a >> 32) as u32),
            // Far below the wrap, as RFC 3711 section 3.3.1 advises.
            seq: SeqNo(c as u16 & 0x7FFF),
            anchor: (now, first),
            clock: Hz(8000),
            last: first,
            relay: None,
            voice: None,
            pending: Vec::new(),
            marker: true,
            digit: first,
            packets: 0,
            octets: 0,
        }
    }

    /// After offer/answer: timestamps tick as the codec's.
    pub(super) fn configure(&mut self, now: Instant, clock: Hz) {
        if self.clock != clock {
            self.anchor = (now, self.timestamp_at(now));
            self.clock = clock;
            self.relay = None;
        }
    }

    /// Sound comes from elsewhere now: the next packet is marked.
    pub(super) fn begin_talkspurt(&mut self) {
        self.marker = true;
        self.relay = None;
        self.pending.clear();
    }

    /// Passes a packet on as it is, renumbered.
    pub(super) fn relay(
        &mut self,
        now: Instant,
        header: Header,
        payload: &[u8],
        (codec, payload_type): (&'static Codec, u8),
        (to, outbox): (Destination, &mut Outbox),
    ) {
        let known = self.relay.filter(|relay| relay.follows(header, codec));
        let relay = known.unwrap_or_else(|| {
            self.marker = true;
            self.pending.clear();
            let timestamp = self.next_timestamp(now);
            Relay {
                source: header.ssrc,
                codec,
                highest: header.seq,
                seq: self.seq.plus(1).0.wrapping_sub(header.seq.0),
                ticks: timestamp.0.wrapping_sub(header.timestamp.0),
            }
        });
        let (seq, timestamp) = (
            header.seq.plus(relay.seq),
            header.timestamp.plus(relay.ticks),
        );
        if seq.distance(self.seq) > 0 {
            self.seq = seq;
            self.last = timestamp;
            self.anchor = (now, timestamp);
        }
        let highest = if header.seq.distance(relay.highest) > 0 {
            header.seq
        } else {
            relay.highest
        };
        self.relay = Some(Relay { highest, ..relay });
        let marker = header.marker || std::mem::take(&mut self.marker);
        self.write(
            Header {
                marker,
                payload_type,
                seq,
                timestamp,
                ssrc: self.ssrc,
            },
            payload,
            to,
            outbox,
        );
    }

    /// Encodes 20 ms of sound that is heard from `now` on.
    ///
    /// # Errors
    /// [`CodecError`] when the codec cannot be made or refuses; then nothing is sent.
    pub(super) fn send_sound(
        &mut self,
        now: Instant,
        (samples, rate): (&[i16], Hz),
        session: &Session,
        (to, outbox): (Destination, &mut Outbox),
    ) -> Result<(), CodecError> {
        let Some(format) = session.formats.first() else {
            return Ok(());
        };
        if self.relay.take().is_some() {
            self.begin_talkspurt();
        }
        self.pending.extend_from_slice(samples);
        if self.pending.len() < rate.samples(session.ptime) {
            return Ok(());
        }
        let earlier = rate.duration(self.pending.len() - samples.len());
        let timestamp = self.next_timestamp(now.checked_sub(earlier).unwrap_or(now));
        let seq = self.seq.plus(1);
        let header = Header {
            marker: self.marker,
            payload_type: format.send_type,
            seq,
            timestamp,
            ssrc: self.ssrc,
        };
        let pending = std::mem::take(&mut self.pending);
        let encoder = self.encoder(format, rate)?;
        let (mut failure, mut sent) = (None, 0);
        outbox.push(to.leg, Component::Rtp, to.address, |octets| {
            octets.extend(header.to_bytes());
            let start = octets.len();
            failure = encoder.encode(&pending, octets).err();
            sent = octets.len() - start;
        });
        self.pending = pending;
        self.pending.clear();
        (self.seq, self.last, self.anchor, self.marker) =
            (seq, timestamp, (now - earlier, timestamp), false);
        self.packets += 1;
        self.octets += sent as u64;
        failure.map_or(Ok(()), Err)
    }

    /// One packet of a digit (RFC 4733): those after the first keep its timestamp.
    pub(super) fn send_digit(
        &mut self,
        now: Instant,
        update: dtmf::Update,
        event: Event,
        (to, outbox): (Destination, &mut Outbox),
    ) {
        if update.first {
            self.begin_talkspurt();
            self.digit = self.next_timestamp(now);
            self.last = self.digit;
        }
        self.seq = self.seq.plus(1);
        let header = Header {
            marker: update.first,
            payload_type: event.send_type,
            seq: self.seq,
            timestamp: self.digit,
            ssrc: self.ssrc,
        };
        self.write(header, &update.payload.to_bytes(), to, outbox);
    }

    /// The receiver loses this share of what we send, in percent.
    pub(super) fn set_expected_loss(&mut self, percent: u8) {
        if let Some(voice) = &mut self.voice {
            voice.encoder.set_expected_loss(percent);
        }
    }

    /// For a sender report; `None` when nothing was sent.
    pub(super) fn sender_info(&self, now: Instant, ntp: NtpTime) -> Option<SenderInfo> {
        let (packets, octets) = (self.packets as u32, self.octets as u32);
        (packets > 0).then(|| SenderInfo {
            ntp,
            timestamp: self.timestamp_at(now),
            packets,
            octets,
        })
    }

    pub(super) fn count(&self, statistics: &mut Statistics) {
        statistics.packets_sent = self.packets;
        statistics.octets_sent = self.octets;
    }

    fn encoder(&mut self, format: &Format, rate: Hz) -> Result<&mut Box<dyn Encoder>, CodecError> {
        let known = self
            .voice
            .take()
            .filter(|voice| voice.codec == format.codec && voice.rate == rate);
        let voice = match known {
            Some(voice) => voice,
            None => Voice {
                codec: format.codec,
                rate,
                encoder: (format.codec.encoder)(rate, &format.parameters)?,
            },
        };
        Ok(&mut self.voice.insert(voice).encoder)
    }

    fn write(&mut self, header: Header, payload: &[u8], to: Destination, outbox: &mut Outbox) {
        outbox.push(to.leg, Component::Rtp, to.address, |octets| {
            octets.reserve(HEADER + payload.len());
            octets.extend(header.to_bytes());
            octets.extend_from_slice(payload);
        });
        self.packets += 1;
        self.octets += payload.len() as u64;
    }

    fn timestamp_at(&self, now: Instant) -> RtpTimestamp {
        let (at, timestamp) = self.anchor;
        // To the nearest tick: a beat of 20 ms has to give even steps at every clock.
        let half = Duration::from_nanos(500_000_000 / u64::from(self.clock.0.max(1)));
        timestamp.plus(self.clock.samples(now.saturating_duration_since(at) + half) as u32)
    }

    /// The timestamp of now, and after all that was sent.
    fn next_timestamp(&self, now: Instant) -> RtpTimestamp {
        let (timestamp, frame) = (
            self.timestamp_at(now),
            self.clock.samples(Duration::from_millis(20)) as u32,
        );
        let sent_before = self.packets > 0 && timestamp.distance(self.last) < (frame / 2) as i32;
        if sent_before {
            self.last.plus(frame)
        } else {
            timestamp
        }
    }
}

impl Relay {
    fn follows(&self, header: Header, codec: &'static Codec) -> bool {
        let distance = header.seq.distance(self.highest);
        self.source == header.ssrc
            && self.codec == codec
            && (-MAX_DROPOUT..=MAX_DROPOUT).contains(&distance)
    }
}
