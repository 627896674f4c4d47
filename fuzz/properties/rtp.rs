//! RTP and RTCP into the media engine: whatever comes, what leaves is a well-formed stream.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

use media::codec::{OPUS, PCMU, Parameters};
use media::rtp::{Header, Packet, RtpTimestamp, SeqNo, Ssrc};
use media::{
    Audio, Command, Component, Config, Direction, Engine, Format, Hz, LegId, PlaybackId, Session,
    rtcp, sdp,
};

use super::decisions::Decisions;

/// Legs 1 to 3 are telephones (PCMU, Opus, both); 4 and 5 are a pipe.
const LEGS: u64 = 5;

/// Packets among which no number may be there twice.
const REMEMBERED: usize = 32;

/// Datagrams, commands and clock steps, each an octet that says which with what belongs to it.
pub fn check(input: &[u8]) {
    let mut world = World::new();
    let mut decisions = Decisions(input);
    while !decisions.are_over() {
        world.step(&mut decisions);
    }
    world.pass(Duration::from_secs(12));
    for leg in 1..=LEGS {
        world.command(Command::Close { leg: LegId(leg) });
    }
    // A timer of a leg that is gone may run once more.
    world.pass(Duration::from_secs(12));
    assert_eq!(world.engine.poll_timeout(), None, "no leg, no timer");
}

struct World {
    now: Instant,
    engine: Engine,
    /// The last packets of each leg that were sent, newest first.
    last: BTreeMap<LegId, VecDeque<Header>>,
    header: Header,
}

fn address(leg: u64, component: Component) -> SocketAddr {
    let port = 4000 + 2 * leg as u16 + u16::from(component == Component::Rtcp);
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn session(leg: u64, direction: Direction) -> Session {
    let format = |codec, payload_type| Format {
        codec,
        send_type: payload_type,
        receive_type: payload_type,
        parameters: Parameters::default(),
    };
    let formats = match leg {
        1 => vec![format(&PCMU, 0)],
        2 => vec![format(&OPUS, 111)],
        _ => vec![format(&PCMU, 0), format(&OPUS, 111)],
    };
    Session {
        remote: address(leg, Component::Rtp),
        remote_rtcp: address(leg, Component::Rtcp),
        direction,
        formats,
        events: vec![sdp::Event {
            send_type: 101,
            receive_type: 101,
            clock: Hz(8000),
        }],
        ptime: Duration::from_millis(20),
    }
}

impl World {
    fn new() -> Self {
        let now = Instant::now();
        let header = Header {
            marker: false,
            payload_type: 0,
            seq: SeqNo(65_500),
            timestamp: RtpTimestamp(u32::MAX - 1000),
            ssrc: Ssrc(9),
        };
        let engine = Engine::new(now, SystemTime::UNIX_EPOCH, Config::default());
        let mut world = Self {
            now,
            engine,
            last: BTreeMap::new(),
            header,
        };
        for leg in 1..=3 {
            world.command(Command::Open {
                leg: LegId(leg),
                seed: leg,
            });
            let session = session(leg, Direction::SendRecv);
            world.command(Command::Configure {
                leg: LegId(leg),
                session,
            });
        }
        world.command(Command::OpenPipe {
            a: LegId(4),
            b: LegId(5),
        });
        world
    }

    fn step(&mut self, decisions: &mut Decisions<'_>) {
        let what = decisions.octet();
        let number = 1 + u64::from(what >> 4) % LEGS;
        let leg = LegId(number);
        match what % 16 {
            0..=2 => self.sound(number, decisions),
            3 => self.datagram(number, Component::Rtp, decisions.octets()),
            4 => self.datagram(number, Component::Rtcp, decisions.octets()),
            5 | 6 => self.pass(Duration::from_millis(20)),
            7 => self.pass(Duration::from_micros(decisions.half().into())),
            8 => {
                let b = LegId(1 + u64::from(decisions.octet()) % LEGS);
                self.command(Command::Bridge { a: leg, b });
            }
            9 => {
                let b = LegId(1 + u64::from(decisions.octet()) % LEGS);
                self.command(Command::Unbridge { a: leg, b });
            }
            10 => {
                let samples = vec![1000; usize::from(decisions.octet()) * 8].into();
                let audio = vec![Audio {
                    rate: Hz(8000),
                    samples,
                }];
                self.command(Command::Play {
                    leg,
                    playback: PlaybackId(1),
                    audio,
                });
            }
            11 => self.command(Command::StopPlayback { leg }),
            12 => self.command(Command::Echo {
                leg,
                on: decisions.octet() & 1 == 0,
            }),
            13 => {
                let digits = String::from_utf8_lossy(decisions.octets());
                let digits = digits
                    .chars()
                    .map(|digit| (digit, Duration::from_millis(80)));
                let digits = digits.take(8).collect();
                self.command(Command::SendDigits {
                    leg,
                    digits,
                    gap: Duration::from_millis(40),
                });
            }
            14 => {
                let octet = decisions.octet();
                let direction = Direction::new(octet & 1 == 0, octet & 2 == 0);
                self.command(Command::Configure {
                    leg,
                    session: session(number, direction),
                });
            }
            _ => self.command(Command::Report { leg }),
        }
    }

    /// A packet that follows the one before, unless its decisions have it otherwise.
    fn sound(&mut self, leg: u64, decisions: &mut Decisions<'_>) {
        let odd = decisions.octet();
        let header = &mut self.header;
        (header.seq, header.timestamp) = (header.seq.plus(1), header.timestamp.plus(160));
        header.marker = odd & 0x80 != 0;
        header.payload_type = [0, 111, 101, 13][usize::from(odd % 4)];
        match odd / 4 % 8 {
            5 => header.seq = SeqNo(decisions.half()),
            6 => header.timestamp = RtpTimestamp(u32::from(decisions.half()) << 16),
            7 => header.ssrc = Ssrc(decisions.octet().into()),
            _ => {}
        }
        let mut datagram = header.to_bytes().to_vec();
        datagram.extend(decisions.octets());
        self.datagram(leg, Component::Rtp, &datagram);
    }

    fn datagram(&mut self, leg: u64, component: Component, datagram: &[u8]) {
        let source = address(leg, component);
        self.engine
            .handle_packet(self.now, LegId(leg), component, source, datagram);
        let sent = self.settle();
        assert!(sent <= 1, "one datagram made {sent}");
    }

    fn command(&mut self, command: Command) {
        self.engine.handle_command(self.now, command);
        self.settle();
    }

    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        let mut idle = 0;
        while let Some(at) = self.engine.poll_timeout().filter(|at| *at <= end) {
            idle = if at > self.now { 0 } else { idle + 1 };
            assert!(
                idle < 100,
                "the engine wants to be called again and again at one moment"
            );
            self.now = self.now.max(at);
            self.engine.handle_timeout(self.now);
            self.settle();
        }
        self.now = end;
    }

    /// Takes what was sent and told; gives how many datagrams that were.
    fn settle(&mut self) -> usize {
        let (mut sent, last) = (0, &mut self.last);
        self.engine.drain_transmits(|transmit| {
            sent += 1;
            if transmit.component == Component::Rtcp {
                assert!(rtcp::Packets::new(transmit.payload).count() >= 2);
                return;
            }
            let packet = Packet::parse(transmit.payload).expect("we send RTP");
            let sent = last.entry(transmit.leg).or_default();
            for before in sent.iter() {
                // Numbers may be left out, where a packet did not come, but none is used twice.
                assert_ne!(packet.header.seq, before.seq, "{before:?}");
                assert_eq!(packet.header.ssrc, before.ssrc);
            }
            sent.truncate(REMEMBERED - 1);
            sent.push_front(packet.header);
        });
        while self.engine.poll_event().is_some() {}
        sent
    }
}
