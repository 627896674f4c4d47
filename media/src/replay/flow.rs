//! The flows of a capture, and each through a player.

use super::{Captured, Stream};
use crate::{
    Audio, Hz,
    codec::{CODECS, Codec, OPUS},
    jitter::{Content, JitterConfig, Player},
    rtp::{Header, Packet},
};
use std::{
    collections::HashMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

/// UDP flows in the order of their first packet.
#[derive(Default)]
pub(super) struct Flows<'capture> {
    flows: Vec<Flow<'capture>>,
    by_addresses: HashMap<(SocketAddr, SocketAddr), usize>,
}

struct Flow<'capture> {
    source: SocketAddr,
    destination: SocketAddr,
    packets: Vec<(Duration, Packet<'capture>)>,
    /// Datagrams that are no RTP of ours.
    others: usize,
}

/// A capture of a whole exchange may have thousands; more than this is not one.
const MAX_FLOWS: usize = 4096;
/// Sound of all streams together: 4 hours, 460 MB at 16 kHz. Captures may lie about the time.
const MAX_SOUND: Duration = Duration::from_secs(4 * 3600);
/// The period of the sound card that we pretend to be.
const PULL: Duration = Duration::from_millis(5);
/// At the end, what is still in the buffer is played for so long at most.
const LONGEST_TAIL: Duration = Duration::from_secs(6);

const COMFORT_NOISE: u8 = 13;
const TELEPHONE_EVENT: u8 = 101;
const DYNAMIC_OPUS: u8 = 111;

impl<'capture> Flows<'capture> {
    /// Takes note of a frame.
    pub(super) fn add(&mut self, captured: Captured<'capture>) {
        let Some(datagram) = captured.link.datagram(captured.octets) else {
            return;
        };
        let addresses = (datagram.source, datagram.destination);
        let index = match self.by_addresses.get(&addresses) {
            Some(index) => *index,
            None if self.flows.len() < MAX_FLOWS => {
                self.by_addresses.insert(addresses, self.flows.len());
                let (source, destination) = addresses;
                self.flows.push(Flow {
                    source,
                    destination,
                    packets: Vec::new(),
                    others: 0,
                });
                self.flows.len() - 1
            }
            None => return,
        };
        let flow = &mut self.flows[index];
        match Packet::parse(datagram.payload).filter(|packet| is_known(packet.header.payload_type))
        {
            Some(packet) => flow.packets.push((captured.at, packet)),
            None => flow.others += 1,
        }
    }

    /// Plays those that are RTP.
    pub(super) fn play(self, origin: Instant) -> Vec<Stream> {
        let mut left = MAX_SOUND;
        let speaks =
            |flow: &Flow<'_>| flow.packets.len() > flow.others.max(1) && flow.codec().is_some();
        let flows = self.flows.into_iter().filter(speaks);
        flows
            .map(|flow| {
                let stream = flow.play(origin, left);
                left = left.saturating_sub(stream.audio.duration());
                stream
            })
            .collect()
    }
}

impl Flow<'_> {
    fn codec(&self) -> Option<&'static Codec> {
        self.packets
            .iter()
            .find_map(|(_, packet)| codec_of(packet.header.payload_type))
    }

    fn play(&self, origin: Instant, longest: Duration) -> Stream {
        let codecs = || {
            self.packets
                .iter()
                .filter_map(|(_, packet)| codec_of(packet.header.payload_type))
        };
        let rate = codecs().map(Codec::best_rate).max().unwrap_or(Hz(8000));
        let begin = self.packets.first().map_or(Duration::ZERO, |(at, _)| *at);
        let mut run = Run {
            origin,
            player: Player::new(rate, JitterConfig::default()),
            sound: Vec::new(),
            clock: codecs().next().map_or(Hz(8000), |codec| codec.clock),
            waits: Vec::new(),
        };
        for (at, packet) in &self.packets {
            // Time in a capture that was merged may step back; then no time passes.
            let at = at.saturating_sub(begin);
            if at > longest {
                break;
            }
            run.until(at);
            run.take(run.now().max(origin + at), packet.header, packet.payload);
        }
        run.drain();
        run.into_stream(self, codecs().next().map_or("", |codec| codec.name))
    }
}

/// A player on its way through a flow.
struct Run {
    origin: Instant,
    player: Player,
    sound: Vec<i16>,
    clock: Hz,
    /// How long each packet waited, µs.
    waits: Vec<u32>,
}

impl Run {
    fn now(&self) -> Instant {
        self.origin + self.player.rate().duration(self.sound.len())
    }

    /// Pulls sound until just before what arrives at `at`.
    fn until(&mut self, at: Duration) {
        while self.player.rate().duration(self.sound.len()) < at {
            self.pull();
        }
    }

    fn pull(&mut self) {
        let rate = self.player.rate();
        let before = self.player.counts().played;
        self.player
            .pull(self.now(), rate.samples(PULL), &mut self.sound);
        let counts = self.player.counts();
        let wait = u32::try_from(counts.last_wait.as_micros()).unwrap_or(u32::MAX);
        (before..counts.played).for_each(|_| self.waits.push(wait));
    }

    fn take(&mut self, now: Instant, header: Header, payload: &[u8]) {
        match codec_of(header.payload_type) {
            Some(codec) => {
                self.clock = codec.clock;
                if let Err(error) = self.player.handle_packet(now, header, payload, codec) {
                    tracing::debug!(%error, "packet dropped");
                }
            }
            None if header.payload_type == COMFORT_NOISE => {
                self.player
                    .handle_other(now, header, payload, Content::Noise, self.clock);
            }
            None => self
                .player
                .handle_other(now, header, payload, Content::Nothing, self.clock),
        }
    }

    fn drain(&mut self) {
        let end = self.sound.len() + self.player.rate().samples(LONGEST_TAIL);
        while !self.player.is_drained(PULL) && self.sound.len() < end {
            self.pull();
        }
    }

    fn into_stream(mut self, flow: &Flow<'_>, codec: &'static str) -> Stream {
        let (heard, counts) = (self.player.totals(), self.player.counts());
        let ms = |duration: Duration| duration.as_micros() as f64 / 1000.0;
        self.waits.sort_unstable();
        let sum: u64 = self.waits.iter().map(|wait| u64::from(*wait)).sum();
        let p95 = self
            .waits
            .get(self.waits.len() * 95 / 100)
            .copied()
            .unwrap_or(0);
        Stream {
            source: flow.source,
            destination: flow.destination,
            codec,
            audio: Audio {
                rate: self.player.rate(),
                samples: self.sound.into(),
            },
            played_ms: ms(heard.played),
            concealed_ms: ms(heard.concealed),
            stretched_ms: ms(heard.stretched),
            buffer_ms_mean: sum as f64 / 1000.0 / self.waits.len().max(1) as f64,
            buffer_ms_p95: f64::from(p95) / 1000.0,
            lost: counts.lost,
            late: counts.late,
            duplicate: counts.duplicate,
        }
    }
}

/// What a payload type means in a capture without its SDP.
fn codec_of(payload_type: u8) -> Option<&'static Codec> {
    match payload_type {
        DYNAMIC_OPUS => Some(&OPUS),
        _ => CODECS
            .iter()
            .copied()
            .find(|codec| codec.payload_type == Some(payload_type)),
    }
}

fn is_known(payload_type: u8) -> bool {
    codec_of(payload_type).is_some() || [COMFORT_NOISE, TELEPHONE_EVENT].contains(&payload_type)
}
