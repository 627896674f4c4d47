//! Non-INVITE server transaction (RFC 3261 section 17.2.2).

use std::collections::VecDeque;
use std::time::Instant;

use super::{Output, Timing};
use crate::message::Response;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Trying and Proceeding: the final response is due.
    Open,
    Completed,
    Terminated,
}

#[derive(Debug)]
pub(crate) struct NonInviteServer {
    state: State,
    timing: Timing,
    reliable: bool,
    /// The last response; empty before the first.
    payload: Vec<u8>,
    /// Timer J; before it the time by which the client has given up (its timer F).
    ends_at: Instant,
    output: VecDeque<Output>,
}

impl NonInviteServer {
    pub(crate) fn new(now: Instant, timing: Timing, reliable: bool) -> Self {
        let ends_at = now + timing.patience();
        Self {
            state: State::Open,
            timing,
            reliable,
            payload: Vec::new(),
            ends_at,
            output: VecDeque::new(),
        }
    }

    /// The request came again.
    pub(crate) fn handle_repetition(&mut self) {
        if !self.payload.is_empty() {
            self.output.push_back(Output::Send(self.payload.clone()));
        }
    }

    /// Sends a response of the user; nothing after a final one.
    pub(crate) fn respond(&mut self, now: Instant, response: &Response) {
        if self.state != State::Open {
            return;
        }
        self.payload = response.to_bytes();
        self.output.push_back(Output::Send(self.payload.clone()));
        if response.is_provisional() {
            return;
        }
        self.ends_at = now + self.timing.patience();
        self.state = if self.reliable {
            State::Terminated
        } else {
            State::Completed
        };
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        if now >= self.ends_at {
            self.state = State::Terminated;
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        (self.state != State::Terminated).then_some(self.ends_at)
    }

    pub(crate) fn output(&mut self) -> &mut VecDeque<Output> {
        &mut self.output
    }

    pub(crate) fn is_terminated(&self) -> bool {
        self.state == State::Terminated
    }

    /// Whether the user has not sent a final response.
    pub(crate) fn is_open(&self) -> bool {
        self.state == State::Open
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::testing;
    use super::*;
    use crate::message::Method;

    fn check(reliable: bool, statuses: &[u16], expected: &[&str], remembered_ms: u64) {
        let start = testing::start();
        let request = testing::request(Method::Options);
        let mut machine = NonInviteServer::new(start, Timing::default(), reliable);
        for status in statuses {
            machine.handle_repetition();
            machine.respond(start, &testing::response(&request, *status));
        }
        assert_eq!(testing::drain(&mut machine.output), expected);
        let left = machine
            .poll_timeout()
            .map_or(Duration::ZERO, |at| at - start);
        assert_eq!(left, Duration::from_millis(remembered_ms));
        machine.handle_timeout(start + left);
        assert!(machine.is_terminated());
    }

    #[test]
    fn the_response_is_repeated_on_demand_for_32_seconds() {
        check(false, &[200], &["200"], 32_000);
        check(false, &[100, 200], &["100", "100", "200"], 32_000);
        check(false, &[404, 200], &["404", "404"], 32_000);
    }

    #[test]
    fn over_a_stream_nothing_is_remembered() {
        check(true, &[200], &["200"], 0);
    }

    #[test]
    fn a_user_that_never_answers_does_not_keep_it_for_ever() {
        check(false, &[], &[], 32_000);
    }
}
