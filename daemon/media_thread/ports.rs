//! The ports of legs: a pair of RTP and RTCP sockets each, opened by whoever sets up a call.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::Instant;

use channels::MediaPorts;
use media::LegId;

use super::{Line, ToMedia};
use crate::config::PortRange;
use crate::seldom::Seldom;

/// Ports that are tried for one leg. When nearly all are taken, looking at every one would hold up the
/// calls that are there; ports come free in the order they were taken, so a few are enough.
const MAX_TRIES: usize = 64;

/// Opens pairs of RTP and RTCP sockets and hands them to the media thread.
pub struct Ports {
    pub(super) line: Line,
    pub(super) address: IpAddr,
    pub(super) range: PortRange,
    pub(super) next: u16,
    pub(super) full: Seldom,
    pub(super) faults: Seldom,
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
