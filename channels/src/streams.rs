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
    /// A stream is there. What has waited for it goes out.
    pub(crate) fn open(
        &mut self,
        connection: ConnectionId,
        local: SocketAddr,
        peer: SocketAddr,
    ) -> Option<Output> {
        // Of one that the switch opened, `local` is a port where nobody listens: its own stays.
        let stream = self
            .streams
            .entry(connection)
            .or_insert_with(|| Stream::new(local, peer, None));
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

    /// A stream has ended, or could not be opened. Gives the flow that was to be sent over it.
    pub(crate) fn close(&mut self, connection: ConnectionId) -> Option<Flow> {
        let stream = self.streams.remove(&connection)?;
        if self.by_peer.get(&stream.peer) == Some(&connection) {
            self.by_peer.remove(&stream.peer);
        }
        Some(Flow::tcp(stream.local, stream.peer, None))
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
        let connection = match flow.connection {
            // Whoever was there has gone; where else to reach them is not known here.
            Some(connection) if !self.streams.contains_key(&connection) => return,
            Some(connection) => connection,
            None => match self.by_peer.get(&flow.peer) {
                Some(connection) => *connection,
                None => self.connect(&flow, outputs),
            },
        };
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

#[cfg(test)]
mod tests {
    use super::*;

    const LOCAL: ([u8; 4], u16) = ([192, 0, 2, 1], 5060);
    const PEER: ([u8; 4], u16) = ([192, 0, 2, 2], 5060);

    fn send(streams: &mut Streams, connection: Option<u64>, payload: &str) -> String {
        let flow = Flow::tcp(LOCAL.into(), PEER.into(), connection.map(ConnectionId));
        let payload = payload.as_bytes().to_vec();
        let mut outputs = VecDeque::new();
        streams.transmit(Transmit { flow, payload }, &mut outputs);
        outputs.iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    fn shown(output: &Output) -> String {
        let short = |connection: &ConnectionId| match connection.0.checked_sub(FIRST_OWN) {
            Some(own) => format!("own{own}"),
            None => connection.0.to_string(),
        };
        match output {
            Output::Connect { connection, .. } => format!("connect:{}", short(connection)),
            Output::StreamData {
                connection,
                payload,
            } => {
                format!("{}:{}", short(connection), String::from_utf8_lossy(payload))
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_is_sent_before_a_stream_is_open_waits() {
        let mut streams = Streams::default();
        assert_eq!(send(&mut streams, None, "a"), "connect:own0");
        assert_eq!(send(&mut streams, None, "b"), "");
        let own = ConnectionId(FIRST_OWN);
        let opened = streams.open(own, ([192, 0, 2, 1], 40_000).into(), PEER.into());
        assert_eq!(opened.as_ref().map(shown).as_deref(), Some("own0:ab"));
        assert_eq!(send(&mut streams, None, "c"), "own0:c");
        let flow = Flow::tcp(LOCAL.into(), PEER.into(), None);
        assert_eq!(
            streams.close(own),
            Some(flow),
            "our listener's address stays"
        );
    }

    #[test]
    fn an_accepted_stream_is_used_both_ways_until_it_ends() {
        let mut streams = Streams::default();
        assert!(
            streams
                .open(ConnectionId(7), LOCAL.into(), PEER.into())
                .is_none()
        );
        assert_eq!(send(&mut streams, Some(7), "a"), "7:a");
        assert_eq!(send(&mut streams, None, "b"), "7:b");
        streams.close(ConnectionId(7));
        assert_eq!(send(&mut streams, Some(7), "c"), "");
        assert_eq!(send(&mut streams, None, "d"), "connect:own0");
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut streams = Streams::default();
        send(&mut streams, None, &"x".repeat(MAX_WAITING));
        send(&mut streams, None, "y");
        let opened = streams.open(ConnectionId(FIRST_OWN), LOCAL.into(), PEER.into());
        let Some(Output::StreamData { payload, .. }) = opened else {
            panic!("it opened")
        };
        assert_eq!(payload.len(), MAX_WAITING);
    }
}
