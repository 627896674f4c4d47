//! The media thread: one loop for all legs, apart from signalling and scripts.
//!
//! It owns a pair of UDP sockets a leg and waits on all of them at once. A packet is read, handed to
//! the engine, and what the engine has to send leaves before anything else is looked at.

mod ports;
mod sockets;

use std::cell::Cell;
use std::io;
use std::net::{IpAddr, UdpSocket};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Instant, SystemTime};

use channels::Input;
use media::{Command, Engine, Event, LegId};
use rustix::event::{EventfdFlags, eventfd};

pub use ports::Ports;
use sockets::{BELL, Sockets};

use crate::config::PortRange;
use crate::seldom::Seldom;

/// Larger than any packet that a path carries without fragments.
const MAX_PACKET: usize = 2048;
/// Sockets that are looked at in a row.
const MOST: usize = 256;

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
        let sockets = Sockets::new(&bell)?;
        let line = Line {
            sender,
            bell: Arc::clone(&bell),
        };
        let run = move || {
            let engine = Engine::new(Instant::now(), SystemTime::now(), media::Config::default());
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

struct Loop<F> {
    engine: Engine,
    sockets: Sockets,
    receiver: Receiver<ToMedia>,
    bell: Arc<OwnedFd>,
    events: F,
}

impl<F: Fn(Input)> Loop<F> {
    fn run(mut self) {
        let mut ready = Vec::with_capacity(MOST);
        let mut packet = [0_u8; MAX_PACKET];
        loop {
            let now = self.sockets.wait(self.engine.poll_timeout(), &mut ready);
            for event in &ready {
                match event.data.u64() {
                    BELL if !self.take_messages(now) => return,
                    BELL => {}
                    key => self.receive(now, key, &mut packet),
                }
            }
            if self.engine.poll_timeout().is_some_and(|due| due <= now) {
                self.engine.handle_timeout(now);
            }
            self.flush();
            self.tell();
        }
    }

    /// Takes all messages in; false at the end.
    fn take_messages(&mut self, now: Instant) -> bool {
        let _ = rustix::io::read(&self.bell, &mut [0_u8; 8]);
        while let Ok(message) = self.receiver.try_recv() {
            match message {
                ToMedia::Sockets(leg, pair) => self.sockets.open(leg, *pair),
                ToMedia::Command(command) => self.engine.handle_command(now, command),
                ToMedia::Stop => return false,
            }
        }
        true
    }

    /// Reads one packet that was there at `now`; the socket reports again while it has more.
    fn receive(&mut self, now: Instant, key: u64, packet: &mut [u8]) {
        if let Some((leg, component, source, length)) = self.sockets.receive(key, packet) {
            self.engine
                .handle_packet(now, leg, component, source, &packet[..length]);
        }
        self.flush();
    }

    fn flush(&mut self) {
        let sockets = &self.sockets;
        self.engine
            .drain_transmits(|transmit| sockets.send(transmit));
    }

    /// Tells the switch what happened, and the sockets whom they may be narrowed to.
    fn tell(&mut self) {
        while let Some((leg, peer)) = self.engine.poll_narrowing() {
            self.sockets.narrow(leg, peer);
        }
        while let Some(event) = self.engine.poll_event() {
            if let Event::Closed { leg, .. } = event {
                self.sockets.close(leg);
            }
            (self.events)(Input::Media(event));
        }
    }
}
