//! How a message comes and goes. Sockets are elsewhere; this is what they are called here.

use std::net::SocketAddr;

/// A transport protocol (RFC 3261 section 18, RFC 7118).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the transport of its name")]
pub enum Transport {
    Udp,
    Tcp,
    Tls,
    Ws,
    Wss,
}

impl Transport {
    /// The name in a Via.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
            Self::Ws => "WS",
            Self::Wss => "WSS",
        }
    }

    /// Whether it delivers by itself, so that nothing is sent twice.
    pub fn is_reliable(self) -> bool {
        self != Self::Udp
    }

    /// The transport that a URI or Via names, in any case.
    pub fn of(text: &str) -> Option<Self> {
        [Self::Udp, Self::Tcp, Self::Tls, Self::Ws, Self::Wss]
            .into_iter()
            .find(|transport| transport.as_str().eq_ignore_ascii_case(text))
    }
}

/// A connection of the caller's, by a number that is never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub u64);

/// Between which addresses, and over which connection, messages go (the flow of RFC 5626).
///
/// As the source of a message it is complete. As a target for sending, `connection` may be `None`
/// on a reliable transport: then the caller takes a connection it has to `peer`, or opens one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Flow {
    /// The transport protocol.
    pub transport: Transport,
    /// Our address: where the socket listens, which is what a Via says.
    pub local: SocketAddr,
    /// The other side's address.
    pub peer: SocketAddr,
    /// The connection, on reliable transports.
    pub connection: Option<ConnectionId>,
}

impl Flow {
    /// A flow over UDP.
    pub fn udp(local: SocketAddr, peer: SocketAddr) -> Self {
        Self {
            transport: Transport::Udp,
            local,
            peer,
            connection: None,
        }
    }

    /// A flow over TCP.
    pub fn tcp(local: SocketAddr, peer: SocketAddr, connection: Option<ConnectionId>) -> Self {
        Self {
            transport: Transport::Tcp,
            local,
            peer,
            connection,
        }
    }
}

/// Octets to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmit {
    /// Where to.
    pub flow: Flow,
    /// One whole message.
    pub payload: Vec<u8>,
}
