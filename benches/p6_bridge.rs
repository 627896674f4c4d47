//! P6: what a packet of a G.711 bridge costs the media thread, against a bare loop.
//!
//! Two hundred calls talk through real sockets, a packet every 20 ms each way, a few legs each
//! millisecond. Relayed is PCMU to PCMU; through the jitter buffer is PCMU to PCMA, decoded and encoded.
//! The bare loop waits, receives and sends on as many sockets with the same load. A socket seldom holds
//! more than one packet there, so it takes one at a time: `recvmmsg` would cost more for the same.
//! Goals: 2 µs relayed, 2.5 µs through the buffer, twice the bare loop.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod meter;

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use channels::MediaPorts;
use media::codec::{Codec, PCMA, PCMU};
use media::{Command, Direction, Format, LegId, Session};
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
use skyplan::config::PortRange;
use skyplan::media_thread::MediaThread;

const LEGS: usize = 400;
const ROUNDS: usize = 5;
const SECONDS: u64 = 2;
const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PORTS: PortRange = PortRange {
    first: 42_000,
    last: 45_999,
};

fn main() {
    let (mut relayed, mut buffered, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(bare_loop());
        relayed.push(engine(&PCMU));
        buffered.push(engine(&PCMA));
    }
    let limit = meter::median(bare.clone());
    println!("P6 bare loop: {} µs a packet", meter::spread(&bare));
    for (name, goal, costs) in [
        ("relayed", 2.0, relayed),
        ("through the jitter buffer", 2.5, buffered),
    ] {
        let ratio = meter::median(costs.clone()) / limit;
        let costs = meter::spread(&costs);
        println!("P6 {name}: {costs} µs a packet (goal {goal}), ratio {ratio:.2} (goal 2)");
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
        let session = session(phones.address, codec);
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
fn bare_loop() -> f64 {
    let phones = Phones::new();
    let sockets: Vec<_> = (0..LEGS).map(|_| socket()).collect();
    let legs: Vec<_> = sockets.iter().map(address).collect();
    let ended = Arc::new(AtomicBool::new(false));
    let (remote, end) = (phones.address, Arc::clone(&ended));
    let thread = std::thread::Builder::new()
        .name("bare".into())
        .spawn(move || pass_on(&sockets, remote, &end))
        .expect("a thread can be started");
    let cost = phones.talk("bare", &legs, [0, 0]);
    ended.store(true, Ordering::Relaxed);
    thread.join().expect("the loop ends");
    cost
}

fn pass_on(sockets: &[UdpSocket], remote: SocketAddr, ended: &AtomicBool) {
    let poll: OwnedFd = epoll::create(CreateFlags::CLOEXEC).expect("there is epoll");
    for (key, socket) in sockets.iter().enumerate() {
        let data = EventData::new_u64(key as u64);
        epoll::add(&poll, socket, data, EventFlags::IN).expect("the socket is open");
    }
    let (mut ready, mut packet) = (Vec::<epoll::Event>::with_capacity(256), [0; 2048]);
    let patience = rustix::event::Timespec {
        tv_sec: 0,
        tv_nsec: 100_000_000,
    };
    while !ended.load(Ordering::Relaxed) {
        ready.clear();
        let _ = epoll::wait(&poll, spare_capacity(&mut ready), Some(&patience));
        for event in ready.iter() {
            let key = event.data.u64() as usize;
            if let Ok((length, _)) = sockets[key].recv_from(&mut packet) {
                let _ = sockets[key ^ 1].send_to(&packet[..length], remote);
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

/// All telephones, behind one socket: legs are told apart by their own ports.
struct Phones {
    socket: UdpSocket,
    address: SocketAddr,
}

impl Phones {
    fn new() -> Self {
        let socket = socket();
        let address = address(&socket);
        Self { socket, address }
    }

    /// Talks on all legs for a while; gives what that costs the thread in microseconds a packet.
    fn talk(&self, thread: &str, legs: &[SocketAddr], types: [u8; 2]) -> f64 {
        let start = Instant::now();
        // Sockets are opened and jitter buffers filled in the first half second, which is not counted.
        self.talk_until(start, 0..500, legs, types);
        let before = meter::thread_named(thread);
        let heard = self.talk_until(start, 500..500 + SECONDS * 1000, legs, types);
        let spent = meter::thread_named(thread) - before;
        let packets = LEGS as u64 * SECONDS * 50;
        assert!(heard * 20 > packets * 19, "{heard} of {packets} came back");
        spent.as_secs_f64() * 1e6 / packets as f64
    }

    /// The packets of these milliseconds; gives how many came back meanwhile.
    fn talk_until(
        &self,
        start: Instant,
        milliseconds: std::ops::Range<u64>,
        legs: &[SocketAddr],
        types: [u8; 2],
    ) -> u64 {
        let (mut heard, mut room) = (0, [0; 2048]);
        for millisecond in milliseconds {
            let due = start + Duration::from_millis(millisecond);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            for leg in (0..legs.len()).filter(|leg| *leg as u64 / 2 % 20 == millisecond % 20) {
                let packet = packet(leg, millisecond / 20, types[leg % 2]);
                let _ = self.socket.send_to(&packet, legs[leg]);
            }
            while self.socket.recv_from(&mut room).is_ok() {
                heard += 1;
            }
        }
        heard
    }
}

/// 20 ms of silence.
fn packet(leg: usize, number: u64, payload_type: u8) -> [u8; 172] {
    let mut packet = [0xD5; 172];
    packet[..2].copy_from_slice(&[0x80, payload_type]);
    packet[2..4].copy_from_slice(&(number as u16).to_be_bytes());
    packet[4..8].copy_from_slice(&(number as u32 * 160).to_be_bytes());
    packet[8..12].copy_from_slice(&(leg as u32 + 1).to_be_bytes());
    packet
}
