//! Streams: their frames on the way in, the right connection on the way out (RFC 3261 section 18).
//!
//! In: octets of a stream. Out: messages for the endpoint, octets for a stream, and connections to
//! open. TLS and WebSocket are left out; they would wrap the octets before they get here.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;

use sip::{ConnectionId, Flow, Frame, Framer, Transmit, Transport};

use crate::io::Output;

/// Longest body of a message in a stream, in octets.
const MAX_BODY: usize = 64 * 1024;

/// Most octets that wait for a connection to open.
const MAX_WAITING: usize = 256 * 1024;

/// Identities of streams that the switch opens begin here; those that are accepted stay below.
const FIRST_OWN: u64 = 1 << 63;

/// All streams there are.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    streams: HashMap<ConnectionId, Stream>,
    by_peer: HashMap<SocketAddr, ConnectionId>,
    opened: u64,
}

#[derive(Debug)]
struct Stream {
    local: SocketAddr,
    peer: SocketAddr,
    framer: Framer,
    /// What waits for the stream to open; none once it has.
    waiting: Option<Vec<u8>>,
}

impl Streams {
    /// A stream is there.
    pub(crate) fn open(
        &mut self,
        connection: ConnectionId,
        local: SocketAddr,
        peer: SocketAddr,
    ) -> Option<Output> {
        let stream = self
            .streams
            .entry(connection)
            .or_insert_with(|| Stream::new(local, peer, None));
        stream.local = local;
        self.by_peer.insert(peer, connection);
        let payload = stream
            .waiting
            .take()
            .filter(|payload| !payload.is_empty())?;
        Some(Output::StreamData {
            connection,
            payload,
        })
    }

    /// A stream has ended.
    pub(crate) fn close(&mut self, connection: ConnectionId) {
        if let Some(stream) = self.streams.remove(&connection)
            && self.by_peer.get(&stream.peer) == Some(&connection)
        {
            self.by_peer.remove(&stream.peer);
        }
    }

    /// Octets of a stream; ask [`Self::next_frame`] afterwards.
    pub(crate) fn push(&mut self, connection: ConnectionId, payload: &[u8]) {
        if let Some(stream) = self.streams.get_mut(&connection) {
            stream.framer.push(payload);
        }
    }

    /// The next frame of a stream, and where it came from.
    pub(crate) fn next_frame(&mut self, connection: ConnectionId) -> Option<(Flow, Frame)> {
        let stream = self.streams.get_mut(&connection)?;
        let frame = stream.framer.next_frame()?;
        let flow = Flow::tcp(stream.local, stream.peer, Some(connection));
        Some((flow, frame))
    }

    /// Puts a message on its way.
    pub(crate) fn transmit(&mut self, transmit: Transmit, outputs: &mut VecDeque<Output>) {
        let Transmit { flow, payload } = transmit;
        if flow.transport == Transport::Udp {
            outputs.push_back(Output::Datagram {
                local: flow.local,
                peer: flow.peer,
                payload,
            });
            return;
        }
        let known = flow.connection.filter(|id| self.streams.contains_key(id));
        let known = known.or_else(|| self.by_peer.get(&flow.peer).copied());
        let connection = known.unwrap_or_else(|| self.connect(&flow, outputs));
        let Some(stream) = self.streams.get_mut(&connection) else {
            return;
        };
        match &mut stream.waiting {
            None => outputs.push_back(Output::StreamData {
                connection,
                payload,
            }),
            Some(waiting) if waiting.len() + payload.len() <= MAX_WAITING => {
                waiting.extend(payload)
            }
            // Transactions time out by themselves; the peer is not taking anything anyway.
            Some(_) => {}
        }
    }

    fn connect(&mut self, flow: &Flow, outputs: &mut VecDeque<Output>) -> ConnectionId {
        let connection = ConnectionId(FIRST_OWN + self.opened);
        self.opened += 1;
        self.streams.insert(
            connection,
            Stream::new(flow.local, flow.peer, Some(Vec::new())),
        );
        self.by_peer.insert(flow.peer, connection);
        outputs.push_back(Output::Connect {
            connection,
            peer: flow.peer,
        });
        connection
    }
}

impl Stream {
    fn new(local: SocketAddr, peer: SocketAddr, waiting: Option<Vec<u8>>) -> Self {
        Self {
            local,
            peer,
            framer: Framer::new(MAX_BODY),
            waiting,
        }
    }
}
