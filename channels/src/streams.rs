//! Streams: their frames on the way in, the right connection on the way out (RFC 3261 section 18).
//!
//! In: octets of a stream, and time. Out: messages for the endpoint, octets for a stream, connections to
//! open, and those to close because the rest of a message does not come. TLS and WebSocket are left out;
//! they would wrap the octets before they get here.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sip::{ConnectionId, Flow, Frame, Framer, Transmit, Transport};

use crate::io::Output;

/// Longest body of a message in a stream, in octets.
const MAX_BODY: usize = 64 * 1024;

/// Most octets that wait for a connection to open.
const MAX_WAITING: usize = 256 * 1024;

/// How long a message may take from its first octet to its last: as long as a transaction (64 × T1 of RFC
/// 3261). Whoever began it has given up by then.
const MESSAGE: Duration = Duration::from_secs(32);

/// Identities of streams that the switch opens begin here; those that are accepted stay below.
const FIRST_OWN: u64 = 1 << 63;

/// All streams there are.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    streams: HashMap<ConnectionId, Stream>,
    by_peer: HashMap<SocketAddr, ConnectionId>,
    /// Streams in the middle of a message, by when it has to be whole.
    unfinished: BTreeSet<(Instant, ConnectionId)>,
    opened: u64,
}

#[derive(Debug)]
struct Stream {
    local: SocketAddr,
    peer: SocketAddr,
    framer: Framer,
    /// Until when the message that has begun has to be whole.
    due: Option<Instant>,
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
        if let Some(due) = stream.due {
            self.unfinished.remove(&(due, connection));
        }
        if self.by_peer.get(&stream.peer) == Some(&connection) {
            self.by_peer.remove(&stream.peer);
        }
        Some(Flow::tcp(stream.local, stream.peer, None))
    }

    /// Octets of a stream; ask [`Self::next_frame`] until there is none.
    pub(crate) fn push(&mut self, connection: ConnectionId, payload: &[u8]) {
        if let Some(stream) = self.streams.get_mut(&connection) {
            stream.framer.push(payload);
        }
    }

    /// The next frame of a stream, and where it came from. When there is none, what is left has begun now.
    pub(crate) fn next_frame(
        &mut self,
        now: Instant,
        connection: ConnectionId,
    ) -> Option<(Flow, Frame)> {
        let stream = self.streams.get_mut(&connection)?;
        let frame = stream.framer.next_frame();
        if frame.is_some()
            && let Some(due) = stream.due.take()
        {
            self.unfinished.remove(&(due, connection));
        } else if frame.is_none() && stream.framer.is_mid_message() && stream.due.is_none() {
            let due = now + MESSAGE;
            stream.due = Some(due);
            self.unfinished.insert((due, connection));
        }
        let flow = Flow::tcp(stream.local, stream.peer, Some(connection));
        frame.map(|frame| (flow, frame))
    }

    /// When [`Self::poll_stuck`] has something.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.unfinished.first().map(|(due, _)| *due)
    }

    /// A stream whose message is not whole in time, and is not waited for any more.
    pub(crate) fn poll_stuck(&mut self, now: Instant) -> Option<ConnectionId> {
        let (due, connection) = self.unfinished.first().copied()?;
        if due > now {
            return None;
        }
        self.unfinished.pop_first();
        if let Some(stream) = self.streams.get_mut(&connection) {
            stream.due = None;
        }
        Some(connection)
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
            due: None,
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
    fn a_message_that_does_not_end_in_time_ends_its_stream() {
        #[allow(clippy::disallowed_methods)]
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut streams = Streams::default();
        let one = ConnectionId(1);
        streams.open(one, LOCAL.into(), PEER.into());
        let mut give = |seconds, text: &str| {
            streams.push(one, text.as_bytes());
            while streams.next_frame(at(seconds), one).is_some() {}
            let due = streams.poll_timeout();
            (due, streams.poll_stuck(at(seconds)))
        };
        let whole = "OPTIONS sip:a SIP/2.0\r\n\r\n";
        assert_eq!(give(0, whole), (None, None));
        assert_eq!(give(1, "OPTIONS "), (Some(at(33)), None));
        assert_eq!(give(20, "sip:a SIP/2.0\r\n"), (Some(at(33)), None));
        assert_eq!(give(30, "\r\nOPT"), (Some(at(62)), None));
        assert_eq!(give(62, "IONS"), (Some(at(62)), Some(one)));
        assert_eq!(streams.poll_timeout(), None);
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
