//! The UDP sockets of SIP: read by whoever handles what comes, without a task or a queue between.

use std::future::poll_fn;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::task::Poll;

use tokio::net::UdpSocket;

/// Largest datagram that UDP can carry.
const MAX_DATAGRAM: usize = 65_535;
/// Room for a burst, where the kernel allows it: its default holds some 150 INVITEs.
const SOCKET_BUFFER: usize = 4 << 20;

/// What came, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Datagram {
    /// Our address.
    pub(crate) local: SocketAddr,
    /// Theirs.
    pub(crate) peer: SocketAddr,
    pub(crate) payload: Vec<u8>,
}

/// All sockets.
pub(crate) struct UdpSockets {
    sockets: Vec<(SocketAddr, UdpSocket)>,
    buffer: Vec<u8>,
}

impl UdpSockets {
    pub(crate) fn new(sockets: Vec<(SocketAddr, UdpSocket)>) -> Self {
        Self {
            sockets,
            buffer: vec![0; MAX_DATAGRAM],
        }
    }

    /// Waits until one has something to read; for ever when there is none.
    pub(crate) async fn readable(&self) {
        poll_fn(|context| {
            let ready = |(_, socket): &(_, UdpSocket)| socket.poll_recv_ready(context).is_ready();
            match self.sockets.iter().any(ready) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        })
        .await;
    }

    /// Reads at most `most` datagrams of each.
    pub(crate) fn read(&mut self, most: usize, mut take: impl FnMut(Datagram)) {
        let buffer = &mut self.buffer;
        for (local, socket) in &self.sockets {
            for _ in 0..most {
                match socket.try_recv_from(buffer) {
                    Ok((length, peer)) => take(Datagram {
                        local: *local,
                        peer,
                        payload: buffer[..length].to_vec(),
                    }),
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    // What a peer's machine says of an earlier datagram (ICMP) is no fault of this socket.
                    Err(error) => tracing::debug!("reading from {local}: {error}"),
                }
            }
        }
    }

    /// Sends one from our address `local`.
    pub(crate) fn send(&self, local: SocketAddr, peer: SocketAddr, payload: &[u8]) {
        if let Some((_, socket)) = self.sockets.iter().find(|(address, _)| *address == local)
            && let Err(error) = socket.try_send_to(payload, peer)
        {
            // SIP sends again what gets no answer.
            tracing::debug!("a datagram to {peer} was not sent: {error}");
        }
    }
}

/// Binds a socket.
pub(crate) fn bind(address: SocketAddr) -> std::io::Result<UdpSocket> {
    let socket = socket2::Socket::new(
        socket2::Domain::for_address(address),
        socket2::Type::DGRAM,
        None,
    )?;
    socket.set_recv_buffer_size(SOCKET_BUFFER)?;
    socket.set_send_buffer_size(SOCKET_BUFFER)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    UdpSocket::from_std(socket.into())
}
