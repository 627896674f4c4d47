//! A server transaction and what surrounds it: the machine, the way back, the repetition of a 2xx.

use std::net::SocketAddr;
use std::time::Instant;

use crate::dialog::Answer;
use crate::message::{Request, Response};
use crate::transaction::matching::{ServerKey, answer_key};
use crate::transaction::{InviteServer, NonInviteServer, Output, Timing};
use crate::transport::Flow;

#[derive(Debug)]
pub(super) struct Server {
    pub(super) machine: ServerMachine,
    pub(super) origin: Origin,
    /// The CANCEL has been told.
    pub(super) cancelled: bool,
    /// Our 2xx to an INVITE, until its ACK comes.
    answer: Option<(String, Answer)>,
    unacknowledged: bool,
}

/// Where a request came from, and what names it.
#[derive(Debug)]
pub(super) struct Origin {
    /// Where responses go.
    pub(super) flow: Flow,
    /// Where they go when the connection is gone.
    pub(super) fallback: SocketAddr,
    pub(super) key: ServerKey,
    pub(super) merge_key: Option<String>,
    /// Size of the request, for the bound on all of them.
    pub(super) octets: usize,
}

#[derive(Debug)]
pub(super) enum ServerMachine {
    Invite(InviteServer),
    NonInvite(NonInviteServer),
}

impl Server {
    pub(super) fn new(machine: ServerMachine, origin: Origin) -> Self {
        Self {
            machine,
            origin,
            cancelled: false,
            answer: None,
            unacknowledged: false,
        }
    }

    /// Whether the user may still send a response.
    pub(super) fn is_open(&self) -> bool {
        match &self.machine {
            ServerMachine::Invite(machine) => machine.is_proceeding(),
            ServerMachine::NonInvite(machine) => machine.is_open(),
        }
    }

    pub(super) fn handle_repetition(&mut self) {
        match &mut self.machine {
            ServerMachine::Invite(machine) => machine.handle_repetition(),
            ServerMachine::NonInvite(machine) => machine.handle_repetition(),
        }
    }

    pub(super) fn respond(&mut self, now: Instant, timing: Timing, response: &Response) {
        match &mut self.machine {
            ServerMachine::Invite(machine) => {
                machine.respond(now, response);
                if response.is_success() && self.answer.is_none() {
                    self.answer = answer(now, timing, response);
                }
            }
            ServerMachine::NonInvite(machine) => machine.respond(now, response),
        }
    }

    /// An ACK came. Tells whether it is the first one of our 2xx, which the user wants to know.
    pub(super) fn handle_ack(&mut self, now: Instant, ack: &Request) -> bool {
        if let Some((key, answer)) = &mut self.answer {
            return key_of(ack).as_ref() == Some(key) && answer.handle_ack();
        }
        if let ServerMachine::Invite(machine) = &mut self.machine {
            machine.handle_ack(now);
        }
        false
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        if let Some((_, answer)) = &mut self.answer {
            self.unacknowledged |= answer.handle_timeout(now);
        }
        match &mut self.machine {
            ServerMachine::Invite(machine) => machine.handle_timeout(now),
            ServerMachine::NonInvite(machine) => machine.handle_timeout(now),
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        let machine = match &self.machine {
            ServerMachine::Invite(machine) => machine.poll_timeout(),
            ServerMachine::NonInvite(machine) => machine.poll_timeout(),
        };
        let answer = self
            .answer
            .as_ref()
            .and_then(|(_, answer)| answer.poll_timeout());
        machine.into_iter().chain(answer).min()
    }

    pub(super) fn next_output(&mut self) -> Option<Output> {
        let output = match &mut self.machine {
            ServerMachine::Invite(machine) => machine.output().pop_front(),
            ServerMachine::NonInvite(machine) => machine.output().pop_front(),
        };
        output.or_else(|| self.answer.as_mut()?.1.poll_transmit().map(Output::Send))
    }

    pub(super) fn is_over(&self) -> bool {
        match &self.machine {
            ServerMachine::Invite(machine) => machine.is_terminated(),
            ServerMachine::NonInvite(machine) => machine.is_terminated(),
        }
    }

    pub(super) fn take_unacknowledged(&mut self) -> bool {
        std::mem::take(&mut self.unacknowledged)
    }

    pub(super) fn answer_key(&self) -> Option<&str> {
        self.answer.as_ref().map(|(key, _)| key.as_str())
    }
}

/// What an ACK of a 2xx has in common with it.
pub(super) fn key_of(ack: &Request) -> Option<String> {
    Some(answer_key(
        &ack.call_id()?,
        &ack.to_tag()?,
        ack.cseq()?.number,
    ))
}

fn answer(now: Instant, timing: Timing, response: &Response) -> Option<(String, Answer)> {
    let key = answer_key(
        &response.call_id()?,
        &response.to_tag()?,
        response.cseq()?.number,
    );
    Some((key, Answer::new(now, timing, response.to_bytes())))
}
