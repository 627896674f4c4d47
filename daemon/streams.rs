//! TCP connections of SIP: accepted and opened, read and written, each bounded.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use channels::Input;
use sip::ConnectionId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::mail::{Mail, Mailbox};

/// Messages that wait for a slow reader before the connection is given up.
const WAITING: usize = 256;
/// Connections at once that others may open.
const MAX_ACCEPTED: usize = 10_000;
/// How long opening one may take; RFC 3261 gives a request 32 s in all.
const CONNECT: Duration = Duration::from_secs(10);

/// The connections there are.
pub(crate) struct Streams {
    mailbox: Mailbox,
    writers: HashMap<ConnectionId, Sender<Vec<u8>>>,
}

impl Streams {
    /// None yet.
    pub(crate) fn new(mailbox: Mailbox) -> Self {
        Self {
            mailbox,
            writers: HashMap::new(),
        }
    }

    /// Opens one.
    pub(crate) fn connect(&mut self, connection: ConnectionId, peer: SocketAddr) {
        let (sender, receiver) = channel(WAITING);
        self.writers.insert(connection, sender);
        let mailbox = self.mailbox.clone();
        tokio::spawn(async move {
            match tokio::time::timeout(CONNECT, TcpStream::connect(peer)).await {
                Ok(Ok(stream)) => carry(connection, stream, receiver, &mailbox).await,
                Ok(Err(error)) => tracing::info!("no connection to {peer}: {error}"),
                Err(_) => tracing::info!("no connection to {peer} in {} s", CONNECT.as_secs()),
            }
            mailbox.input(Input::StreamClosed(connection));
        });
    }

    /// Takes one that was accepted.
    pub(crate) fn accepted(&mut self, connection: ConnectionId, writer: Sender<Vec<u8>>) {
        self.writers.retain(|_, writer| !writer.is_closed());
        self.writers.insert(connection, writer);
    }

    /// Sends on one. A reader that is too slow is cut off.
    pub(crate) fn send(&mut self, connection: ConnectionId, payload: Vec<u8>) {
        if let Some(writer) = self.writers.get(&connection)
            && writer.try_send(payload).is_err()
        {
            self.close(connection);
        }
    }

    /// Closes one when what was sent has gone.
    pub(crate) fn close(&mut self, connection: ConnectionId) {
        self.writers.remove(&connection);
    }
}

/// Takes connections until the switch stops.
pub(crate) async fn accept(listener: TcpListener, ids: Arc<AtomicU64>, mailbox: Mailbox) {
    let open = Arc::new(AtomicUsize::new(0));
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of descriptors: give others time to close.
                tracing::warn!("a connection was not taken: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        if open.load(Ordering::Relaxed) >= MAX_ACCEPTED {
            continue;
        }
        open.fetch_add(1, Ordering::Relaxed);
        let connection = ConnectionId(ids.fetch_add(1, Ordering::Relaxed));
        let (sender, receiver) = channel(WAITING);
        mailbox.put(Mail::Accepted(connection, sender));
        let (mailbox, open) = (mailbox.clone(), Arc::clone(&open));
        tokio::spawn(async move {
            carry(connection, stream, receiver, &mailbox).await;
            mailbox.input(Input::StreamClosed(connection));
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

/// The peer has said all it has to say, and may still listen: `printf … | nc` does. Its answers get this long.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

async fn answer_out(writer: &mut OwnedWriteHalf, outgoing: &mut Receiver<Vec<u8>>) {
    let answers = async {
        while let Some(message) = outgoing.recv().await {
            if writer.write_all(&message).await.is_err() {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(LAST_ANSWERS, answers).await;
}

/// Reads and writes one connection until either side ends it.
async fn carry(
    connection: ConnectionId,
    stream: TcpStream,
    mut outgoing: Receiver<Vec<u8>>,
    mailbox: &Mailbox,
) {
    let (Ok(local), Ok(peer)) = (stream.local_addr(), stream.peer_addr()) else {
        return;
    };
    let _ = stream.set_nodelay(true);
    mailbox.input(Input::StreamOpened {
        connection,
        local,
        peer,
    });
    let (mut reader, mut writer) = stream.into_split();
    let mut buffer = vec![0_u8; 16 * 1024];
    loop {
        tokio::select! {
            message = outgoing.recv() => {
                let Some(message) = message else { return };
                if writer.write_all(&message).await.is_err() {
                    return;
                }
            }
            read = reader.read(&mut buffer) => match read {
                Ok(0) => return answer_out(&mut writer, &mut outgoing).await,
                Err(_) => return,
                Ok(length) => mailbox.put(Mail::Input(Input::StreamData {
                    connection,
                    payload: buffer[..length].to_vec(),
                })),
            },
        }
    }
}
