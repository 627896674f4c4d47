//! The signalling thread: SIP sockets, the switch, and everybody's mail, in one loop.
//!
//! Finished work comes before new work: replies of scripts and disks are taken in before datagrams, and
//! when datagrams queue up all the same, the switch is told to turn new calls away.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use channels::{Input, Now, Output, Switch, Ticket};
use tokio::net::UdpSocket;
use tokio::sync::mpsc::{Receiver, Sender, UnboundedReceiver, channel};
use tokio::sync::oneshot;

use crate::background::Background;
use crate::mail::{Mail, Mailbox};
use crate::media_thread::MediaThread;
use crate::streams::Streams;
use crate::worker::Workers;

/// Datagrams that wait for the switch; beyond that they wait in the kernel, and then are lost.
const QUEUE: usize = 1024;
/// New calls are turned away above this many waiting datagrams, and taken again below a quarter of it.
const OVERLOAD: usize = 256;
/// Mails or datagrams that are handled before what they caused leaves.
const BATCH: usize = 64;
/// Largest datagram that UDP can carry.
const MAX_DATAGRAM: usize = 65_535;
/// How often a switch that drains looks whether it is empty.
const DRAIN_LOOK: Duration = Duration::from_millis(200);

/// How long callers may wait for the switch to log in to its accounts before it takes calls without.
const LOGINS: Duration = Duration::from_secs(10);

/// A datagram: our address, theirs, what it holds.
type Datagram = (SocketAddr, SocketAddr, Vec<u8>);

/// All that the loop drives.
pub(crate) struct Signalling {
    pub(crate) switch: Switch,
    pub(crate) udp: Vec<(SocketAddr, Arc<UdpSocket>)>,
    pub(crate) streams: Streams,
    pub(crate) workers: Workers,
    pub(crate) media: MediaThread,
    pub(crate) background: Background,
    pub(crate) inbox: UnboundedReceiver<Mail>,
    pub(crate) answers: Vec<(Ticket, oneshot::Sender<Result<String, String>>)>,
    pub(crate) tickets: u64,
    pub(crate) overloaded: bool,
    pub(crate) draining: bool,
}

impl Signalling {
    /// Lets the switch log in to its accounts. What is sent meanwhile waits in the sockets.
    pub(crate) async fn log_in(&mut self) {
        let end = sleep_until(Some(Instant::now() + LOGINS));
        tokio::pin!(end);
        self.flush();
        while self.switch.is_logging_in() {
            tokio::select! {
                Some(mail) = self.inbox.recv() => self.open(clocks(), mail),
                () = &mut end => return,
            }
            self.flush();
        }
    }

    /// Runs until it has drained.
    pub(crate) async fn run(mut self) {
        let (sender, mut datagrams) = channel(QUEUE);
        for (local, socket) in &self.udp {
            tokio::spawn(read_datagrams(*local, Arc::clone(socket), sender.clone()));
        }
        let (mut mails, mut packets) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
        self.flush();
        while !self.is_drained() {
            let due = self.due();
            tokio::select! {
                biased;
                _ = self.inbox.recv_many(&mut mails, BATCH) => {}
                _ = datagrams.recv_many(&mut packets, BATCH) => {}
                () = sleep_until(due) => {}
            }
            take_more(&mut datagrams, &mut packets);
            let now = clocks();
            for mail in mails.drain(..) {
                self.open(now, mail);
            }
            self.shed(now, packets.len() + datagrams.len());
            for (local, peer, payload) in packets.drain(..) {
                self.switch.handle(
                    now,
                    Input::Datagram {
                        local,
                        peer,
                        payload,
                    },
                );
            }
            if self
                .switch
                .poll_timeout()
                .is_some_and(|due| due <= now.instant)
            {
                self.switch.handle_timeout(now);
            }
            self.flush();
        }
        self.stop();
    }

    fn open(&mut self, now: Now, mail: Mail) {
        match mail {
            Mail::Input(input) => self.switch.handle(now, input),
            Mail::Visit(visit) => visit(&mut self.switch, now),
            Mail::Account(command, answer) => {
                self.tickets += 1;
                let ticket = Ticket(self.tickets);
                self.answers.push((ticket, answer));
                self.switch.handle(now, Input::Account(ticket, command));
            }
            Mail::Accepted(connection, writer) => self.streams.accepted(connection, writer),
            Mail::Drain => {
                self.draining = true;
                self.switch.handle(now, Input::Drain);
            }
        }
    }

    /// Turns new calls away while more waits than can be handled soon.
    fn shed(&mut self, now: Now, waiting: usize) {
        let overloaded = if self.overloaded {
            waiting > OVERLOAD / 4
        } else {
            waiting > OVERLOAD
        };
        if overloaded != self.overloaded {
            self.overloaded = overloaded;
            self.switch.handle(now, Input::Overloaded(overloaded));
        }
    }

    fn flush(&mut self) {
        while let Some(output) = self.switch.poll_output() {
            match output {
                Output::Datagram {
                    local,
                    peer,
                    payload,
                } => {
                    if let Some((_, socket)) =
                        self.udp.iter().find(|(address, _)| *address == local)
                        && let Err(error) = socket.try_send_to(&payload, peer)
                    {
                        // SIP sends again what gets no answer.
                        tracing::debug!("a datagram to {peer} was not sent: {error}");
                    }
                }
                Output::Connect { connection, peer } => self.streams.connect(connection, peer),
                Output::StreamData {
                    connection,
                    payload,
                } => self.streams.send(connection, payload),
                Output::Disconnect(connection) => self.streams.close(connection),
                Output::Script(call, message) => self.workers.send(call, message),
                Output::Media(command) => self.media.command(command),
                Output::Job(id, job) => self.background.send(id, job),
                Output::Answer(ticket, result) => {
                    if let Some(at) = self.answers.iter().position(|(open, _)| *open == ticket) {
                        let _ = self.answers.swap_remove(at).1.send(result);
                    }
                }
            }
        }
    }

    fn due(&self) -> Option<Instant> {
        let drain = self.draining.then(|| Instant::now() + DRAIN_LOOK);
        self.switch.poll_timeout().into_iter().chain(drain).min()
    }

    fn is_drained(&self) -> bool {
        self.draining && self.switch.snapshot(clocks()).channels.is_empty()
    }

    fn stop(self) {
        self.workers.stop();
        self.media.stop();
        self.background.stop();
    }
}

/// The time, both kinds.
pub(crate) fn clocks() -> Now {
    Now {
        instant: Instant::now(),
        wall: SystemTime::now(),
    }
}

async fn sleep_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due.into()).await,
        None => std::future::pending().await,
    }
}

fn take_more(datagrams: &mut Receiver<Datagram>, packets: &mut Vec<Datagram>) {
    while packets.len() < BATCH
        && let Ok(packet) = datagrams.try_recv()
    {
        packets.push(packet);
    }
}

async fn read_datagrams(local: SocketAddr, socket: Arc<UdpSocket>, sender: Sender<Datagram>) {
    let mut buffer = vec![0_u8; MAX_DATAGRAM];
    loop {
        match socket.recv_from(&mut buffer).await {
            Ok((length, peer)) => {
                if sender
                    .send((local, peer, buffer[..length].to_vec()))
                    .await
                    .is_err()
                {
                    return;
                }
            }
            // What a peer's machine says of an earlier datagram (ICMP) is no fault of this socket.
            Err(error) => tracing::debug!("reading from {local}: {error}"),
        }
    }
}

/// Lets the loop be ended from a signal.
pub(crate) async fn drain_on_terminate(mailbox: Mailbox, reload: impl Fn()) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt, mut hangup) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
        signal(SignalKind::hangup())?,
    );
    let mut asked = false;
    loop {
        tokio::select! {
            _ = hangup.recv() => { reload(); continue; }
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        if asked {
            tracing::warn!("stopping at once; calls that are up are cut off");
            std::process::exit(1);
        }
        asked = true;
        tracing::info!(
            "taking no new calls; stopping when the last one has ended (once more to stop at once)"
        );
        mailbox.put(Mail::Drain);
    }
}
