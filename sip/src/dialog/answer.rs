//! The repetition of a 2xx to an INVITE until its ACK comes (RFC 3261 section 13.3.1.4). It is the
//! user agent's, not the transaction's, and happens over reliable transports, too: a proxy further
//! on may use UDP.

use std::time::Instant;

use crate::transaction::{Retransmit, Timing};

#[derive(Debug)]
pub(crate) struct Answer {
    payload: Vec<u8>,
    /// `None` once acknowledged or given up.
    retransmit: Option<Retransmit>,
    gives_up_at: Instant,
    due: bool,
}

impl Answer {
    /// `payload` has just been sent for the first time.
    pub(crate) fn new(now: Instant, timing: Timing, payload: Vec<u8>) -> Self {
        let retransmit = Some(Retransmit::new(now, timing.t1, timing.t2));
        Self {
            payload,
            retransmit,
            gives_up_at: now + timing.patience(),
            due: false,
        }
    }

    /// The ACK came; tells whether it is the first.
    pub(crate) fn handle_ack(&mut self) -> bool {
        self.due = false;
        self.payload = Vec::new();
        self.retransmit.take().is_some()
    }

    /// Tells whether this is where patience ends.
    pub(crate) fn handle_timeout(&mut self, now: Instant) -> bool {
        let Some(timer) = &mut self.retransmit else {
            return false;
        };
        if now >= self.gives_up_at {
            self.retransmit = None;
            return true;
        }
        self.due = timer.is_due(now);
        false
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.retransmit
            .map(|timer| timer.at().min(self.gives_up_at))
    }

    pub(crate) fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        std::mem::take(&mut self.due).then(|| self.payload.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transaction::testing;

    #[test]
    fn a_2xx_is_repeated_up_to_4_seconds_apart_and_given_up_after_32() {
        let start = testing::start();
        let mut answer = Answer::new(start, Timing::default(), vec![1]);
        let mut times = Vec::new();
        let mut given_up = false;
        while let Some(at) = answer.poll_timeout() {
            given_up = answer.handle_timeout(at);
            if answer.poll_transmit().is_some() {
                times.push((at - start).as_millis());
            }
        }
        assert_eq!(
            times,
            [
                500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500
            ]
        );
        assert!(given_up);
    }

    #[test]
    fn the_first_ack_ends_it() {
        let mut answer = Answer::new(testing::start(), Timing::default(), vec![1]);
        assert!(answer.handle_ack());
        assert!(!answer.handle_ack());
        assert_eq!(
            (answer.poll_timeout(), answer.poll_transmit()),
            (None, None)
        );
    }
}
