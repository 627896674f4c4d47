//! The waiting room of requests that begin something: what is up goes before them.
//!
//! Datagrams enter with the time; they leave in their order, to be taken or refused. Whoever has waited too
//! long is refused, so at overload a queue of bounded *time* stands here whatever the machine can do, and
//! those who are let in are let in fully. A queue bounded by number alone is either short enough to refuse
//! a burst that a fast machine takes, or long enough that callers send again before a slow one answers.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::udp::Datagram;

/// Who has waited this long is refused: well before a client sends again (500 ms, timer A of RFC 3261).
const PATIENCE: Duration = Duration::from_millis(100);
/// Octets of waiting datagrams; what comes beyond is dropped, as the kernel would drop it. Some 8,000
/// INVITEs, which is more than can be refused while one waits.
const MAX_OCTETS: usize = 8 << 20;

/// Requests that wait.
#[derive(Default)]
pub(crate) struct Newcomers {
    queue: VecDeque<(Instant, Datagram)>,
    octets: usize,
}

/// What to do with the next one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Let it in.
    Take(Datagram),
    /// It came too long ago: send it away.
    Refuse(Datagram),
}

impl Newcomers {
    /// Takes one in; false when there is no room, and it is gone.
    pub(crate) fn push(&mut self, now: Instant, datagram: Datagram) -> bool {
        let octets = self.octets + datagram.payload.len();
        if octets > MAX_OCTETS {
            return false;
        }
        self.octets = octets;
        self.queue.push_back((now, datagram));
        true
    }

    /// Whose turn it is.
    pub(crate) fn pop(&mut self, now: Instant) -> Option<Next> {
        let (since, datagram) = self.queue.pop_front()?;
        self.octets -= datagram.payload.len();
        let waited = now.saturating_duration_since(since);
        Some(if waited < PATIENCE {
            Next::Take(datagram)
        } else {
            Next::Refuse(datagram)
        })
    }

    /// Whether nobody waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn datagram(octets: usize) -> Datagram {
        Datagram {
            local: ([127, 0, 0, 1], 5060).into(),
            peer: ([127, 0, 0, 1], 5061).into(),
            payload: vec![b'x'; octets],
        }
    }

    #[test]
    fn who_came_first_is_first_and_who_waited_too_long_is_refused() {
        let (start, mut room) = (Instant::now(), Newcomers::default());
        assert!(room.push(start, datagram(1)));
        assert!(room.push(start + PATIENCE / 2, datagram(2)));
        assert_eq!(room.pop(start + PATIENCE), Some(Next::Refuse(datagram(1))));
        assert_eq!(room.pop(start + PATIENCE), Some(Next::Take(datagram(2))));
        assert_eq!(room.pop(start + PATIENCE), None);
    }

    #[test]
    fn the_room_is_bounded_by_octets_and_has_room_again() {
        let (start, mut room) = (Instant::now(), Newcomers::default());
        assert!(room.push(start, datagram(MAX_OCTETS)));
        assert!(!room.push(start, datagram(1)));
        assert!(room.pop(start).is_some() && room.is_empty());
        assert!(room.push(start, datagram(1)));
    }
}
