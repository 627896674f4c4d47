//! What has arrived for a call: the reply to its open request, and events nobody has looked at yet.

use std::collections::VecDeque;

use crate::host::{Event, Reply};

#[derive(Debug, Default)]
pub(super) struct Mailbox {
    /// Requests made so far.
    asked: u32,
    /// The request whose reply somebody waits for. Others come too late, or do not matter.
    expected: Option<u32>,
    reply: Option<Reply>,
    events: VecDeque<Event>,
}

impl Mailbox {
    /// The number of the next request.
    pub(super) fn number(&mut self) -> u32 {
        self.asked = self.asked.wrapping_add(1);
        self.asked
    }

    /// From here on the reply to that request is waited for, and to no other.
    pub(super) fn expect(&mut self, number: u32) {
        self.expected = Some(number);
        self.reply = None;
    }

    pub(super) fn expects(&self, number: u32) -> bool {
        self.expected == Some(number)
    }

    /// Takes in the reply that is expected.
    pub(super) fn put_reply(&mut self, reply: Reply) {
        self.expected = None;
        self.reply = Some(reply);
    }

    pub(super) fn take_reply(&mut self) -> Option<Reply> {
        self.reply.take()
    }

    /// Nobody waits for a reply any more.
    pub(super) fn expect_none(&mut self) {
        self.expected = None;
        self.reply = None;
    }

    /// Queues an event; beyond `bound` the oldest goes.
    pub(super) fn queue(&mut self, event: Event, bound: usize) {
        if self.events.len() >= bound {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    /// The oldest event that is wanted.
    pub(super) fn take_event(&mut self, wanted: impl Fn(&Event) -> bool) -> Option<Event> {
        let at = self.events.iter().position(wanted)?;
        self.events.remove(at)
    }

    pub(super) fn discard(&mut self, unwanted: impl Fn(&Event) -> bool) {
        self.events.retain(|event| !unwanted(event));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::ChannelId;

    fn digit(digit: char) -> Event {
        Event::Digit(ChannelId(1), digit)
    }

    #[test]
    fn only_the_latest_events_are_kept() {
        let mut mailbox = Mailbox::default();
        "1234".chars().for_each(|c| mailbox.queue(digit(c), 2));
        assert_eq!(mailbox.take_event(|_| true), Some(digit('3')));
        mailbox.discard(|event| *event == digit('4'));
        assert_eq!(mailbox.take_event(|_| true), None);
    }

    #[test]
    fn a_reply_that_comes_too_late_is_not_the_one_to_the_next_request() {
        let mut mailbox = Mailbox::default();
        let (first, second) = (mailbox.number(), mailbox.number());
        mailbox.expect(first);
        mailbox.expect(second);
        assert!(!mailbox.expects(first));
        mailbox.put_reply(Reply::TimedOut);
        assert!(!mailbox.expects(second), "there is one reply to a request");
        assert_eq!(mailbox.take_reply(), Some(Reply::TimedOut));
        mailbox.expect(second);
        mailbox.expect_none();
        assert!(!mailbox.expects(second));
    }
}
