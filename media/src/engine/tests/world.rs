//! Phones that talk through an engine, in virtual time.

use super::super::*;
use crate::{
    Audio, Direction, Format, Hz, Session,
    codec::{Codec, Decoder, Parameters},
    dtmf::EventPayload,
    rtcp,
    rtp::{Header, Packet, RtpTimestamp, SeqNo, Ssrc},
    sdp,
};
use std::{collections::BTreeMap, net::SocketAddr};

pub(super) const EVENT: u8 = 101;

/// A phone that sends a tone and keeps what it gets.
pub(super) struct Phone {
    pub(super) leg: LegId,
    pub(super) codec: &'static Codec,
    pub(super) payload_type: u8,
    pub(super) encoder: Box<dyn crate::codec::Encoder>,
    pub(super) decoder: Box<dyn Decoder>,
    pub(super) sent: u32,
    pub(super) heard: Vec<i16>,
    pub(super) headers: Vec<Header>,
    pub(super) events: Vec<EventPayload>,
    pub(super) arrivals: Vec<Duration>,
    pub(super) reports: usize,
}

pub(super) struct World {
    pub(super) start: Instant,
    pub(super) now: Instant,
    pub(super) engine: Engine,
    pub(super) phones: BTreeMap<u64, Phone>,
    pub(super) told: Vec<Event>,
}

pub(super) fn address(leg: LegId, component: Component) -> SocketAddr {
    SocketAddr::from((
        [127, 0, 0, 1],
        4000 + 2 * leg.0 as u16 + u16::from(component == Component::Rtcp),
    ))
}

pub(super) fn session(leg: LegId, codec: &'static Codec, payload_type: u8) -> Session {
    let parameters = Parameters {
        inband_fec: true,
        max_rate: None,
    };
    Session {
        remote: address(leg, Component::Rtp),
        remote_rtcp: address(leg, Component::Rtcp),
        direction: Direction::SendRecv,
        formats: vec![Format {
            codec,
            send_type: payload_type,
            receive_type: payload_type,
            parameters,
        }],
        events: vec![sdp::Event {
            send_type: EVENT,
            receive_type: EVENT,
            clock: Hz(8000),
        }],
        ptime: Duration::from_millis(20),
    }
}

impl World {
    #[allow(clippy::disallowed_methods)]
    pub(super) fn new(phones: &[(u64, &'static Codec)]) -> Self {
        let start = Instant::now();
        let engine = Engine::new(start, SystemTime::UNIX_EPOCH, Config::default());
        let mut world = Self {
            start,
            now: start,
            engine,
            phones: BTreeMap::new(),
            told: Vec::new(),
        };
        for (number, codec) in phones {
            let leg = LegId(*number);
            world.command(Command::Open {
                leg,
                seed: *number * 7919,
            });
            let payload_type = codec.payload_type.unwrap_or(111);
            world.command(Command::Configure {
                leg,
                session: session(leg, codec, payload_type),
            });
            let phone = Phone {
                leg,
                codec,
                payload_type,
                encoder: (codec.encoder)(Hz(8000), &Parameters::default()).unwrap(),
                decoder: (codec.decoder)(Hz(8000)).unwrap(),
                sent: 0,
                heard: Vec::new(),
                headers: Vec::new(),
                events: Vec::new(),
                arrivals: Vec::new(),
                reports: 0,
            };
            world.phones.insert(*number, phone);
        }
        world
    }

    pub(super) fn command(&mut self, command: Command) {
        self.engine.handle_command(self.now, command);
        self.settle();
    }

    pub(super) fn bridge(&mut self, a: u64, b: u64) {
        self.command(Command::Bridge {
            a: LegId(a),
            b: LegId(b),
        });
    }

    pub(super) fn settle(&mut self) {
        let (phones, at) = (&mut self.phones, self.now - self.start);
        self.engine.drain_transmits(|transmit| {
            assert_eq!(
                transmit.destination,
                address(transmit.leg, transmit.component)
            );
            if let Some(phone) = phones.get_mut(&transmit.leg.0) {
                phone.take(at, transmit);
            }
        });
        self.told
            .extend(std::iter::from_fn(|| self.engine.poll_event()));
    }

    /// Lets `ms` pass, while the `talking` phones send a frame of their tone every 20 ms.
    pub(super) fn run(&mut self, ms: u64, talking: &[(u64, f32)]) {
        let end = self.now + Duration::from_millis(ms);
        while self.now < end {
            for (number, pitch) in talking {
                let Some(phone) = self.phones.get_mut(number) else {
                    continue;
                };
                let (leg, datagram) = (phone.leg, phone.say(*pitch));
                let source = address(leg, Component::Rtp);
                self.engine
                    .handle_packet(self.now, leg, Component::Rtp, source, &datagram);
            }
            self.settle();
            let next = self.now + Duration::from_millis(20);
            while let Some(at) = self.engine.poll_timeout().filter(|at| *at <= next) {
                self.now = self.now.max(at);
                self.engine.handle_timeout(self.now);
                self.settle();
            }
            self.now = next;
        }
    }

    pub(super) fn digit(&mut self, number: u64, timestamp: u32, end: bool, duration: u16) {
        let phone = self.phones.get_mut(&number).unwrap();
        let payload = EventPayload {
            event: 5,
            end,
            volume: 10,
            duration,
        }
        .to_bytes();
        let mut datagram = phone
            .header(EVENT, RtpTimestamp(timestamp))
            .to_bytes()
            .to_vec();
        datagram.extend(payload);
        let leg = phone.leg;
        self.engine.handle_packet(
            self.now,
            leg,
            Component::Rtp,
            address(leg, Component::Rtp),
            &datagram,
        );
        self.settle();
    }

    /// What `number` heard lately has its tone at `pitch`.
    pub(super) fn hears(&self, number: u64, pitch: f32) {
        let heard = &self.phones[&number].heard;
        let lately = &heard[heard.len().saturating_sub(4000)..];
        assert!(
            lately.len() == 4000 && share_at(lately, pitch) > 0.5,
            "{pitch}: {}",
            share_at(lately, pitch)
        );
    }

    pub(super) fn hears_nothing(&self, number: u64) {
        assert!(self.phones[&number].heard.is_empty());
    }

    pub(super) fn forget(&mut self) {
        self.told.clear();
        for phone in self.phones.values_mut() {
            phone.heard.clear();
            phone.headers.clear();
            phone.events.clear();
            phone.arrivals.clear();
        }
    }
}

impl Phone {
    pub(super) fn header(&mut self, payload_type: u8, timestamp: RtpTimestamp) -> Header {
        let seq = SeqNo(self.sent as u16);
        self.sent += 1;
        Header {
            marker: false,
            payload_type,
            seq,
            timestamp,
            ssrc: Ssrc(self.leg.0 as u32),
        }
    }

    pub(super) fn say(&mut self, pitch: f32) -> Vec<u8> {
        let start = self.sent * 160;
        let radians = |sample: u32| sample as f32 * pitch * std::f32::consts::TAU / 8000.0;
        let sound: Vec<i16> = (start..start + 160)
            .map(|sample| (radians(sample).sin() * 8000.0) as i16)
            .collect();
        let timestamp = RtpTimestamp(self.sent * 20 * self.codec.clock.0 / 1000);
        let mut datagram = self
            .header(self.payload_type, timestamp)
            .to_bytes()
            .to_vec();
        self.encoder.encode(&sound, &mut datagram).unwrap();
        datagram
    }

    pub(super) fn take(&mut self, at: Duration, transmit: Transmit<'_>) {
        if transmit.component == Component::Rtcp {
            assert!(rtcp::Packets::new(transmit.payload).count() >= 2);
            self.reports += 1;
            return;
        }
        let packet = Packet::parse(transmit.payload).unwrap();
        if packet.header.payload_type == EVENT {
            self.events
                .push(EventPayload::parse(packet.payload).unwrap());
        } else {
            assert_eq!(packet.header.payload_type, self.payload_type);
            self.decoder
                .decode(packet.payload, &mut self.heard)
                .unwrap();
            self.arrivals.push(at);
        }
        self.headers.push(packet.header);
    }

    /// Numbers rise by one, timestamps by the clock's 20 ms or more.
    pub(super) fn got_one_clean_stream(&self) {
        let step = (self.codec.clock.0 / 50) as i32;
        for pair in self.headers.windows(2) {
            assert_eq!(pair[1].seq.distance(pair[0].seq), 1);
            assert_eq!(pair[1].ssrc, pair[0].ssrc);
            let ticks = pair[1].timestamp.distance(pair[0].timestamp);
            assert!(
                ticks >= step || pair[1].payload_type == EVENT,
                "{ticks} ticks"
            );
        }
    }
}

/// Share of the power that lies at `pitch`.
pub(super) fn share_at(sound: &[i16], pitch: f32) -> f32 {
    let (mut cosine, mut sine, mut power) = (0.0, 0.0, 1.0);
    for (index, sample) in sound.iter().enumerate() {
        let (radians, sample) = (
            index as f32 * pitch * std::f32::consts::TAU / 8000.0,
            f32::from(*sample),
        );
        cosine += sample * radians.cos();
        sine += sample * radians.sin();
        power += sample * sample;
    }
    2.0 * (cosine * cosine + sine * sine) / (power * sound.len() as f32)
}

pub(super) fn tone(pitch: f32, ms: usize) -> Audio {
    let radians = |sample: usize| sample as f32 * pitch * std::f32::consts::TAU / 8000.0;
    Audio {
        rate: Hz(8000),
        samples: (0..ms * 8)
            .map(|sample| (radians(sample).sin() * 8000.0) as i16)
            .collect(),
    }
}
