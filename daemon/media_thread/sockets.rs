//! The sockets of all legs, and what waits on them.

use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use media::{Component, LegId, Transmit};
use rustix::event::Timespec;
use rustix::event::epoll::{self, CreateFlags, Event as Ready, EventData, EventFlags};
use slab::Slab;

/// The bell's number among the sockets.
pub(super) const BELL: u64 = u64::MAX;

pub(super) struct Sockets {
    poll: OwnedFd,
    legs: Slab<Pair>,
    keys: HashMap<LegId, usize>,
}

struct Pair {
    leg: LegId,
    sockets: [UdpSocket; 2],
    /// The address that the RTP socket is connected to.
    peer: Option<SocketAddr>,
}

impl Sockets {
    /// No sockets yet, but the bell that wakes whoever waits.
    pub(super) fn new(bell: &OwnedFd) -> io::Result<Self> {
        let poll = epoll::create(CreateFlags::CLOEXEC)?;
        epoll::add(&poll, bell, EventData::new_u64(BELL), EventFlags::IN)?;
        Ok(Self {
            poll,
            legs: Slab::new(),
            keys: HashMap::new(),
        })
    }

    pub(super) fn open(&mut self, leg: LegId, sockets: [UdpSocket; 2]) {
        self.close(leg);
        let peer = None;
        let key = self.legs.insert(Pair { leg, sockets, peer });
        for (part, socket) in self.legs[key].sockets.iter().enumerate() {
            let data = EventData::new_u64(key as u64 * 2 + part as u64);
            if let Err(error) = epoll::add(&self.poll, socket, data, EventFlags::IN) {
                tracing::error!("cannot wait for the packets of {leg}: {error}");
            }
        }
        self.keys.insert(leg, key);
    }

    /// Closing a socket takes it out of what is waited on.
    pub(super) fn close(&mut self, leg: LegId) {
        if let Some(key) = self.keys.remove(&leg) {
            self.legs.remove(key);
        }
    }

    /// Connects the RTP socket of a leg to the only address that is heard there, or opens it again. A
    /// connected socket knows its route; looking it up is a sixth of what sending costs. The port must have been
    /// bound by its number: opening the socket gives a port back that the system chose.
    pub(super) fn narrow(&mut self, leg: LegId, peer: Option<SocketAddr>) {
        let Some(pair) = self.keys.get(&leg).and_then(|key| self.legs.get_mut(*key)) else {
            return;
        };
        let socket = &pair.sockets[0];
        let done = match peer {
            Some(peer) => socket.connect(peer),
            None => rustix::net::connect_unspec(socket).map_err(Into::into),
        };
        if let Err(error) = &done {
            tracing::debug!(%leg, %error, "socket not connected");
        }
        pair.peer = peer.filter(|_| done.is_ok());
    }

    /// Reads one packet into `room`: of which leg, which socket, from where, and how long it is.
    pub(super) fn receive(
        &self,
        key: u64,
        room: &mut [u8],
    ) -> Option<(LegId, Component, SocketAddr, usize)> {
        let pair = self.legs.get(usize::try_from(key / 2).ok()?)?;
        let (component, socket) = if key.is_multiple_of(2) {
            (Component::Rtp, &pair.sockets[0])
        } else {
            (Component::Rtcp, &pair.sockets[1])
        };
        // An error is an ICMP answer to something sent before: it says nothing about this leg's future.
        let (length, source) = socket.recv_from(room).ok()?;
        Some((pair.leg, component, source, length))
    }

    /// What does not fit into the socket's buffer is lost, as on any network.
    pub(super) fn send(&self, transmit: Transmit<'_>) {
        let pair = self.keys.get(&transmit.leg);
        let Some(pair) = pair.and_then(|key| self.legs.get(*key)) else {
            return;
        };
        let _ = match transmit.component {
            Component::Rtp if pair.peer == Some(transmit.destination) => {
                pair.sockets[0].send(transmit.payload)
            }
            Component::Rtp => pair.sockets[0].send_to(transmit.payload, transmit.destination),
            Component::Rtcp => pair.sockets[1].send_to(transmit.payload, transmit.destination),
        };
    }

    /// Waits for packets, the bell, or `due`; puts what is there into `ready`, and gives when it looked.
    pub(super) fn wait(&self, due: Option<Instant>, ready: &mut Vec<Ready>) -> Instant {
        let timeout = due.map(|due| timespec(due.saturating_duration_since(Instant::now())));
        ready.clear();
        let room = rustix::buffer::spare_capacity(ready);
        match epoll::wait(&self.poll, room, timeout.as_ref()) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => tracing::error!("waiting for packets failed: {error}"),
        }
        Instant::now()
    }
}

fn timespec(time: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(time.subsec_nanos()),
    }
}

#[cfg(test)]
mod tests {
    use rustix::event::{EventfdFlags, eventfd};

    use super::*;

    fn socket() -> UdpSocket {
        let free = |port| UdpSocket::bind(("127.0.0.1", port)).ok();
        (25_000..32_000).find_map(free).unwrap()
    }

    fn address(socket: &UdpSocket) -> SocketAddr {
        socket.local_addr().unwrap()
    }

    /// Whom leg 1 hears, with these narrowings before: both telephones send it a packet.
    fn check(narrowings: &[Option<usize>], heard: &[usize]) {
        let (phones, pair) = ([socket(), socket()], [socket(), socket()]);
        pair[0].set_nonblocking(true).unwrap();
        let leg = address(&pair[0]);
        let mut sockets = Sockets::new(&eventfd(0, EventfdFlags::CLOEXEC).unwrap()).unwrap();
        sockets.open(LegId(1), pair);
        for phone in narrowings {
            sockets.narrow(LegId(1), phone.map(|phone| address(&phones[phone])));
        }
        // The one that is not heard may be told so.
        phones
            .iter()
            .for_each(|phone| drop(phone.send_to(b"rtp", leg)));
        let mut room = [0; 16];
        let sources = std::iter::from_fn(|| Some(sockets.receive(0, &mut room)?.2));
        let expected = heard.iter().map(|phone| address(&phones[*phone]));
        assert_eq!(sources.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        for phone in &phones {
            let transmit = Transmit {
                leg: LegId(1),
                component: Component::Rtp,
                destination: address(phone),
                payload: b"back",
            };
            sockets.send(transmit);
            phone
                .set_read_timeout(Some(Duration::from_secs(10)))
                .unwrap();
            assert_eq!(phone.recv_from(&mut room).unwrap(), (4, leg));
        }
    }

    #[test]
    fn a_narrowed_socket_hears_one_and_sends_to_all() {
        check(&[], &[0, 1]);
        check(&[Some(1)], &[1]);
        check(&[Some(1), Some(0)], &[0]);
    }

    #[test]
    fn a_socket_that_is_opened_again_keeps_its_port_and_hears_everyone() {
        check(&[Some(1), None], &[0, 1]);
    }
}
