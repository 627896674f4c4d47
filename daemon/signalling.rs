//! The signalling thread: SIP sockets, the switch, and everybody's mail, in one loop.
//!
//! Finished work comes before new work: first the replies of scripts and disks, then what belongs to calls
//! and subscriptions that are there, and with the time that is left the requests that begin something.

use std::time::{Duration, Instant, SystemTime};

use channels::{Input, Now, Output, Switch, Ticket};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;

use crate::background::Background;
use crate::mail::{Mail, Mailbox};
use crate::media_thread::MediaThread;
use crate::newcomers::{Newcomers, Next};
use crate::pace::Pace;
use crate::seldom::Seldom;
use crate::streams::Streams;
use crate::udp::{Datagram, UdpSockets};
use crate::worker::Workers;

/// Mails, and datagrams of a socket, that are handled before what they caused leaves.
const BATCH: usize = 256;
/// How long newcomers are let in before the others are looked at again.
const WELCOME: Duration = Duration::from_millis(2);
/// How often a switch that drains looks whether it is empty.
const DRAIN_LOOK: Duration = Duration::from_millis(200);

/// How long callers may wait for the switch to log in to its accounts before it takes calls without.
const LOGINS: Duration = Duration::from_secs(10);

/// All that the loop drives.
pub(crate) struct Signalling {
    pub(crate) switch: Switch,
    pub(crate) udp: UdpSockets,
    pub(crate) newcomers: Newcomers,
    pub(crate) streams: Streams,
    pub(crate) workers: Workers,
    pub(crate) media: MediaThread,
    pub(crate) background: Background,
    pub(crate) inbox: UnboundedReceiver<Mail>,
    pub(crate) answers: Vec<(Ticket, oneshot::Sender<Result<String, String>>)>,
    pub(crate) tickets: u64,
    pub(crate) refusals: Seldom,
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
        let mut mails = Vec::with_capacity(BATCH);
        let mut pace = Pace::new(Instant::now());
        self.flush();
        while !self.is_drained() {
            self.wait(&mut mails).await;
            let now = clocks();
            for mail in mails.drain(..) {
                self.open(now, mail);
            }
            self.read_sockets(now);
            self.welcome(now);
            if self
                .switch
                .poll_timeout()
                .is_some_and(|due| due <= now.instant)
            {
                self.switch.handle_timeout(now);
            }
            self.flush();
            if self.newcomers.is_empty() {
                // The whole thread rests: a task that slept would be woken by each datagram.
                std::thread::sleep(pace.rest(Instant::now()));
            }
        }
        self.stop();
    }

    /// Waits until there is something to do, with `mails` if that is it.
    async fn wait(&mut self, mails: &mut Vec<Mail>) {
        // What sockets hold is known only once the runtime has looked, and it does not look while the
        // inbox is never empty.
        tokio::task::yield_now().await;
        let due = self.due();
        tokio::select! {
            biased;
            _ = self.inbox.recv_many(mails, BATCH) => {}
            () = self.udp.readable() => {}
            () = std::future::ready(()), if !self.newcomers.is_empty() => {}
            () = sleep_until(due) => {}
        }
    }

    /// Handles what belongs to something, and lets the rest wait.
    fn read_sockets(&mut self, now: Now) {
        let Self {
            switch,
            newcomers,
            udp,
            ..
        } = self;
        udp.read(BATCH, |datagram| {
            if !sip::is_initial_request(&datagram.payload) {
                switch.handle(now, input(datagram));
            } else if !newcomers.push(now.instant, datagram) {
                tracing::debug!("a request was dropped: too many wait");
            }
        });
    }

    /// Lets those in who wait, for a while, and refuses those who have waited too long.
    fn welcome(&mut self, now: Now) {
        let mut clock = Instant::now();
        let until = clock + WELCOME;
        while clock < until
            && let Some(next) = self.newcomers.pop(clock)
        {
            match next {
                Next::Take(datagram) => self.switch.handle(now, input(datagram)),
                Next::Refuse(datagram) => {
                    self.switch.handle(now, Input::Overloaded(true));
                    self.switch.handle(now, input(datagram));
                    self.switch.handle(now, Input::Overloaded(false));
                    if let Some(count) = self.refusals.note(clock) {
                        tracing::warn!(
                            "more work than this machine can do: {count} new requests were sent away with 503"
                        );
                    }
                }
            }
            clock = Instant::now();
        }
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

    fn flush(&mut self) {
        while let Some(output) = self.switch.poll_output() {
            match output {
                Output::Datagram {
                    local,
                    peer,
                    payload,
                } => self.udp.send(local, peer, &payload),
                Output::Connect { connection, peer } => self.streams.connect(connection, peer),
                Output::StreamData {
                    connection,
                    payload,
                } => self.streams.send(connection, payload),
                Output::Disconnect(connection) => self.streams.close(connection),
                Output::Script(call, message) => self.workers.gather(call, message),
                Output::Media(command) => self.media.command(command),
                Output::Job(id, job) => self.background.send(id, job),
                Output::Answer(ticket, result) => {
                    if let Some(at) = self.answers.iter().position(|(open, _)| *open == ticket) {
                        let _ = self.answers.swap_remove(at).1.send(result);
                    }
                }
            }
        }
        self.workers.flush();
        self.media.ring();
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

fn input(datagram: Datagram) -> Input {
    let Datagram {
        local,
        peer,
        payload,
    } = datagram;
    Input::Datagram {
        local,
        peer,
        payload,
    }
}

/// The signals that the switch takes, from when they are heard on: before, each of them would end it.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

impl Signals {
    pub(crate) fn hear() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }
}

/// Lets the loop be ended from a signal.
pub(crate) async fn drain_on_terminate(mut heard: Signals, mailbox: Mailbox, reload: impl Fn()) {
    let mut asked = false;
    loop {
        tokio::select! {
            _ = heard.hangup.recv() => { reload(); continue; }
            _ = heard.terminate.recv() => {}
            _ = heard.interrupt.recv() => {}
        }
        if asked {
            tracing::warn!("stopping at once; calls that are up are cut off");
            crate::log::flush();
            std::process::exit(1);
        }
        asked = true;
        tracing::info!(
            "taking no new calls; stopping when the last one has ended (once more to stop at once)"
        );
        mailbox.put(Mail::Drain);
    }
}
