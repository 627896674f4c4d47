//! Non-INVITE client transaction (RFC 3261 section 17.1.2).

use std::collections::VecDeque;
use std::time::Instant;

use super::{Output, Retransmit, Timing};
use crate::message::{Request, Response};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Trying,
    Proceeding,
    Completed,
    Terminated,
}

#[derive(Debug)]
pub(crate) struct NonInviteClient {
    state: State,
    timing: Timing,
    reliable: bool,
    payload: Vec<u8>,
    /// Timer E.
    retransmit: Option<Retransmit>,
    /// Timer F, then K.
    ends_at: Option<Instant>,
    output: VecDeque<Output>,
}

impl NonInviteClient {
    /// Sends `request`, which has its Via.
    pub(crate) fn new(now: Instant, timing: Timing, reliable: bool, request: &Request) -> Self {
        let payload = request.to_bytes();
        let output = VecDeque::from([Output::Send(payload.clone())]);
        let retransmit = (!reliable).then(|| Retransmit::new(now, timing.t1, timing.t2));
        let ends_at = Some(now + timing.patience());
        Self {
            state: State::Trying,
            timing,
            reliable,
            payload,
            retransmit,
            ends_at,
            output,
        }
    }

    pub(crate) fn handle_response(&mut self, now: Instant, response: Response) {
        if !self.is_waiting() {
            return;
        }
        if response.is_provisional() {
            self.state = State::Proceeding;
            if let Some(timer) = &mut self.retransmit {
                timer.slow_down();
            }
        } else {
            self.state = if self.reliable {
                State::Terminated
            } else {
                State::Completed
            };
            self.retransmit = None;
            self.payload = Vec::new();
            self.ends_at = (!self.reliable).then(|| now + self.timing.t4);
        }
        self.output.push_back(Output::Response(response));
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        if self.ends_at.is_some_and(|at| now >= at) {
            if self.is_waiting() {
                self.output.push_back(Output::TimedOut);
            }
            self.state = State::Terminated;
            self.retransmit = None;
            self.ends_at = None;
        } else if self
            .retransmit
            .as_mut()
            .is_some_and(|timer| timer.is_due(now))
        {
            self.output.push_back(Output::Send(self.payload.clone()));
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

    /// Whether no final response came yet.
    pub(crate) fn is_waiting(&self) -> bool {
        matches!(self.state, State::Trying | State::Proceeding)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::testing;
    use super::*;
    use crate::message::Method;

    /// Lets `status` come at `ms`, and returns what came out after it.
    fn check(reliable: bool, status: Option<(u64, u16)>, expected: &[(u128, &str)]) {
        let start = testing::start();
        let request = testing::request(Method::Options);
        let mut machine = NonInviteClient::new(start, Timing::default(), reliable, &request);
        let mut log = Vec::new();
        if let Some((ms, status)) = status {
            let at = start + Duration::from_millis(ms);
            log.extend(
                testing::drain(&mut machine.output)
                    .into_iter()
                    .map(|out| (0, out)),
            );
            machine.handle_response(at, testing::response(&request, status));
            log.extend(
                testing::drain(&mut machine.output)
                    .into_iter()
                    .map(|out| (u128::from(ms), out)),
            );
        }
        let run = testing::run;
        log.extend(run(
            start,
            &mut machine,
            NonInviteClient::poll_timeout,
            NonInviteClient::handle_timeout,
            NonInviteClient::output,
        ));
        let log: Vec<_> = log.iter().map(|(ms, out)| (*ms, out.as_str())).collect();
        assert_eq!(log, expected);
        assert!(machine.is_terminated());
    }

    #[test]
    fn an_unanswered_request_is_repeated_at_growing_intervals_up_to_4_seconds() {
        let times = [
            0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500,
        ];
        check(
            false,
            None,
            &[
                &times.map(|ms| (ms, "OPTIONS"))[..],
                &[(32000, "<timed out")],
            ]
            .concat(),
        );
        check(true, None, &[(0, "OPTIONS"), (32000, "<timed out")]);
    }

    #[test]
    fn a_provisional_response_slows_repetition_down() {
        let times = [500, 4500, 8500, 12500, 16500, 20500, 24500, 28500].map(|ms| (ms, "OPTIONS"));
        let start = [(0, "OPTIONS"), (10, "<100")];
        check(
            false,
            Some((10, 100)),
            &[&start[..], &times[..], &[(32000, "<timed out")]].concat(),
        );
    }

    #[test]
    fn a_final_response_ends_it() {
        check(false, Some((10, 200)), &[(0, "OPTIONS"), (10, "<200")]);
        check(true, Some((10, 404)), &[(0, "OPTIONS"), (10, "<404")]);
    }
}
