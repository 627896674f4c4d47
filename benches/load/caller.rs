//! Callers behind one socket: each calls, holds the line for a moment, and hangs up.

use std::collections::VecDeque;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use super::messages::{
    ack_and_bye, ack_of_refusal, header, invite, number, register, response, status,
};

/// How long a call that was answered lasts.
const HOLD: Duration = Duration::from_millis(300);
/// When an INVITE without any answer is sent again, after it was sent first (RFC 3261, timer A).
const AGAIN: [Duration; 3] = [
    Duration::from_millis(500),
    Duration::from_millis(1500),
    Duration::from_millis(3500),
];
/// How long after the last call those that count as in time may end.
const SOON: Duration = Duration::from_millis(700);
/// How long answers are waited for once the last call was offered.
const PATIENCE: Duration = Duration::from_secs(5);
/// Challenges that are asked for at once; more would not fit into the sockets' buffers.
const WINDOW: usize = 32;

pub(crate) struct Callers {
    socket: UdpSocket,
    local: SocketAddr,
    switch: SocketAddr,
    /// Numbers that calls have used so far.
    used: usize,
}

/// What became of the calls that were offered.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) offered: usize,
    /// Answered and hung up, or, where they are kept, answered.
    pub(crate) succeeded: usize,
    /// Of those, the ones that were through soon after the last call was offered.
    pub(crate) in_time: usize,
    pub(crate) refused: usize,
}

/// A call under way.
#[derive(Default)]
struct Call {
    invite: Vec<u8>,
    heard_of: bool,
    bye: Vec<u8>,
    ended: bool,
}

struct Stage<'a> {
    callers: &'a Callers,
    first: usize,
    calls: Vec<Call>,
    keep: bool,
    outcome: Outcome,
    /// No call is offered after this.
    last: Instant,
    /// When to send which INVITE again, and when to hang up: each in order of time.
    again: [VecDeque<(Instant, usize)>; AGAIN.len()],
    hang_up: VecDeque<(Instant, usize)>,
}

impl Callers {
    pub(crate) fn new(switch: SocketAddr) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port is free");
        let wait = Some(Duration::from_secs(2));
        socket.set_read_timeout(wait).expect("the socket is open");
        let local = socket.local_addr().expect("the socket is bound");
        Self {
            socket,
            local,
            switch,
            used: 0,
        }
    }

    /// Offers `rate` calls a second for `time`; with `keep` nobody hangs up. Digests are computed before the
    /// first call, so that challenges belong to no figure; `begin` runs between them and the calls.
    pub(crate) fn offer(
        &mut self,
        rate: usize,
        time: Duration,
        keep: bool,
        begin: impl FnOnce(),
    ) -> Outcome {
        let count = (rate as f64 * time.as_secs_f64()) as usize;
        let (first, invites) = (self.used, self.invites(count));
        self.used += count;
        begin();
        self.socket
            .set_nonblocking(true)
            .expect("the socket is open");
        let call = |invite| Call {
            invite,
            ..Call::default()
        };
        let stage = Stage {
            callers: self,
            first,
            calls: invites.into_iter().map(call).collect(),
            keep,
            outcome: Outcome::default(),
            last: Instant::now() + time,
            again: Default::default(),
            hang_up: VecDeque::new(),
        };
        let outcome = stage.run(time);
        self.socket
            .set_nonblocking(false)
            .expect("the socket is open");
        outcome
    }

    /// INVITEs with the answer to a challenge each.
    fn invites(&self, count: usize) -> Vec<Vec<u8>> {
        let numbers: Vec<_> = (self.used..self.used + count).collect();
        let mut invites = vec![Vec::new(); count];
        for window in numbers.chunks(WINDOW) {
            for number in window {
                self.send(&register(self.local, *number));
            }
            let mut missing = window.len();
            while missing > 0 {
                let mut room = [0; 4096];
                let length = self.socket.recv(&mut room).expect("the switch challenges");
                let text = String::from_utf8_lossy(&room[..length]);
                // Answers to calls of the stage before may still come.
                if status(&text) == Some(401)
                    && let Some(number) = number(&text)
                {
                    let invite = invite(self.local, number, &response(&room[..length]));
                    missing -= usize::from(invites[number - self.used].is_empty());
                    invites[number - self.used] = invite;
                }
            }
        }
        invites
    }

    fn send(&self, message: &[u8]) {
        // What does not fit is lost, as on any network.
        let _ = self.socket.send_to(message, self.switch);
    }
}

impl Stage<'_> {
    fn run(mut self, time: Duration) -> Outcome {
        let start = Instant::now();
        let gap = time / self.calls.len().max(1) as u32;
        let end = self.last + PATIENCE;
        while Instant::now() < end {
            let now = Instant::now();
            let all = now > self.last || self.outcome.offered == self.calls.len();
            if all && self.settled() == self.outcome.offered {
                break;
            }
            while !all
                && self.outcome.offered < self.calls.len()
                && start + gap * self.outcome.offered as u32 <= now
            {
                self.call(now, self.outcome.offered);
                self.outcome.offered += 1;
            }
            self.take_answers(now);
            self.send_again(now);
            self.end_calls(now);
            std::thread::sleep(Duration::from_micros(200));
        }
        self.outcome
    }

    fn settled(&self) -> usize {
        self.outcome.succeeded + self.outcome.refused
    }

    fn call(&mut self, now: Instant, index: usize) {
        self.callers.send(&self.calls[index].invite);
        for (queue, after) in self.again.iter_mut().zip(AGAIN) {
            queue.push_back((now + after, index));
        }
    }

    fn send_again(&mut self, now: Instant) {
        for queue in &mut self.again {
            while let Some(&(at, index)) = queue.front()
                && at <= now
            {
                queue.pop_front();
                if !self.calls[index].heard_of {
                    self.callers.send(&self.calls[index].invite);
                }
            }
        }
    }

    fn end_calls(&mut self, now: Instant) {
        while let Some(&(at, index)) = self.hang_up.front()
            && at <= now
        {
            self.hang_up.pop_front();
            if !self.calls[index].ended {
                self.callers.send(&self.calls[index].bye);
                // A BYE without an answer is sent again.
                self.hang_up.push_back((now + AGAIN[0], index));
            }
        }
    }

    fn take_answers(&mut self, now: Instant) {
        let mut room = [0; 4096];
        while let Ok(length) = self.callers.socket.recv(&mut room) {
            let text = String::from_utf8_lossy(&room[..length]);
            let index = number(&text).and_then(|number| number.checked_sub(self.first));
            if let (Some(status), Some(index)) = (status(&text), index)
                && index < self.calls.len()
            {
                self.take_answer(now, &text, status, index);
            }
        }
    }

    fn take_answer(&mut self, now: Instant, answer: &str, status: u16, index: usize) {
        let (callers, call) = (self.callers, &mut self.calls[index]);
        let number = self.first + index;
        call.heard_of = true;
        let bye = header(answer, "CSeq").is_some_and(|cseq| cseq.ends_with("BYE"));
        match status {
            100..200 => {}
            200..300 if bye => {
                if !call.ended {
                    self.outcome.succeeded += 1;
                    self.outcome.in_time += usize::from(now < self.last + SOON);
                }
                call.ended = true;
            }
            200..300 => {
                let [ack, bye] = ack_and_bye(callers.local, answer, number);
                callers.send(&ack);
                if call.bye.is_empty() {
                    call.bye = bye;
                    if self.keep {
                        self.outcome.succeeded += 1;
                    } else {
                        self.hang_up.push_back((now + HOLD, index));
                    }
                }
            }
            _ => {
                callers.send(&ack_of_refusal(callers.local, answer, number));
                self.outcome.refused += usize::from(!call.ended);
                call.ended = true;
            }
        }
    }
}
