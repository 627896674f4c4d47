//! Store: packets in order of their sequence numbers, each once, a bounded number of them.

use super::Content;
use crate::rtp::ExtSeq;
use std::collections::VecDeque;

/// A packet that waits for its turn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Stored {
    pub(super) seq: ExtSeq,
    /// Media time on the buffer's timeline, µs.
    pub(super) position: i64,
    /// How long it sounds, µs.
    pub(super) duration: i64,
    /// When it came, on the buffer's timeline, µs.
    pub(super) arrived: i64,
    pub(super) content: Content,
    pub(super) payload_type: u8,
    pub(super) payload: Vec<u8>,
}

/// Packets by sequence number.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    packets: VecDeque<Stored>,
    /// Payloads that were played, to be used again.
    spare: Vec<Vec<u8>>,
}

/// What became of a packet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Insertion {
    Stored,
    Duplicate,
    /// There is no room; the caller decides what to give up.
    Full,
}

/// 5 s of 20 ms frames: more cannot be played in time for anyone.
const CAPACITY: usize = 256;

impl Store {
    pub(super) fn insert(&mut self, packet: Stored) -> Insertion {
        let after = self
            .packets
            .iter()
            .rev()
            .take_while(|stored| stored.seq > packet.seq)
            .count();
        let place = self.packets.len() - after;
        if place > 0 && self.packets[place - 1].seq == packet.seq {
            return Insertion::Duplicate;
        }
        if self.packets.len() == CAPACITY {
            return Insertion::Full;
        }
        self.packets.insert(place, packet);
        Insertion::Stored
    }

    pub(super) fn first(&self) -> Option<&Stored> {
        self.packets.front()
    }

    pub(super) fn last(&self) -> Option<&Stored> {
        self.packets.back()
    }

    pub(super) fn pop(&mut self) -> Option<Stored> {
        self.packets.pop_front()
    }

    /// A buffer holding `payload`, from those given back.
    pub(super) fn payload(&mut self, payload: &[u8]) -> Vec<u8> {
        let mut buffer = self.spare.pop().unwrap_or_default();
        buffer.clear();
        buffer.extend_from_slice(payload);
        buffer
    }

    /// Gives a buffer back.
    pub(super) fn reuse(&mut self, payload: Vec<u8>) {
        if self.spare.len() < 8 {
            self.spare.push(payload);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(numbers: &[u64], kept: &[u64], refused: &[Insertion]) {
        let mut store = Store::default();
        let packet = |seq| Stored {
            seq: ExtSeq(seq),
            position: 0,
            duration: 20_000,
            arrived: 0,
            content: Content::Sound,
            payload_type: 0,
            payload: Vec::new(),
        };
        let outcomes: Vec<_> = numbers
            .iter()
            .map(|seq| store.insert(packet(*seq)))
            .collect();
        let found: Vec<_> = std::iter::from_fn(|| store.pop())
            .map(|packet| packet.seq.0)
            .collect();
        let outcomes: Vec<_> = outcomes
            .into_iter()
            .filter(|outcome| *outcome != Insertion::Stored)
            .collect();
        assert_eq!((found.as_slice(), outcomes.as_slice()), (kept, refused));
    }

    #[test]
    fn packets_come_out_in_order_and_once() {
        check(&[1, 3, 2], &[1, 2, 3], &[]);
        check(&[5, 5, 4, 5, 4], &[4, 5], &[Insertion::Duplicate; 3]);
    }

    #[test]
    fn a_full_store_takes_no_more() {
        let many: Vec<_> = (0..=CAPACITY as u64).collect();
        check(&many, &many[..CAPACITY], &[Insertion::Full]);
    }
}
