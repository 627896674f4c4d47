//! INVITE server transaction (RFC 3261 section 17.2.1 with the Accepted state of RFC 6026).
//!
//! A 2xx is sent once here; repeating it until the ACK comes is `dialog::Answer`'s.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::{Output, Retransmit, Timing};
use crate::message::Response;

/// When a 100 is sent if the user was silent (RFC 3261 section 17.2.1).
const TRYING_AFTER: Duration = Duration::from_millis(200);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Proceeding,
    Accepted,
    Completed,
    Confirmed,
    Terminated,
}

#[derive(Debug)]
pub(crate) struct InviteServer {
    state: State,
    timing: Timing,
    reliable: bool,
    /// The 100 that goes out when the user is silent.
    trying: Option<(Instant, Vec<u8>)>,
    /// The last response.
    payload: Vec<u8>,
    /// Timer G.
    retransmit: Option<Retransmit>,
    /// Timer H, I or L.
    ends_at: Option<Instant>,
    output: VecDeque<Output>,
}

impl InviteServer {
    /// `trying` is the 100 to send after 200 ms of silence.
    pub(crate) fn new(now: Instant, timing: Timing, reliable: bool, trying: Vec<u8>) -> Self {
        let trying = Some((now + TRYING_AFTER, trying));
        let state = State::Proceeding;
        Self {
            state,
            timing,
            reliable,
            trying,
            payload: Vec::new(),
            retransmit: None,
            ends_at: None,
            output: VecDeque::new(),
        }
    }

    /// The INVITE came again.
    pub(crate) fn handle_repetition(&mut self) {
        if matches!(self.state, State::Proceeding | State::Completed) && !self.payload.is_empty() {
            self.output.push_back(Output::Send(self.payload.clone()));
        }
    }

    /// An ACK in this transaction came.
    pub(crate) fn handle_ack(&mut self, now: Instant) {
        if self.state != State::Completed {
            return;
        }
        self.state = State::Confirmed;
        self.retransmit = None;
        self.ends_at = Some(now + self.timing.t4);
        if self.reliable {
            self.terminate();
        }
    }

    /// Sends a response of the user; nothing after a final one.
    pub(crate) fn respond(&mut self, now: Instant, response: &Response) {
        if self.state != State::Proceeding {
            return;
        }
        self.trying = None;
        self.payload = response.to_bytes();
        self.output.push_back(Output::Send(self.payload.clone()));
        if response.is_provisional() {
            return;
        }
        self.ends_at = Some(now + self.timing.patience());
        if response.is_success() {
            self.state = State::Accepted;
            self.payload = Vec::new();
        } else {
            self.state = State::Completed;
            self.retransmit =
                (!self.reliable).then(|| Retransmit::new(now, self.timing.t1, self.timing.t2));
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        if self.ends_at.is_some_and(|at| now >= at) {
            self.terminate();
        } else if let Some((_, trying)) = self.trying.take_if(|(at, _)| now >= *at) {
            self.payload = trying;
            self.output.push_back(Output::Send(self.payload.clone()));
        } else if self
            .retransmit
            .as_mut()
            .is_some_and(|timer| timer.is_due(now))
        {
            self.output.push_back(Output::Send(self.payload.clone()));
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        let trying = self.trying.as_ref().map(|(at, _)| *at);
        self.retransmit
            .map(|timer| timer.at())
            .into_iter()
            .chain(self.ends_at)
            .chain(trying)
            .min()
    }

    pub(crate) fn output(&mut self) -> &mut VecDeque<Output> {
        &mut self.output
    }

    pub(crate) fn is_terminated(&self) -> bool {
        self.state == State::Terminated
    }

    /// Whether the user has not sent a final response.
    pub(crate) fn is_proceeding(&self) -> bool {
        self.state == State::Proceeding
    }

    fn terminate(&mut self) {
        self.state = State::Terminated;
        self.retransmit = None;
        self.ends_at = None;
        self.trying = None;
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;
    use crate::message::Method;

    fn check(
        reliable: bool,
        status: Option<u16>,
        ack_after: Option<u64>,
        expected: &[(u128, &str)],
    ) {
        let start = testing::start();
        let request = testing::request(Method::Invite);
        let trying = testing::response(&request, 100).to_bytes();
        let mut machine = InviteServer::new(start, Timing::default(), reliable, trying);
        if let Some(status) = status {
            machine.respond(start, &testing::response(&request, status));
        }
        let mut log = Vec::new();
        if let Some(ms) = ack_after {
            log.extend(
                testing::drain(&mut machine.output)
                    .into_iter()
                    .map(|out| (0, out)),
            );
            machine.handle_ack(start + Duration::from_millis(ms));
        }
        log.extend(testing::run(
            start,
            &mut machine,
            InviteServer::poll_timeout,
            InviteServer::handle_timeout,
            InviteServer::output,
        ));
        let log: Vec<_> = log.iter().map(|(ms, out)| (*ms, out.as_str())).collect();
        assert_eq!(log, expected);
        assert_eq!(
            machine.is_terminated(),
            status.is_some_and(|status| status >= 200)
        );
    }

    #[test]
    fn a_silent_user_is_excused_after_200_ms() {
        check(false, None, None, &[(200, "100")]);
        check(false, Some(180), None, &[(0, "180")]);
    }

    #[test]
    fn a_refusal_is_repeated_until_acknowledged() {
        let times = [
            0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500,
        ];
        check(false, Some(486), None, &times.map(|ms| (ms, "486")));
        check(true, Some(486), None, &[(0, "486")]);
        check(false, Some(486), Some(100), &[(0, "486")]);
        check(true, Some(486), Some(100), &[(0, "486")]);
    }

    #[test]
    fn a_2xx_is_sent_once_and_remembered_for_32_seconds() {
        check(false, Some(200), None, &[(0, "200")]);
    }

    #[test]
    fn a_repeated_invite_gets_the_last_response_again_but_not_a_2xx() {
        let start = testing::start();
        let request = testing::request(Method::Invite);
        let mut machine = InviteServer::new(start, Timing::default(), false, Vec::new());
        machine.handle_repetition();
        machine.respond(start, &testing::response(&request, 180));
        machine.handle_repetition();
        machine.respond(start, &testing::response(&request, 200));
        machine.handle_repetition();
        machine.respond(start, &testing::response(&request, 486));
        assert_eq!(testing::drain(&mut machine.output), ["180", "180", "200"]);
    }
}
