//! Transactions (RFC 3261 section 17, RFC 6026): a request, its responses, and their repetitions.
//!
//! Four machines, one a file. Messages and the time enter `handle_*`; what is to be sent or told
//! leaves as `Output`. Which message belongs to which machine is decided in `matching`, where
//! messages go to in `endpoint`. A machine that is terminated is to be dropped.

mod invite_client;
mod invite_server;
pub(crate) mod matching;
mod non_invite_client;
mod non_invite_server;
mod retransmit;

use std::time::Duration;

use crate::message::Response;

pub(crate) use invite_client::InviteClient;
pub(crate) use invite_server::InviteServer;
pub(crate) use non_invite_client::NonInviteClient;
pub(crate) use non_invite_server::NonInviteServer;
pub(crate) use retransmit::Retransmit;

/// Names a transaction of an endpoint; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransactionId(pub u64);

/// The base timers of RFC 3261 table 4; everything else is made of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Round trip estimate: first retransmission after it, giving up after 64 of it. Defaults to
    /// 500 ms.
    pub t1: Duration,
    /// Longest interval between retransmissions of what is no INVITE request. Defaults to 4 s.
    pub t2: Duration,
    /// Longest time a message stays in the network. Defaults to 5 s.
    pub t4: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            t1: Duration::from_millis(500),
            t2: Duration::from_secs(4),
            t4: Duration::from_secs(5),
        }
    }
}

impl Timing {
    /// Timers B, F, H, J, L and M: how long anything is tried or remembered.
    pub(crate) fn patience(&self) -> Duration {
        64 * self.t1
    }
}

/// What a machine wants done.
#[derive(Debug)]
pub(crate) enum Output {
    /// Send these octets to the other side.
    Send(Vec<u8>),
    /// Tell the user of this response.
    Response(Response),
    /// Tell the user that no final response came.
    TimedOut,
}

#[cfg(test)]
pub(crate) mod testing {
    //! What the tests of the four machines share: messages, and a run of virtual time.

    use std::collections::VecDeque;
    use std::time::{Duration, Instant};

    use super::Output;
    use crate::message::{Message, Method, NameAddr, Request, Response};

    #[allow(clippy::disallowed_methods)]
    pub(crate) fn start() -> Instant {
        Instant::now()
    }

    pub(crate) fn request(method: Method) -> Request {
        let uri = "sip:bob@example.com".parse().unwrap();
        let mut request = Request::builder(method, uri)
            .from(&"<sip:alice@example.com>;tag=a".parse::<NameAddr>().unwrap())
            .to(&"<sip:bob@example.com>".parse::<NameAddr>().unwrap())
            .call_id("call")
            .cseq(7)
            .build();
        request.push_front("Via", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx");
        request
    }

    pub(crate) fn response(request: &Request, status: u16) -> Response {
        Response::builder(request, status).to_tag("b").build()
    }

    /// First line of what is sent, `<status` for what the user is told.
    pub(crate) fn summary(output: Output) -> String {
        match output {
            Output::Send(payload) => match crate::message::read_datagram(&payload).unwrap() {
                Message::Request(request) => request.method.to_string(),
                Message::Response(response) => response.status.to_string(),
            },
            Output::Response(response) => format!("<{}", response.status),
            Output::TimedOut => "<timed out".to_owned(),
        }
    }

    /// Runs timers until there are none, and notes what comes out at which millisecond.
    pub(crate) fn run<M>(
        start: Instant,
        machine: &mut M,
        timeout: fn(&M) -> Option<Instant>,
        handle: fn(&mut M, Instant),
        output: fn(&mut M) -> &mut VecDeque<Output>,
    ) -> Vec<(u128, String)> {
        let mut log = Vec::new();
        let mut now = start;
        loop {
            while let Some(out) = output(machine).pop_front() {
                log.push(((now - start).as_millis(), summary(out)));
            }
            let Some(at) = timeout(machine) else {
                return log;
            };
            assert!(at - start < Duration::from_secs(3600), "timers never end");
            now = at;
            handle(machine, now);
        }
    }

    /// The outputs so far.
    pub(crate) fn drain(output: &mut VecDeque<Output>) -> Vec<String> {
        output.drain(..).map(summary).collect()
    }
}
