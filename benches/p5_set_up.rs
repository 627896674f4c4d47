//! P5: what setting up a call costs the switch, and what it does at twice the rate it can take.
//!
//! `skyplan serve` runs beside this program with real sockets. A call is INVITE, 200, ACK and BYE; its
//! script answers and waits. The limit is the same messages parsed and printed, and received and sent, by
//! one thread that does nothing else. Goals: 0.2 CPU-ms a call; at twice the maximum rate 90 % of it.
//! Prints as well what a call with its SIP dialog holds in memory (P4: 40 KiB).
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod load;
mod meter;

use std::net::UdpSocket;
use std::time::Duration;

use load::Switch;
use load::caller::Callers;
use load::messages::{ack_and_bye, invite, register, response};
use sip::{Message, Method, Response};

/// Calls a second of the steady load.
const STEADY: usize = 500;
const ROUNDS: usize = 3;
/// The rate is raised by this much until not all calls succeed.
const STEP: f64 = 1.5;
const HIGHEST: f64 = 10_000.0;
/// Calls of the limit.
const BURSTS: usize = 400;
const BURST: usize = 8;

fn main() {
    let switch = Switch::start();
    let mut callers = Callers::new(switch.sip);
    callers.offer(STEADY, Duration::from_secs(1), false, || {});
    let costs: Vec<f64> = (0..ROUNDS).map(|_| steady(&switch, &mut callers)).collect();
    let limits: Vec<f64> = (0..ROUNDS).map(|_| limit()).collect();
    println!(
        "P5 set-up: {} CPU-ms a call (goal 0.2); its messages alone {}, ratio {:.1}",
        meter::spread(&costs),
        meter::spread(&limits),
        meter::median(costs.clone()) / meter::median(limits.clone()),
    );
    overload(&mut callers);
    drop(switch);
    waiting();
}

/// CPU-ms a call at a rate that is easy.
fn steady(switch: &Switch, callers: &mut Callers) -> f64 {
    let id = switch.process.id();
    let mut before = Duration::ZERO;
    let begin = || before = meter::process(id);
    let outcome = callers.offer(STEADY, Duration::from_secs(2), false, begin);
    let spent = meter::process(id) - before;
    assert_eq!(outcome.succeeded, outcome.offered, "{outcome:?}");
    spent.as_secs_f64() * 1e3 / outcome.succeeded as f64
}

fn overload(callers: &mut Callers) {
    let time = Duration::from_secs(2);
    let (mut rate, mut best) = (STEADY as f64 * STEP, 0.0_f64);
    while rate < HIGHEST {
        let outcome = callers.offer(rate as usize, time, false, || {});
        let through = per_second(outcome.in_time, time);
        best = best.max(through);
        if through < rate * 0.95 {
            break;
        }
        rate *= STEP;
    }
    let twice = callers.offer((best * 2.0) as usize, time, false, || {});
    println!(
        "P5 overload: at most {best:.0} calls a second; offered {:.0} a second, {:.0} % of the most \
         succeeded (goal 90 %), {} of {} were refused",
        per_second(twice.offered, time),
        per_second(twice.in_time, time) / best * 100.0,
        twice.refused,
        twice.offered
    );
}

fn per_second(calls: usize, time: Duration) -> f64 {
    calls as f64 / time.as_secs_f64()
}

/// What calls that wait in their scripts hold, dialog and media legs included.
fn waiting() {
    let switch = Switch::start();
    let mut callers = Callers::new(switch.sip);
    callers.offer(STEADY, Duration::from_secs(1), false, || {});
    let (id, mut before) = (switch.process.id(), 0.0);
    let begin = || before = meter::resident_kib(id);
    let outcome = callers.offer(STEADY, Duration::from_secs(4), true, begin);
    let each = (meter::resident_kib(id) - before) / outcome.succeeded as f64;
    println!(
        "P4 waiting, with dialog and media legs: {each:.1} KiB each of {} calls (goal 40), ratio {:.2}",
        outcome.succeeded,
        each / 40.0
    );
}

/// CPU-ms a call of a thread that reads and answers the messages of a call and does nothing else.
fn limit() -> f64 {
    let here = UdpSocket::bind("127.0.0.1:0").expect("a port is free");
    let there = UdpSocket::bind("127.0.0.1:0").expect("a port is free");
    let address = there.local_addr().expect("the socket is bound");
    here.connect(address).expect("loopback is there");
    let caller = here.local_addr().expect("the socket is bound");
    let answering = std::thread::spawn(move || answer(&there));
    let invite = invite(caller, 1, &challenge(caller));
    let mut room = [0; 4096];
    let mut expect = |count: usize| {
        let mut last = 0;
        for _ in 0..count {
            last = here.recv(&mut room).expect("an answer comes");
        }
        String::from_utf8_lossy(&room[..last]).into_owned()
    };
    for _ in 0..BURSTS {
        (0..BURST).for_each(|_| drop(here.send(&invite)));
        let [ack, bye] = ack_and_bye(caller, &expect(2 * BURST), 1);
        for _ in 0..BURST {
            let _ = here.send(&ack).and_then(|_| here.send(&bye));
        }
        expect(BURST);
    }
    let spent = answering.join().expect("the thread ends");
    spent.as_secs_f64() * 1e3 / (BURSTS * BURST) as f64
}

/// A challenge as the switch makes them.
fn challenge(caller: std::net::SocketAddr) -> Response {
    let Ok(Message::Request(request)) = sip::read_datagram(&register(caller, 1)) else {
        panic!("a request was written");
    };
    let offer = format!(
        "Digest realm=\"{}\", nonce=\"{:064}\", qop=\"auth\"",
        load::DOMAIN,
        1
    );
    let challenge = Response::builder(&request, 401).header("WWW-Authenticate", &offer);
    response(&challenge.build().to_bytes())
}

fn answer(socket: &UdpSocket) -> Duration {
    let before = meter::this_thread();
    let mut room = [0; 4096];
    let mut left = BURSTS * BURST;
    while left > 0 {
        let (length, peer) = socket.recv_from(&mut room).expect("a message comes");
        let Ok(Message::Request(request)) = sip::read_datagram(&room[..length]) else {
            panic!("requests are expected");
        };
        let statuses: &[u16] = match request.method {
            Method::Invite => &[100, 200],
            Method::Bye => {
                left -= 1;
                &[200]
            }
            _ => &[],
        };
        for status in statuses {
            let mut response = Response::builder(&request, *status);
            if *status == 200 && request.method == Method::Invite {
                response = response
                    .to_tag("limit")
                    .header("Contact", "<sip:127.0.0.1:5060>")
                    .body("application/sdp", request.body.clone());
            }
            let _ = socket.send_to(&response.build().to_bytes(), peer);
        }
    }
    meter::this_thread() - before
}
