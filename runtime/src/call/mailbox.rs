//! What has arrived for a call: the reply to its open request, and events nobody has looked at yet.

use std::collections::VecDeque;

use crate::host::{Event, Reply};

#[derive(Debug, Default)]
pub(super) struct Mailbox {
    /// Replies to come that nobody waits for; they arrive in the order of the requests.
    unawaited: u32,
    reply: Option<Reply>,
    events: VecDeque<Event>,
}

impl Mailbox {
    /// A request was made whose reply does not matter.
    pub(super) fn expect_unawaited(&mut self) {
        self.unawaited += 1;
    }

    /// Takes in a reply; whether somebody waits for it.
    pub(super) fn put_reply(&mut self, reply: Reply) -> bool {
        if self.unawaited > 0 {
            self.unawaited -= 1;
            return false;
        }
        self.reply = Some(reply);
        true
    }

    pub(super) fn take_reply(&mut self) -> Option<Reply> {
        self.reply.take()
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
    fn replies_that_nobody_waits_for_are_told_apart_by_their_order() {
        let mut mailbox = Mailbox::default();
        mailbox.expect_unawaited();
        assert!(!mailbox.put_reply(Reply::Done));
        assert!(mailbox.put_reply(Reply::TimedOut));
        assert_eq!(mailbox.take_reply(), Some(Reply::TimedOut));
    }
}
