//! INVITE client transaction (RFC 3261 section 17.1.1 with the Accepted state of RFC 6026).
//!
//! The ACK of a response of 300 and above is made here; that of a 2xx is the user's.

use std::collections::VecDeque;
use std::time::Instant;

use super::{Output, Retransmit, Timing};
use crate::message::{Method, Request, RequestBuilder, Response};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Calling,
    Proceeding,
    Accepted,
    Completed,
    Terminated,
}

#[derive(Debug)]
pub(crate) struct InviteClient {
    state: State,
    timing: Timing,
    reliable: bool,
    request: Request,
    /// Timer A.
    retransmit: Option<Retransmit>,
    /// Timer B, then D or M; after a CANCEL the time by which a final response has to be there.
    ends_at: Option<Instant>,
    ack: Vec<u8>,
    output: VecDeque<Output>,
}

impl InviteClient {
    /// Sends `request`, which has its Via.
    pub(crate) fn new(now: Instant, timing: Timing, reliable: bool, request: Request) -> Self {
        let output = VecDeque::from([Output::Send(request.to_bytes())]);
        // Timer A doubles without a bound.
        let retransmit = (!reliable).then(|| Retransmit::new(now, timing.t1, timing.patience()));
        let ends_at = Some(now + timing.patience());
        Self {
            state: State::Calling,
            timing,
            reliable,
            request,
            retransmit,
            ends_at,
            ack: Vec::new(),
            output,
        }
    }

    pub(crate) fn handle_response(&mut self, now: Instant, response: Response) {
        match (self.state, response.status) {
            (State::Calling | State::Proceeding, ..200) => {
                if self.state == State::Calling {
                    self.state = State::Proceeding;
                    self.retransmit = None;
                    self.ends_at = None;
                }
                self.output.push_back(Output::Response(response));
            }
            (State::Calling | State::Proceeding | State::Accepted, 200..300) => {
                if self.state != State::Accepted {
                    self.state = State::Accepted;
                    self.retransmit = None;
                    self.ends_at = Some(now + self.timing.patience());
                }
                self.output.push_back(Output::Response(response));
            }
            (State::Calling | State::Proceeding, 300..) => {
                self.ack = ack(&self.request, &response).to_bytes();
                self.output.push_back(Output::Send(self.ack.clone()));
                self.output.push_back(Output::Response(response));
                self.complete(now);
            }
            (State::Completed, 300..) => self.output.push_back(Output::Send(self.ack.clone())),
            _ => {}
        }
    }

    /// A CANCEL went out: without a final response the transaction ends on its own (RFC 3261
    /// section 9.1).
    pub(crate) fn handle_cancelled(&mut self, now: Instant) {
        if self.state == State::Proceeding {
            self.ends_at = Some(now + self.timing.patience());
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        if self.ends_at.is_some_and(|at| now >= at) {
            if matches!(self.state, State::Calling | State::Proceeding) {
                self.output.push_back(Output::TimedOut);
            }
            self.terminate();
        } else if self
            .retransmit
            .as_mut()
            .is_some_and(|timer| timer.is_due(now))
        {
            self.output.push_back(Output::Send(self.request.to_bytes()));
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.retransmit
            .map(|timer| timer.at())
            .into_iter()
            .chain(self.ends_at)
            .min()
    }

    pub(crate) fn output(&mut self) -> &mut VecDeque<Output> {
        &mut self.output
    }

    pub(crate) fn is_terminated(&self) -> bool {
        self.state == State::Terminated
    }

    /// Whether a provisional response came and no final one: only then may a CANCEL be sent.
    pub(crate) fn is_proceeding(&self) -> bool {
        self.state == State::Proceeding
    }

    /// Whether no final response came yet.
    pub(crate) fn is_waiting(&self) -> bool {
        matches!(self.state, State::Calling | State::Proceeding)
    }

    pub(crate) fn request(&self) -> &Request {
        &self.request
    }

    fn complete(&mut self, now: Instant) {
        self.state = State::Completed;
        self.retransmit = None;
        // Timer D: at least 32 s, and nothing where nothing is repeated.
        self.ends_at = Some(now + self.timing.patience());
        if self.reliable {
            self.terminate();
        }
    }

    fn terminate(&mut self) {
        self.state = State::Terminated;
        self.retransmit = None;
        self.ends_at = None;
    }
}

/// The ACK of a final response that is no 2xx (RFC 3261 section 17.1.1.3): it belongs to the
/// INVITE's transaction, so it has its Via and Route.
fn ack(request: &Request, response: &Response) -> Request {
    let mut builder = RequestBuilder::new(Method::Ack, request.uri.clone());
    for name in ["Route", "From", "Call-ID"] {
        for value in request.header_all(name) {
            builder = builder.add_header(name, &value);
        }
    }
    if let Some(to) = response.header("To") {
        builder = builder.header("To", &to);
    }
    if let Some(cseq) = request.cseq() {
        builder = builder.cseq(cseq.number);
    }
    let mut ack = builder.build();
    if let Some(via) = request.via() {
        ack.push_front("Via", via.to_string());
    }
    ack
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::testing;
    use super::*;

    fn machine(now: Instant, reliable: bool) -> InviteClient {
        InviteClient::new(
            now,
            Timing::default(),
            reliable,
            testing::request(Method::Invite),
        )
    }

    /// Feeds `(ms, status)` and returns what came out at which time.
    fn check(reliable: bool, responses: &[(u64, u16)], expected: &[(u128, &str)]) {
        let start = testing::start();
        let mut machine = machine(start, reliable);
        let request = machine.request.clone();
        let mut log = Vec::new();
        let mut note = |now: Instant, machine: &mut InviteClient| {
            log.extend(
                testing::drain(&mut machine.output)
                    .into_iter()
                    .map(|out| ((now - start).as_millis(), out)),
            );
        };
        note(start, &mut machine);
        for (ms, status) in responses {
            let until = start + Duration::from_millis(*ms);
            while let Some(at) = machine.poll_timeout().filter(|at| *at < until) {
                machine.handle_timeout(at);
                note(at, &mut machine);
            }
            machine.handle_response(until, testing::response(&request, *status));
            note(until, &mut machine);
        }
        let rest = testing::run(
            start,
            &mut machine,
            InviteClient::poll_timeout,
            InviteClient::handle_timeout,
            InviteClient::output,
        );
        log.extend(rest);
        let log: Vec<_> = log.iter().map(|(ms, out)| (*ms, out.as_str())).collect();
        assert_eq!(log, expected);
        assert!(machine.is_terminated() || machine.is_proceeding());
    }

    #[test]
    fn an_unanswered_invite_is_repeated_seven_times_and_given_up_after_32_seconds() {
        let sent = [0, 500, 1500, 3500, 7500, 15500, 31500].map(|ms| (ms, "INVITE"));
        check(false, &[], &[&sent[..], &[(32000, "<timed out")]].concat());
    }

    #[test]
    fn over_a_stream_nothing_is_repeated() {
        check(true, &[], &[(0, "INVITE"), (32000, "<timed out")]);
        check(
            true,
            &[(10, 486)],
            &[(0, "INVITE"), (10, "ACK"), (10, "<486")],
        );
    }

    #[test]
    fn a_provisional_response_stops_retransmission_for_good() {
        check(
            false,
            &[(600, 100), (700, 180)],
            &[(0, "INVITE"), (500, "INVITE"), (600, "<100"), (700, "<180")],
        );
    }

    #[test]
    fn a_refusal_is_acknowledged_each_time_and_told_once() {
        check(
            false,
            &[(10, 486), (20, 486), (30, 200)],
            &[(0, "INVITE"), (10, "ACK"), (10, "<486"), (20, "ACK")],
        );
    }

    #[test]
    fn every_2xx_is_told_for_32_seconds() {
        check(
            false,
            &[(10, 200), (20, 200), (30, 486)],
            &[(0, "INVITE"), (10, "<200"), (20, "<200")],
        );
    }

    #[test]
    fn after_a_cancel_the_transaction_ends_on_its_own() {
        let start = testing::start();
        let mut machine = machine(start, false);
        let request = machine.request.clone();
        machine.handle_response(start, testing::response(&request, 180));
        assert_eq!(machine.poll_timeout(), None);
        machine.handle_cancelled(start);
        machine.handle_timeout(start + Duration::from_secs(32));
        assert_eq!(
            testing::drain(&mut machine.output),
            ["INVITE", "<180", "<timed out"]
        );
    }

    #[test]
    fn the_ack_has_the_via_of_the_invite_and_the_to_of_the_response() {
        let request = testing::request(Method::Invite);
        let ack = ack(&request, &testing::response(&request, 486));
        assert_eq!(ack.via(), request.via());
        assert_eq!(ack.to_tag().as_deref(), Some("b"));
        assert_eq!(ack.cseq().unwrap().to_string(), "7 ACK");
    }
}
