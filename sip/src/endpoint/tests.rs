//! Two endpoints on a wire of virtual time, and single ones that are fed octets.

use std::time::Duration;

use super::*;
use crate::message::{Message, Method, NameAddr, read_datagram};
use crate::transport::Transport;

fn address(port: u16) -> std::net::SocketAddr {
    std::net::SocketAddr::from(([127, 0, 0, 1], port))
}

fn endpoint(seed: u8) -> Endpoint {
    Endpoint::new(EndpointConfig::default(), [seed; 32])
}

fn named(text: &str) -> NameAddr {
    text.parse().unwrap()
}

fn request(method: Method) -> Request {
    Request::builder(method, "sip:bob@127.0.0.1:2".parse().unwrap())
        .from(&named("<sip:alice@127.0.0.1:1>;tag=a"))
        .to(&named("<sip:bob@127.0.0.1:2>"))
        .call_id("call")
        .cseq(1)
        .contact(&named("<sip:alice@127.0.0.1:1>"))
        .build()
}

/// Alice at port 1, Bob at port 2; what one sends the other gets at once, unless it is lost.
struct Pair {
    start: Instant,
    now: Instant,
    alice: Endpoint,
    bob: Endpoint,
    transport: Transport,
    log: Vec<String>,
    lost: fn(&str) -> bool,
}

impl Pair {
    fn new(transport: Transport) -> Self {
        let start = crate::transaction::testing::start();
        Self {
            start,
            now: start,
            alice: endpoint(1),
            bob: endpoint(2),
            transport,
            log: Vec::new(),
            lost: |_| false,
        }
    }

    fn flow(&self, local: u16, peer: u16) -> Flow {
        let connection = self.transport.is_reliable().then_some(ConnectionId(1));
        Flow {
            transport: self.transport,
            local: address(local),
            peer: address(peer),
            connection,
        }
    }

    fn send(&mut self, request: Request) -> TransactionId {
        let flow = self.flow(1, 2);
        let id = self.alice.request(self.now, request, flow);
        self.exchange();
        id
    }

    /// Carries messages until nobody has one.
    fn exchange(&mut self) {
        loop {
            let (from_alice, transmit) =
                match (self.alice.poll_transmit(), self.bob.poll_transmit()) {
                    (None, None) => return,
                    (Some(transmit), bobs) => {
                        self.bob.transmits.extend(bobs);
                        (true, transmit)
                    }
                    (None, Some(transmit)) => (false, transmit),
                };
            let message = read_datagram(&transmit.payload).unwrap();
            let name = match &message {
                Message::Request(request) => request.method.to_string(),
                Message::Response(response) => {
                    format!("{} {}", response.status, response.cseq_method().unwrap())
                }
            };
            let lost = (self.lost)(&name);
            let arrow = if from_alice { ">" } else { "<" };
            self.log.push(format!(
                "{}{arrow}{name}{}",
                (self.now - self.start).as_millis(),
                if lost { " lost" } else { "" }
            ));
            let flow = if from_alice {
                self.flow(2, 1)
            } else {
                self.flow(1, 2)
            };
            if !lost {
                if from_alice {
                    &mut self.bob
                } else {
                    &mut self.alice
                }
                .handle_message(self.now, flow, Ok(message));
            }
        }
    }

    /// Lets time pass, doing what is due when it is due.
    fn pass(&mut self, ms: u64) {
        let until = self.now + Duration::from_millis(ms);
        loop {
            let next = self
                .alice
                .poll_timeout()
                .into_iter()
                .chain(self.bob.poll_timeout())
                .min();
            let Some(at) = next.filter(|at| *at <= until) else {
                break;
            };
            self.now = at.max(self.now);
            self.alice.handle_timeout(self.now);
            self.bob.handle_timeout(self.now);
            self.exchange();
        }
        self.now = until;
    }

    fn answer(&mut self, transaction: TransactionId, request: &Request, status: u16) {
        self.bob.respond(
            self.now,
            transaction,
            Response::builder(request, status).build(),
        );
        self.exchange();
    }

    fn incoming(&mut self) -> (TransactionId, Request) {
        match self.bob.poll_event() {
            Some(Event::Request {
                transaction,
                request,
                ..
            }) => (transaction, request),
            other => panic!("no request but {other:?}"),
        }
    }

    fn outcome(&mut self) -> (u16, Response) {
        match self.alice.poll_event() {
            Some(Event::Response { response, .. }) => (response.status, response),
            other => panic!("no response but {other:?}"),
        }
    }

    fn log(&mut self) -> Vec<String> {
        std::mem::take(&mut self.log)
    }
}

#[test]
fn a_request_is_answered_and_forgotten() {
    for (transport, remembered) in [(Transport::Udp, (1, 1)), (Transport::Tcp, (0, 0))] {
        let mut pair = Pair::new(transport);
        pair.send(request(Method::Message));
        let (id, message) = pair.incoming();
        pair.answer(id, &message, 200);
        let (status, response) = pair.outcome();
        assert_eq!(status, 200);
        assert!(response.to_tag().is_some());
        assert_eq!(pair.log(), ["0>MESSAGE", "0<200 MESSAGE"]);
        assert_eq!(
            (pair.alice.transactions().0, pair.bob.transactions().1),
            remembered
        );
        pair.pass(40_000);
        assert_eq!(
            (pair.alice.transactions(), pair.bob.transactions()),
            ((0, 0), (0, 0))
        );
        assert_eq!(
            (pair.alice.poll_timeout(), pair.bob.poll_timeout()),
            (None, None)
        );
    }
}

#[test]
fn a_call_survives_the_loss_of_its_200() {
    let mut pair = Pair::new(Transport::Udp);
    pair.lost = |name| name == "200 INVITE";
    let call = pair.send(request(Method::Invite));
    let (id, invite) = pair.incoming();
    pair.pass(250);
    pair.answer(id, &invite, 200);
    pair.pass(600);
    pair.lost = |_| false;
    pair.pass(1000);
    assert_eq!(pair.outcome().0, 100);
    let (status, response) = pair.outcome();
    assert_eq!(status, 200);
    let flow = pair.flow(1, 2);
    let mut dialog = crate::Dialog::uac(&request(Method::Invite), &response, flow).unwrap();
    let ack = dialog.ack(1).build();
    pair.alice.send_ack(pair.now, call, ack, flow);
    pair.exchange();
    assert!(
        matches!(pair.bob.poll_event(), Some(Event::Ack { transaction: Some(acked), .. }) if acked == id)
    );
    assert!(pair.bob.poll_event().is_none());
    let log = [
        "0>INVITE",
        "200<100 INVITE",
        "250<200 INVITE lost",
        "750<200 INVITE lost",
        "1750<200 INVITE",
        "1850>ACK",
    ];
    assert_eq!(pair.log(), log);
    pair.pass(60_000);
    assert_eq!(pair.log(), [""; 0]);
    assert_eq!(
        dialog.request(Method::Bye).build().cseq().unwrap().number,
        2
    );
}

#[test]
fn a_repeated_200_gets_its_ack_again_and_nobody_is_told() {
    let mut pair = Pair::new(Transport::Udp);
    pair.lost = |name| name == "ACK";
    let call = pair.send(request(Method::Invite));
    let (id, invite) = pair.incoming();
    pair.answer(id, &invite, 200);
    let (_, response) = pair.outcome();
    let flow = pair.flow(1, 2);
    let ack = crate::Dialog::uac(&invite, &response, flow)
        .unwrap()
        .ack(1)
        .build();
    pair.alice.send_ack(pair.now, call, ack, flow);
    pair.exchange();
    pair.lost = |_| false;
    pair.pass(10_000);
    assert_eq!(
        pair.log(),
        [
            "0>INVITE",
            "0<200 INVITE",
            "0>ACK lost",
            "500<200 INVITE",
            "500>ACK"
        ]
    );
    assert!(pair.alice.poll_event().is_none());
}

#[test]
fn a_200_that_is_never_acknowledged_is_told_after_32_seconds() {
    let mut pair = Pair::new(Transport::Tcp);
    pair.send(request(Method::Invite));
    let (id, invite) = pair.incoming();
    pair.answer(id, &invite, 200);
    pair.pass(40_000);
    assert!(
        matches!(pair.bob.poll_event(), Some(Event::Unacknowledged { transaction }) if transaction == id)
    );
    assert_eq!(pair.bob.transactions(), (0, 0));
}

#[test]
fn a_refused_call_is_acknowledged_by_the_transaction() {
    let mut pair = Pair::new(Transport::Udp);
    pair.send(request(Method::Invite));
    let (id, invite) = pair.incoming();
    pair.answer(id, &invite, 486);
    assert_eq!(pair.outcome().0, 486);
    assert_eq!(pair.log(), ["0>INVITE", "0<486 INVITE", "0>ACK"]);
    pair.pass(40_000);
    assert!(pair.bob.poll_event().is_none());
}

#[test]
fn a_cancel_waits_for_a_provisional_response() {
    let mut pair = Pair::new(Transport::Udp);
    let call = pair.send(request(Method::Invite));
    let (id, invite) = pair.incoming();
    pair.alice.cancel(pair.now, call);
    pair.exchange();
    assert_eq!(pair.log(), ["0>INVITE"]);
    pair.answer(id, &invite, 180);
    assert_eq!(pair.log(), ["0<180 INVITE", "0>CANCEL", "0<200 CANCEL"]);
    assert!(
        matches!(pair.bob.poll_event(), Some(Event::Cancelled { transaction, .. }) if transaction == id)
    );
    pair.answer(id, &invite, 487);
    assert_eq!((pair.outcome().0, pair.outcome().0), (180, 487));
    assert!(pair.alice.poll_event().is_none() && pair.bob.poll_event().is_none());
}

#[test]
fn silence_and_closed_connections_are_told() {
    let mut pair = Pair::new(Transport::Udp);
    pair.lost = |_| true;
    let id = pair.send(request(Method::Options));
    pair.pass(32_000);
    assert!(
        matches!(pair.alice.poll_event(), Some(Event::TimedOut { transaction }) if transaction == id)
    );
    let mut pair = Pair::new(Transport::Tcp);
    let id = pair.send(request(Method::Options));
    let (incoming, message) = pair.incoming();
    pair.alice
        .handle_connection_closed(pair.now, ConnectionId(1));
    pair.bob.handle_connection_closed(pair.now, ConnectionId(1));
    assert!(
        matches!(pair.alice.poll_event(), Some(Event::TransportFailed { transaction }) if transaction == id)
    );
    pair.bob
        .respond(pair.now, incoming, Response::builder(&message, 200).build());
    let flow = pair.bob.poll_transmit().unwrap().flow;
    assert_eq!((flow.connection, flow.peer), (None, address(1)));
}

/// Feeds one datagram from 10.0.0.1:9 and returns the answer's status line, where it goes, and the
/// events.
fn check(message: &str, status: &str, to: &str) -> (String, Vec<Event>) {
    let mut endpoint = endpoint(3);
    let flow = Flow::udp(address(2), "10.0.0.1:9".parse().unwrap());
    endpoint.handle_datagram(
        crate::transaction::testing::start(),
        flow,
        message.replace('\n', "\r\n").as_bytes(),
    );
    let transmit = endpoint.poll_transmit();
    let text = transmit.as_ref().map_or(String::new(), |transmit| {
        String::from_utf8(transmit.payload.clone()).unwrap()
    });
    assert_eq!(text.lines().next().unwrap_or(""), status);
    if let Some(transmit) = transmit {
        assert_eq!(transmit.flow.peer.to_string(), to);
    }
    (text, std::iter::from_fn(|| endpoint.poll_event()).collect())
}

fn text(method: &str, via: &str, more: &str) -> String {
    let headers = "From: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: x\n";
    format!("{method} sip:c@d SIP/2.0\nVia: SIP/2.0/UDP {via}\n{headers}CSeq: 1 {method}\n{more}\n")
}

#[test]
fn refusals_go_to_the_port_that_rport_asks_for() {
    let (answer, _) = check(
        &text("FOO", "1.2.3.4:7;rport;branch=z9hG4bK1", ""),
        "SIP/2.0 501 Not Implemented",
        "10.0.0.1:9",
    );
    assert!(
        answer.contains("Via: SIP/2.0/UDP 1.2.3.4:7;rport=9;branch=z9hG4bK1;received=10.0.0.1\r\n"),
        "{answer}"
    );
    assert!(answer.contains("\r\nAllow: INVITE"), "{answer}");
    check(
        &text("PRACK", "1.2.3.4:7;branch=z9hG4bK1", ""),
        "SIP/2.0 405 Method Not Allowed",
        "10.0.0.1:7",
    );
    check(
        &text("OPTIONS", "h;branch=z9hG4bK1", "Require: 100rel, x\n"),
        "SIP/2.0 420 Bad Extension",
        "10.0.0.1:5060",
    );
    check(
        &text("CANCEL", "h;branch=z9hG4bK1", ""),
        "SIP/2.0 481 Call/Transaction Does Not Exist",
        "10.0.0.1:5060",
    );
}

#[test]
fn malformed_requests_are_answered_and_acks_are_not() {
    check(
        &text("OPTIONS", "h;branch=z9hG4bK1;;", ""),
        "SIP/2.0 400 Bad Via",
        "10.0.0.1:5060",
    );
    check(
        &text("OPTIONS", "h;branch=z9hG4bK1", "Content-Length: 5\n"),
        "SIP/2.0 400 Bad Content-Length",
        "10.0.0.1:5060",
    );
    check(&text("ACK", "h;branch=z9hG4bK1;;", ""), "", "");
    check("\n\n", "", "");
    check("GET / HTTP/1.1\n\n", "", "");
}

#[test]
fn a_lone_ack_is_told() {
    let (_, events) = check(&text("ACK", "h;branch=z9hG4bK1", ""), "", "");
    assert!(matches!(
        events[..],
        [Event::Ack {
            transaction: None,
            ..
        }]
    ));
}

#[test]
fn the_same_request_over_another_path_is_a_loop() {
    let mut endpoint = endpoint(4);
    let now = crate::transaction::testing::start();
    let flow = Flow::udp(address(2), address(1));
    for branch in ["z9hG4bK1", "z9hG4bK1", "z9hG4bK2"] {
        let message = text("MESSAGE", &format!("h;branch={branch}"), "").replace('\n', "\r\n");
        endpoint.handle_datagram(now, flow, message.as_bytes());
    }
    assert!(endpoint.poll_event().is_some() && endpoint.poll_event().is_none());
    let answer = String::from_utf8(endpoint.poll_transmit().unwrap().payload).unwrap();
    assert!(answer.starts_with("SIP/2.0 482 "), "{answer}");
}

#[test]
fn above_the_bound_new_work_is_refused_and_calls_can_be_ended() {
    let config = EndpointConfig {
        max_server_transactions: 4,
        ..EndpointConfig::default()
    };
    let mut endpoint = Endpoint::new(config, [5; 32]);
    let now = crate::transaction::testing::start();
    let flow = Flow::udp(address(2), address(1));
    let mut send = |number: u32, to: &str| {
        let message = text("MESSAGE", &format!("h;branch=z9hG4bK{number}"), "")
            .replace("x\n", &format!("x{number}\n"));
        endpoint.handle_datagram(
            now,
            flow,
            message
                .replace("<sip:c@d>", to)
                .replace('\n', "\r\n")
                .as_bytes(),
        );
        endpoint
            .poll_transmit()
            .map(|transmit| String::from_utf8(transmit.payload[..11].to_vec()).unwrap())
    };
    for number in 0..4 {
        assert_eq!(send(number, "<sip:c@d>"), None);
    }
    assert_eq!(send(5, "<sip:c@d>").as_deref(), Some("SIP/2.0 503"));
    assert_eq!(send(6, "<sip:c@d>;tag=2"), None);
    assert_eq!(send(7, "<sip:c@d>;tag=2").as_deref(), Some("SIP/2.0 503"));
}

#[test]
fn large_requests_fill_the_bound_sooner() {
    let config = EndpointConfig {
        max_server_octets: 10_000,
        ..EndpointConfig::default()
    };
    let mut endpoint = Endpoint::new(config, [6; 32]);
    let now = crate::transaction::testing::start();
    let mut refused = 0;
    for number in 0..10 {
        let subject = format!("Subject: {}\n", "x".repeat(2000));
        let message = text("MESSAGE", &format!("h;branch=z9hG4bK{number}"), &subject)
            .replace("x\nCSeq", &format!("x{number}\nCSeq"));
        endpoint.handle_datagram(
            now,
            Flow::udp(address(2), address(1)),
            message.replace('\n', "\r\n").as_bytes(),
        );
        refused += usize::from(endpoint.poll_transmit().is_some());
    }
    assert_eq!(refused, 5);
    endpoint.handle_timeout(now + Duration::from_secs(32));
    assert_eq!(endpoint.table.server_octets(), 0);
}

#[test]
fn the_same_seed_gives_the_same_octets() {
    let run = || {
        let mut endpoint = endpoint(9);
        endpoint.request(
            crate::transaction::testing::start(),
            request(Method::Options),
            Flow::udp(address(1), address(2)),
        );
        endpoint.poll_transmit().unwrap().payload
    };
    assert_eq!(run(), run());
}

#[test]
fn an_overloaded_endpoint_takes_what_belongs_to_something_and_refuses_the_rest_without_a_transaction()
 {
    let mut endpoint = Endpoint::new(EndpointConfig::default(), [7; 32]);
    let now = crate::transaction::testing::start();
    let flow = Flow::udp(([192, 0, 2, 1], 5060).into(), ([192, 0, 2, 2], 5060).into());
    let mut send = |overloaded, number: u8, to: &str| {
        endpoint.set_overloaded(overloaded);
        let message = text("MESSAGE", &format!("h;branch=z9hG4bK{number}"), "")
            .replace("x\n", &format!("x{number}\n"))
            .replace("<sip:c@d>", to)
            .replace('\n', "\r\n");
        endpoint.handle_datagram(now, flow, message.as_bytes());
        let answer = endpoint.poll_transmit().map(|transmit| transmit.payload);
        let refused = answer.is_some_and(|answer| answer.starts_with(b"SIP/2.0 503"));
        (refused, endpoint.transactions().1)
    };
    assert_eq!(send(false, 1, "<sip:c@d>"), (false, 1));
    assert_eq!(send(true, 2, "<sip:c@d>"), (true, 1));
    assert_eq!(send(true, 1, "<sip:c@d>"), (false, 1));
    assert_eq!(send(true, 3, "<sip:c@d>;tag=2"), (false, 2));
    assert_eq!(send(false, 2, "<sip:c@d>"), (false, 3));
}
