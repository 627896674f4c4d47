//! What a receiver counts of a source: validity, loss, duplicates and jitter (RFC 3550 sections 6.4.1, A.1, A.3, A.8).

use super::{ExtSeq, RtpTimestamp, SeqNo, Ssrc};
use crate::Hz;
use std::time::{Duration, Instant};

/// The counts of one source at a time; a new SSRC starts the sequence anew and keeps the totals.
#[derive(Clone, Debug)]
pub struct Reception {
    clock: Hz,
    ssrc: Option<Ssrc>,
    base: u64,
    highest: u64,
    highest_seq: SeqNo,
    /// One bit a packet, the highest in bit 0.
    seen: u64,
    received: u64,
    /// Of sources before this one.
    lost_before: u64,
    duplicate: u64,
    /// Next number after a jump; a second one in order makes it the new sequence.
    probation: Option<SeqNo>,
    last: Option<(Instant, RtpTimestamp)>,
    /// Ticks of `clock`, scaled by 16 as in A.8.
    jitter: u64,
    reported: (u64, u64),
}

/// What a packet is among those before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrival {
    /// Part of the stream.
    Good(ExtSeq),
    /// The first of a source, or of a source that began anew.
    First(ExtSeq),
    /// It has been here before.
    Duplicate,
    /// Too far from the rest to be believed yet.
    Stray,
}

/// Jumps forward beyond this are a restart (A.1 `MAX_DROPOUT`).
const MAX_DROPOUT: i16 = 3000;
/// Later than this is a restart (A.1 `MAX_MISORDER`).
const MAX_MISORDER: i16 = 100;

impl Reception {
    /// Counts for a source whose timestamps tick at `clock`.
    pub fn new(clock: Hz) -> Self {
        Self {
            clock,
            ssrc: None,
            base: 0,
            highest: 0,
            highest_seq: SeqNo(0),
            seen: 0,
            received: 0,
            lost_before: 0,
            duplicate: 0,
            probation: None,
            last: None,
            jitter: 0,
            reported: (0, 0),
        }
    }

    /// Takes note of a packet.
    pub fn handle_packet(
        &mut self,
        now: Instant,
        seq: SeqNo,
        timestamp: RtpTimestamp,
        ssrc: Ssrc,
    ) -> Arrival {
        if self.ssrc != Some(ssrc) {
            self.ssrc = Some(ssrc);
            return self.begin(now, seq, timestamp);
        }
        let distance = seq.distance(self.highest_seq);
        if !(-MAX_MISORDER..=MAX_DROPOUT).contains(&distance) {
            if self.probation.replace(seq.plus(1)) == Some(seq) {
                return self.begin(now, seq, timestamp);
            }
            return Arrival::Stray;
        }
        self.probation = None;
        let extended = self.highest.saturating_add_signed(distance.into());
        if self.was_seen(distance) {
            self.duplicate += 1;
            return Arrival::Duplicate;
        }
        if distance > 0 {
            (self.highest, self.highest_seq) = (extended, seq);
        }
        self.base = self.base.min(extended);
        self.received += 1;
        self.note_jitter(now, timestamp);
        Arrival::Good(ExtSeq(extended))
    }

    fn begin(&mut self, now: Instant, seq: SeqNo, timestamp: RtpTimestamp) -> Arrival {
        self.lost_before = self.lost();
        // Above all numbers before, so that whoever sorts by it sees time go on.
        let first = (self.highest & !0xFFFF) + (2 << 16) + u64::from(seq.0);
        (self.base, self.highest, self.highest_seq) = (first, first, seq);
        (self.seen, self.received, self.probation) = (1, 1, None);
        self.reported = (0, 0);
        self.last = Some((now, timestamp));
        Arrival::First(ExtSeq(first))
    }

    fn was_seen(&mut self, distance: i16) -> bool {
        match distance {
            1.. => {
                self.seen = self
                    .seen
                    .checked_shl(distance.cast_unsigned().into())
                    .unwrap_or(0)
                    | 1;
                false
            }
            -63..=0 => {
                let bit = 1 << distance.unsigned_abs();
                let was = self.seen & bit != 0;
                self.seen |= bit;
                was
            }
            // Too old to remember; taken as new, as A.1 does.
            _ => false,
        }
    }

    fn note_jitter(&mut self, now: Instant, timestamp: RtpTimestamp) {
        if let Some((before, timestamp_before)) = self.last.replace((now, timestamp)) {
            let apart = now.saturating_duration_since(before).as_micros() as i64
                * i64::from(self.clock.0)
                / 1_000_000;
            let change = (apart - i64::from(timestamp.distance(timestamp_before))).unsigned_abs();
            // A jump of the timestamps (more than 10 s) is no jitter.
            if change < u64::from(self.clock.0) * 10 {
                self.jitter = self.jitter + change - ((self.jitter + 8) >> 4);
            }
        }
    }

    /// The clock changed with the codec; what was counted stays.
    pub fn set_clock(&mut self, clock: Hz) {
        if clock != self.clock {
            self.jitter = self.jitter * u64::from(clock.0) / u64::from(self.clock.0.max(1));
            (self.clock, self.last) = (clock, None);
        }
    }

    /// Who is sending.
    pub fn ssrc(&self) -> Option<Ssrc> {
        self.ssrc
    }

    /// Packets that should have come by now, of this source.
    fn expected(&self) -> u64 {
        if self.received > 0 {
            self.highest - self.base + 1
        } else {
            0
        }
    }

    /// Packets that did not come, of all sources.
    pub fn lost(&self) -> u64 {
        self.lost_before + self.expected().saturating_sub(self.received)
    }

    /// Packets that came twice.
    pub fn duplicate(&self) -> u64 {
        self.duplicate
    }

    /// Interarrival jitter.
    pub fn jitter(&self) -> Duration {
        self.clock.duration((self.jitter >> 4) as usize)
    }

    /// Interarrival jitter in ticks of the clock, as reports have it.
    pub fn jitter_ticks(&self) -> u32 {
        (self.jitter >> 4) as u32
    }

    /// Lower 32 bits of the extended highest sequence number; cycles count from zero.
    pub fn highest(&self) -> u32 {
        (self.highest.saturating_sub(self.base & !0xFFFF)) as u32
    }

    /// Lost packets of this source, as 24 bits of a report can say it.
    pub fn cumulative_lost(&self) -> u32 {
        self.expected().saturating_sub(self.received).min(0x7F_FFFF) as u32
    }

    /// Loss since the last call, in 256ths (A.3).
    pub fn take_fraction_lost(&mut self) -> u8 {
        let (expected, received) = (self.expected(), self.received);
        let (expected_before, received_before) =
            std::mem::replace(&mut self.reported, (expected, received));
        let expected = expected.saturating_sub(expected_before);
        let lost = expected.saturating_sub(received.saturating_sub(received_before));
        (lost * 256).checked_div(expected).unwrap_or(0).min(255) as u8
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;

    /// Packets one every 20 ms, the letter is how each was taken: `.` good, `1` first, `2` duplicate, `?` stray.
    fn check(numbers: &[u16], taken: &str, lost: u64) -> Reception {
        let (start, mut reception) = (Instant::now(), Reception::new(Hz(8000)));
        let mut letters = String::new();
        for (index, number) in numbers.iter().enumerate() {
            let at = start + Duration::from_millis(20 * index as u64);
            let arrival = reception.handle_packet(
                at,
                SeqNo(*number),
                RtpTimestamp(160 * index as u32),
                Ssrc(1),
            );
            letters.push(match arrival {
                Arrival::Good(_) => '.',
                Arrival::First(_) => '1',
                Arrival::Duplicate => '2',
                Arrival::Stray => '?',
            });
        }
        assert_eq!(
            (letters.as_str(), reception.lost()),
            (taken, lost),
            "{numbers:?}"
        );
        reception
    }

    #[test]
    fn loss_and_duplicates_are_counted_across_the_wrap() {
        check(&[1, 2, 3], "1..", 0);
        check(&[65534, 65535, 0, 1], "1...", 0);
        check(&[1, 2, 5, 6], "1...", 2);
        check(&[1, 2, 2, 4, 3, 3], "1.2..2", 0);
        check(&[5, 4], "1.", 0);
    }

    #[test]
    fn a_jump_is_believed_at_its_second_packet() {
        check(&[1, 2, 30_000, 3], "1.?.", 0);
        check(&[1, 2, 30_000, 30_001, 30_002], "1.?1.", 0);
    }

    #[test]
    fn even_packets_have_no_jitter_and_the_fraction_starts_anew() {
        let mut reception = check(&[1, 2, 4, 5], "1...", 1);
        assert_eq!(reception.jitter(), Duration::ZERO);
        assert_eq!(
            (
                reception.take_fraction_lost(),
                reception.take_fraction_lost()
            ),
            (51, 0)
        );
        assert_eq!((reception.highest(), reception.cumulative_lost()), (5, 1));
    }

    #[test]
    fn a_new_source_starts_anew_and_the_totals_stay() {
        let mut reception = check(&[1, 3], "1.", 1);
        let now = Instant::now();
        let first = reception.handle_packet(now, SeqNo(9), RtpTimestamp(0), Ssrc(2));
        assert!(matches!(first, Arrival::First(_)));
        assert_eq!((reception.lost(), reception.cumulative_lost()), (1, 0));
    }
}
