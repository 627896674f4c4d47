//! `skyplan lsp`: a language server for dialplans on standard input and output (LSP 3.17).
//!
//! In: messages of an editor. Out: findings, completions, explanations and places. What they say is worked out by
//! [`runtime::assist`] and the checker; here are the protocol, files and threads: one reads messages, one checks
//! dialplans, and this one answers from what is known, so that an answer never waits for a check.
//!
//! *Absent:* formatting, and anything that changes a file by itself.

mod answers;
mod checker;
mod documents;
mod frame;
mod manual;
mod message;
mod position;
mod project;
mod publish;
mod rename;
mod requests;
mod session;
mod sync;
mod uri;

use std::collections::VecDeque;
use std::io::{BufReader, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use message::{CANCELLED, Incoming, Refusal};
use serde_json::Value;
use session::Session;

/// How long nothing must be typed before a dialplan is checked.
const QUIET: Duration = Duration::from_millis(60);
/// Longest that somebody who never stops typing goes without a check.
const PATIENCE: Duration = Duration::from_millis(500);
/// Most messages that are looked at ahead, to see which were cancelled.
const AHEAD: usize = 256;

/// What the server waits for.
enum Event {
    Message(Incoming),
    Checked(checker::Checked),
    /// The editor has gone.
    Ended,
}

/// Serves the editor at standard input and output until it says `exit` or goes away. Gives the exit status: 0 after a
/// `shutdown`.
pub fn serve(config: Option<&Path>) -> u8 {
    let (sender, events) = sync_channel(AHEAD);
    let reader = sender.clone();
    let listening = std::thread::Builder::new()
        .name("editor".to_owned())
        .spawn(move || listen(&reader));
    let checker = checker::start(move |checked| sender.send(Event::Checked(checked)).is_ok());
    match (listening, checker) {
        (Ok(_), Ok(checker)) => run(&events, Session::new(config, checker)),
        (Err(error), _) | (_, Err(error)) => {
            tracing::error!(%error, "a thread cannot be started");
            1
        }
    }
}

fn listen(events: &SyncSender<Event>) {
    let mut stream = BufReader::new(std::io::stdin());
    loop {
        let event = match frame::read(&mut stream) {
            Ok(Some(body)) => Event::Message(message::read(&body)),
            Ok(None) => Event::Ended,
            Err(error) => {
                tracing::error!(%error, "what the editor sends cannot be read");
                Event::Ended
            }
        };
        let ended = matches!(event, Event::Ended);
        if events.send(event).is_err() || ended {
            return;
        }
    }
}

fn run(events: &Receiver<Event>, mut session: Session) -> u8 {
    let mut ahead = VecDeque::new();
    // When what was typed is checked, if something was.
    let mut check_at: Option<Instant> = None;
    let mut typed_since: Option<Instant> = None;
    loop {
        let event = match ahead.pop_front() {
            Some(event) => event,
            None => match wait(events, check_at) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => {
                    (check_at, typed_since) = (None, None);
                    session.check();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => Event::Ended,
            },
        };
        ahead.extend(events.try_iter().take(AHEAD - ahead.len().min(AHEAD)));
        let status = match event {
            Event::Message(message) => {
                let message = unless_cancelled(message, &ahead, &mut session);
                message.and_then(|message| session.take(message))
            }
            Event::Checked(checked) => {
                session.checked(checked);
                None
            }
            Event::Ended => Some(1),
        };
        if !send(&session.outgoing()) {
            return 1;
        }
        if let Some(status) = status {
            return status;
        }
        if session.has_changed() {
            let now = Instant::now();
            let latest = *typed_since.get_or_insert(now) + PATIENCE;
            check_at = Some((now + QUIET).min(latest));
        }
    }
}

fn wait(events: &Receiver<Event>, until: Option<Instant>) -> Result<Event, RecvTimeoutError> {
    match until {
        Some(until) => events.recv_timeout(until.saturating_duration_since(Instant::now())),
        None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
    }
}

/// The message, unless it is a request that was taken back since.
fn unless_cancelled(
    message: Incoming,
    ahead: &VecDeque<Event>,
    session: &mut Session,
) -> Option<Incoming> {
    let Incoming::Request { id, .. } = &message else {
        return Some(message);
    };
    let takes_back = |event: &Event| match event {
        Event::Message(Incoming::Notification { method, params }) => {
            method == "$/cancelRequest" && params.get("id") == Some(id)
        }
        _ => false,
    };
    if ahead.iter().any(takes_back) {
        session.refuse(id, Refusal::new(CANCELLED, "taken back"));
        return None;
    }
    Some(message)
}

fn send(messages: &[Value]) -> bool {
    let mut out = std::io::stdout().lock();
    let written = messages
        .iter()
        .try_for_each(|message| frame::write(&mut out, message.to_string().as_bytes()));
    written.and_then(|()| out.flush()).is_ok()
}
