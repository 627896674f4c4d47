//! The media thread: one loop for all legs, apart from signalling and scripts.
//!
//! It owns a pair of UDP sockets a leg and waits on all of them at once. A packet is read, handed to
//! the engine, and what the engine has to send leaves before anything else is looked at.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use channels::{Input, MediaPorts};
use media::{Command, Component, Engine, Event, LegId};
use rustix::event::epoll::{self, CreateFlags, Event as Ready, EventData, EventFlags};
use rustix::event::{EventfdFlags, Timespec, eventfd};
use slab::Slab;

use crate::config::PortRange;
use crate::seldom::Seldom;

/// Larger than any packet that a path carries without fragments.
const MAX_PACKET: usize = 2048;
/// Ports that are tried for one leg. When nearly all are taken, looking at every one would hold up the
/// calls that are there; ports come free in the order they were taken, so a few are enough.
const MAX_TRIES: usize = 64;
/// The bell's number among the sockets.
const BELL: u64 = u64::MAX;

/// For the media thread.
enum ToMedia {
    Sockets(LegId, Box<[UdpSocket; 2]>),
    Command(Command),
    Stop,
}

/// A handle of the thread.
pub struct MediaThread {
    line: Line,
    /// Whether something was sent for which the bell has not rung.
    silent: Cell<bool>,
    thread: JoinHandle<()>,
}

/// Where messages for the thread are put, with the bell that wakes it.
#[derive(Clone)]
struct Line {
    sender: Sender<ToMedia>,
    bell: Arc<OwnedFd>,
}

impl Line {
    /// Puts a message down without waking the thread.
    fn put(&self, message: ToMedia) {
        let _ = self.sender.send(message);
    }

    /// A bell that rings already (the counter is full) is as good.
    fn ring(&self) {
        let _ = rustix::io::write(&self.bell, &1_u64.to_ne_bytes());
    }
}

impl MediaThread {
    /// Starts the thread; events go where `events` puts them.
    pub fn start(events: impl Fn(Input) + Send + 'static) -> io::Result<Self> {
        let (sender, receiver) = channel();
        let bell = Arc::new(eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?);
        let poll = epoll::create(CreateFlags::CLOEXEC)?;
        epoll::add(&poll, &*bell, EventData::new_u64(BELL), EventFlags::IN)?;
        let line = Line {
            sender,
            bell: Arc::clone(&bell),
        };
        let run = move || {
            let engine = Engine::new(Instant::now(), SystemTime::now(), media::Config::default());
            let sockets = Sockets {
                poll,
                legs: Slab::new(),
                keys: HashMap::new(),
            };
            Loop {
                engine,
                sockets,
                receiver,
                bell,
                events,
            }
            .run();
        };
        let thread = std::thread::Builder::new()
            .name("media".into())
            .spawn(run)?;
        Ok(Self {
            line,
            silent: Cell::new(false),
            thread,
        })
    }

    /// Hands the engine a command, which it finds after [`Self::ring`].
    pub fn command(&self, command: Command) {
        self.line.put(ToMedia::Command(command));
        self.silent.set(true);
    }

    /// Wakes the thread if there is something new for it. To wake it for each command of a call would cost
    /// more than the commands.
    pub fn ring(&self) {
        if self.silent.take() {
            self.line.ring();
        }
    }

    /// Opens ports for it, out of `range`.
    pub fn ports(&self, address: IpAddr, range: PortRange) -> Ports {
        Ports {
            line: self.line.clone(),
            address,
            range,
            next: range.first,
            full: Seldom::default(),
            faults: Seldom::default(),
        }
    }

    /// Ends the thread.
    pub fn stop(self) {
        self.line.put(ToMedia::Stop);
        self.line.ring();
        let _ = self.thread.join();
    }
}

/// Opens pairs of RTP and RTCP sockets and hands them to the media thread.
pub struct Ports {
    line: Line,
    address: IpAddr,
    range: PortRange,
    next: u16,
    full: Seldom,
    faults: Seldom,
}

impl MediaPorts for Ports {
    fn open(&mut self, leg: LegId) -> Option<SocketAddr> {
        for _ in 0..MAX_TRIES {
            let port = self.advance()?;
            match pair(self.address, port) {
                Ok(pair) => {
                    // The command that opens the leg follows, and rings.
                    self.line.put(ToMedia::Sockets(leg, Box::new(pair)));
                    return Some(SocketAddr::new(self.address, port));
                }
                // Another leg has it, or another program.
                Err(error) if error.kind() == ErrorKind::AddrInUse => {}
                Err(error) => {
                    if let Some(count) = self.faults.note(Instant::now()) {
                        tracing::error!(
                            "cannot open RTP port {port}: {error} ({count} calls were refused)"
                        );
                    }
                    return None;
                }
            }
        }
        if let Some(count) = self.full.note(Instant::now()) {
            tracing::error!(
                "no free pair of RTP ports in {}-{}; widen `media.ports` ({count} calls were refused)",
                self.range.first,
                self.range.last
            );
        }
        None
    }

    fn address(&self) -> IpAddr {
        self.address
    }
}

fn pair(address: IpAddr, port: u16) -> io::Result<[UdpSocket; 2]> {
    let open = |port| -> io::Result<UdpSocket> {
        let socket = UdpSocket::bind((address, port))?;
        socket.set_nonblocking(true)?;
        Ok(socket)
    };
    Ok([open(port)?, open(port + 1)?])
}

impl Ports {
    /// The next even port of the range whose odd neighbour is in it too, going round.
    fn advance(&mut self) -> Option<u16> {
        let first = self.range.first.checked_next_multiple_of(2)?;
        if self.next < first || self.next >= self.range.last {
            self.next = first;
        }
        let port = self.next;
        self.next = port.checked_add(2).unwrap_or(first);
        (port < self.range.last).then_some(port)
    }
}

struct Loop<F> {
    engine: Engine,
    sockets: Sockets,
    receiver: Receiver<ToMedia>,
    bell: Arc<OwnedFd>,
    events: F,
}

impl<F: Fn(Input)> Loop<F> {
    fn run(mut self) {
        let mut ready: Vec<Ready> = Vec::with_capacity(256);
        let mut packet = [0_u8; MAX_PACKET];
        loop {
            self.sockets.wait(&mut ready, self.engine.poll_timeout());
            for event in &ready {
                match event.data.u64() {
                    BELL => {
                        if !self.take_messages() {
                            return;
                        }
                    }
                    key => self.receive(key, &mut packet),
                }
            }
            let now = Instant::now();
            if self.engine.poll_timeout().is_some_and(|due| due <= now) {
                self.engine.handle_timeout(now);
            }
            self.flush();
            while let Some(event) = self.engine.poll_event() {
                if let Event::Closed { leg, .. } = event {
                    self.sockets.close(leg);
                }
                (self.events)(Input::Media(event));
            }
        }
    }

    /// Takes all messages in; false at the end.
    fn take_messages(&mut self) -> bool {
        let _ = rustix::io::read(&self.bell, &mut [0_u8; 8]);
        while let Ok(message) = self.receiver.try_recv() {
            match message {
                ToMedia::Sockets(leg, pair) => self.sockets.open(leg, *pair),
                ToMedia::Command(command) => self.engine.handle_command(Instant::now(), command),
                ToMedia::Stop => return false,
            }
        }
        true
    }

    /// Reads one packet; the socket reports again while it has more.
    fn receive(&mut self, key: u64, packet: &mut [u8]) {
        let Some((leg, component, socket)) = self.sockets.by_key(key) else {
            return;
        };
        // An error is an ICMP answer to something sent before: it says nothing about this leg's future.
        if let Ok((length, source)) = socket.recv_from(packet) {
            self.engine
                .handle_packet(Instant::now(), leg, component, source, &packet[..length]);
        }
        self.flush();
    }

    fn flush(&mut self) {
        let sockets = &self.sockets;
        self.engine.drain_transmits(|transmit| {
            if let Some(socket) = sockets.by_leg(transmit.leg, transmit.component) {
                // What does not fit into the socket's buffer is lost, as on any network.
                let _ = socket.send_to(transmit.payload, transmit.destination);
            }
        });
    }
}

/// The sockets of all legs, and what waits on them.
struct Sockets {
    poll: OwnedFd,
    legs: Slab<(LegId, [UdpSocket; 2])>,
    keys: HashMap<LegId, usize>,
}

impl Sockets {
    fn open(&mut self, leg: LegId, pair: [UdpSocket; 2]) {
        self.close(leg);
        let key = self.legs.insert((leg, pair));
        for (part, socket) in self.legs[key].1.iter().enumerate() {
            let data = EventData::new_u64(key as u64 * 2 + part as u64);
            if let Err(error) = epoll::add(&self.poll, socket, data, EventFlags::IN) {
                tracing::error!("cannot wait for the packets of {leg}: {error}");
            }
        }
        self.keys.insert(leg, key);
    }

    /// Closing a socket takes it out of what is waited on.
    fn close(&mut self, leg: LegId) {
        if let Some(key) = self.keys.remove(&leg) {
            self.legs.remove(key);
        }
    }

    fn by_key(&self, key: u64) -> Option<(LegId, Component, &UdpSocket)> {
        let (leg, pair) = self.legs.get(usize::try_from(key / 2).ok()?)?;
        let component = if key.is_multiple_of(2) {
            Component::Rtp
        } else {
            Component::Rtcp
        };
        Some((*leg, component, &pair[usize::from(!key.is_multiple_of(2))]))
    }

    fn by_leg(&self, leg: LegId, component: Component) -> Option<&UdpSocket> {
        let (_, pair) = self.legs.get(*self.keys.get(&leg)?)?;
        Some(&pair[usize::from(component == Component::Rtcp)])
    }

    /// Waits for packets, the bell, or `due`.
    fn wait(&self, ready: &mut Vec<Ready>, due: Option<Instant>) {
        ready.clear();
        let timeout = due.map(|due| timespec(due.saturating_duration_since(Instant::now())));
        match epoll::wait(
            &self.poll,
            rustix::buffer::spare_capacity(ready),
            timeout.as_ref(),
        ) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => tracing::error!("waiting for packets failed: {error}"),
        }
    }
}

fn timespec(time: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(time.subsec_nanos()),
    }
}
