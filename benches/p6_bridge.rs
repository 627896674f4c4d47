//! P6: what a packet of a G.711 bridge costs the media thread, against a bare loop.
//!
//! Two hundred calls talk through real sockets, a packet every 20 ms each way, a few legs each
//! millisecond. Relayed is PCMU to PCMU; through the jitter buffer is PCMU to PCMA, decoded and encoded.
//! The limit is a loop of `recvmmsg` and `sendmmsg` on as many sockets with the same load. Sockets seldom hold two
//! packets, so a loop of plain `recvfrom` and `sendto` is cheaper, and the ratio to that is printed as well.
//! Goals: 2 µs relayed, 2.5 µs through the buffer, twice the limit.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod batch;
mod meter;

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use batch::Batch;
use channels::MediaPorts;
use media::codec::{Codec, PCMA, PCMU};
use media::{Command, Direction, Format, LegId, Session};
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
use skyplan::config::PortRange;
use skyplan::media_thread::MediaThread;

const LEGS: usize = 400;
const ROUNDS: usize = 5;
const SECONDS: usize = 2;
/// Milliseconds a packet.
const PTIME: usize = 20;
const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PORTS: PortRange = PortRange {
    first: 42_000,
    last: 45_999,
};

fn main() {
    let (mut relayed, mut buffered) = (Vec::new(), Vec::new());
    let (mut batched, mut single) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        batched.push(bare_loop(true));
        single.push(bare_loop(false));
        relayed.push(engine(&PCMU));
        buffered.push(engine(&PCMA));
    }
    let limits = [&batched, &single].map(|costs| meter::median(costs.clone()));
    println!(
        "P6 limit: {} µs a packet with recvmmsg and sendmmsg, {} with recvfrom and sendto",
        meter::spread(&batched),
        meter::spread(&single)
    );
    for (name, goal, costs) in [
        ("relayed", 2.0, relayed),
        ("through the jitter buffer", 2.5, buffered),
    ] {
        let [batched, single] = limits.map(|limit| meter::median(costs.clone()) / limit);
        let costs = meter::spread(&costs);
        println!(
            "P6 {name}: {costs} µs a packet (goal {goal}), ratio {batched:.2} (goal 2), {single:.2} to the plain loop"
        );
    }
}

/// Microseconds a packet of the media thread, one side of each call speaking PCMU and the other `codec`.
fn engine(codec: &'static Codec) -> f64 {
    let media = MediaThread::start(|_| {}).expect("a thread can be started");
    let mut ports = media.ports(LOOPBACK, PORTS);
    let phones = Phones::new();
    let mut legs = Vec::new();
    for number in 0..LEGS {
        let leg = LegId(number as u64);
        legs.push(ports.open(leg).expect("a port is free"));
        media.command(Command::Open { leg, seed: leg.0 });
        let codec = if number % 2 == 0 { &PCMU } else { codec };
        let session = session(phones.address(number), codec);
        media.command(Command::Configure { leg, session });
    }
    for call in 0..LEGS as u64 / 2 {
        let (a, b) = (LegId(2 * call), LegId(2 * call + 1));
        media.command(Command::Bridge { a, b });
    }
    media.ring();
    let second = codec.payload_type.expect("G.711 has a number of its own");
    let cost = phones.talk("media", &legs, [0, second]);
    media.stop();
    cost
}

fn session(remote: SocketAddr, codec: &'static Codec) -> Session {
    let payload_type = codec.payload_type.unwrap_or_default();
    let format = Format {
        codec,
        send_type: payload_type,
        receive_type: payload_type,
        parameters: Default::default(),
    };
    Session {
        remote,
        remote_rtcp: remote,
        direction: Direction::SendRecv,
        formats: vec![format],
        events: Vec::new(),
        ptime: Duration::from_millis(20),
    }
}

/// Microseconds a packet of a thread that does nothing but to wait, receive and send.
fn bare_loop(batched: bool) -> f64 {
    let phones = Phones::new();
    let sockets: Vec<_> = (0..LEGS).map(|_| socket()).collect();
    let legs: Vec<_> = sockets.iter().map(address).collect();
    let ended = Arc::new(AtomicBool::new(false));
    let to: Vec<_> = (0..LEGS).map(|leg| phones.address(leg)).collect();
    let end = Arc::clone(&ended);
    let thread = std::thread::Builder::new()
        .name("bare".into())
        .spawn(move || pass_on(&sockets, &to, batched, &end))
        .expect("a thread can be started");
    let cost = phones.talk("bare", &legs, [0, 0]);
    ended.store(true, Ordering::Relaxed);
    thread.join().expect("the loop ends");
    cost
}

fn pass_on(sockets: &[UdpSocket], to: &[SocketAddr], batched: bool, ended: &AtomicBool) {
    let poll: OwnedFd = epoll::create(CreateFlags::CLOEXEC).expect("there is epoll");
    for (key, socket) in sockets.iter().enumerate() {
        let data = EventData::new_u64(key as u64);
        epoll::add(&poll, socket, data, EventFlags::IN).expect("the socket is open");
    }
    let (mut ready, mut batch) = (Vec::<epoll::Event>::with_capacity(LEGS), Batch::new());
    let mut packet = [0; 2048];
    let patience = rustix::event::Timespec {
        tv_sec: 0,
        tv_nsec: 100_000_000,
    };
    while !ended.load(Ordering::Relaxed) {
        ready.clear();
        let _ = epoll::wait(&poll, spare_capacity(&mut ready), Some(&patience));
        for event in ready.iter() {
            let key = event.data.u64() as usize;
            let other = key ^ 1;
            if batched {
                batch.pass_on(&sockets[key], &sockets[other], to[other]);
            } else if let Ok((length, _)) = sockets[key].recv_from(&mut packet) {
                let _ = sockets[other].send_to(&packet[..length], to[other]);
            }
        }
    }
}

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind((LOOPBACK, 0)).expect("a port is free");
    socket.set_nonblocking(true).expect("the socket is open");
    socket
}

fn address(socket: &UdpSocket) -> SocketAddr {
    socket.local_addr().expect("the socket is bound")
}

/// All telephones. Those that talk in the same millisecond share a socket; legs are told apart by their own ports.
struct Phones {
    sockets: Vec<UdpSocket>,
}

impl Phones {
    fn new() -> Self {
        let sockets = (0..PTIME).map(|_| socket()).collect();
        Self { sockets }
    }

    /// In which millisecond of twenty the phone of a leg talks.
    fn turn(leg: usize) -> usize {
        leg / 2 % PTIME
    }

    fn address(&self, leg: usize) -> SocketAddr {
        address(&self.sockets[Self::turn(leg)])
    }

    /// Talks on all legs for a while; gives what that costs the thread in microseconds a packet.
    fn talk(&self, thread: &str, legs: &[SocketAddr], types: [u8; 2]) -> f64 {
        let start = Instant::now();
        // Sockets are opened and jitter buffers filled in the first half second, which is not counted.
        self.talk_until(start, 0..500, legs, types);
        let before = meter::thread_named(thread);
        let mut heard = self.talk_until(start, 500..500 + SECONDS * 1000, legs, types);
        std::thread::sleep(Duration::from_millis(100));
        heard += self.sockets.iter().map(hear).sum::<usize>();
        let spent = meter::thread_named(thread) - before;
        let packets = LEGS * SECONDS * 50;
        // A telephone that does not get its turn for long on a busy machine loses packets.
        assert!(heard * 5 > packets * 4, "{heard} of {packets} came back");
        spent.as_secs_f64() * 1e6 / heard as f64
    }

    /// The packets of these milliseconds; gives how many came back meanwhile.
    fn talk_until(
        &self,
        start: Instant,
        milliseconds: std::ops::Range<usize>,
        legs: &[SocketAddr],
        types: [u8; 2],
    ) -> usize {
        let mut heard = 0;
        for millisecond in milliseconds {
            let due = start + Duration::from_millis(millisecond as u64);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let socket = &self.sockets[millisecond % PTIME];
            heard += hear(socket);
            for leg in (0..legs.len()).filter(|leg| Self::turn(*leg) == millisecond % PTIME) {
                let packet = packet(leg, millisecond / PTIME, types[leg % 2]);
                let _ = socket.send_to(&packet, legs[leg]);
            }
        }
        heard
    }
}

/// How many packets wait in a socket; takes them.
fn hear(socket: &UdpSocket) -> usize {
    let mut room = [0; 2048];
    std::iter::from_fn(|| socket.recv_from(&mut room).ok()).count()
}

/// 20 ms of silence.
fn packet(leg: usize, number: usize, payload_type: u8) -> [u8; 172] {
    let mut packet = [0xD5; 172];
    packet[..2].copy_from_slice(&[0x80, payload_type]);
    packet[2..4].copy_from_slice(&(number as u16).to_be_bytes());
    packet[4..8].copy_from_slice(&(number as u32 * 160).to_be_bytes());
    packet[8..12].copy_from_slice(&(leg as u32 + 1).to_be_bytes());
    packet
}
