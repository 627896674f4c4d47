//! The buffer: packets in, decisions out.

use super::{
    JitterConfig,
    decide::{Decision, FADED, Head, Situation, decide},
    estimate::Estimate,
    playout::{Content, Counts, Frame, Incoming, Playout},
    store::{Insertion, Store, Stored},
    timeline::Timeline,
};
use crate::rtp::ExtSeq;
use std::time::{Duration, Instant};

/// The adaptive jitter buffer of one flow.
#[derive(Clone, Debug)]
pub struct JitterBuffer {
    config: JitterConfig,
    origin: Option<Instant>,
    timeline: Timeline,
    store: Store,
    estimate: Estimate,
    counts: Counts,
    /// What was played, or passed over, last.
    played: Option<ExtSeq>,
    /// Packets before that, the newest in bit 1, that were not there when their turn came.
    missed: u64,
    /// Playing time less media time, µs; `None` before the first frame.
    delay: Option<i64>,
    /// For how long nothing was played, µs.
    starved: i64,
    /// When the first of a run of late packets came, and how many they are.
    late_run: Option<(i64, usize)>,
    /// How far before its playing time a frame is taken, smoothed, µs.
    lead: i64,
    frame: i64,
    repairs: bool,
}

/// Until a frame has come.
const USUAL_FRAME: i64 = 20_000;

impl JitterBuffer {
    /// An empty buffer.
    pub fn new(config: JitterConfig) -> Self {
        Self {
            origin: None,
            timeline: Timeline::default(),
            store: Store::default(),
            estimate: Estimate::new(&config),
            config,
            counts: Counts::default(),
            played: None,
            missed: 0,
            delay: None,
            starved: 0,
            late_run: None,
            lead: 0,
            frame: USUAL_FRAME,
            repairs: false,
        }
    }

    /// Whether a frame may hold a copy of the one before it: then waiting for the next one is worth more.
    pub fn set_repairs(&mut self, repairs: bool) {
        self.repairs = repairs;
    }

    /// What was counted so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// A packet has come.
    pub fn handle_packet(&mut self, now: Instant, packet: Incoming<'_>) {
        let arrived = self.micros(now);
        let usual = self.estimate.fastest();
        let Some(place) = self
            .timeline
            .place(arrived, &packet.header, packet.clock, usual)
        else {
            return;
        };
        if self.played.is_some_and(|played| place.seq <= played) {
            self.count_straggler(place.seq, arrived - place.position);
            return;
        }
        let stored = Stored {
            seq: place.seq,
            position: place.position,
            duration: packet.duration.as_micros() as i64,
            arrived,
            content: packet.content,
            payload_type: packet.header.payload_type,
            payload: self.store.payload(packet.payload),
        };
        match self.store.insert(stored) {
            Insertion::Duplicate => self.counts.duplicate += 1,
            Insertion::Full => {
                // Whoever sends so far ahead does not send in real time; the oldest goes.
                self.give_up_oldest();
            }
            Insertion::Stored if packet.content == Content::Sound => {
                self.estimate
                    .handle_arrival(arrived - place.position, &self.config);
            }
            Insertion::Stored => {}
        }
    }

    /// Decides what sounds `queued` after `now`: that much is still to be heard of what was taken before.
    pub fn poll_playout(&mut self, now: Instant, queued: Duration) -> Playout<'_> {
        let lead = queued.as_micros() as i64;
        let at = self.micros(now) + lead;
        self.pass_over_nothing();
        match decide(self.situation(at)) {
            Decision::Wait => Playout::Wait,
            Decision::Conceal(length) => {
                self.starved += length;
                Playout::Conceal(micros(length))
            }
            Decision::Recover => {
                self.starved += self.frame;
                let Some(next) = self.store.first() else {
                    return Playout::Conceal(micros(self.frame));
                };
                Playout::Recover(micros(self.frame), next.payload_type, &next.payload)
            }
            Decision::Late(missed) => self.take_late(missed),
            Decision::Frame => self.take(at, lead).map_or(Playout::Wait, Playout::Frame),
            Decision::Accelerate(late) => self.take(at, lead).map_or(Playout::Wait, |frame| {
                Playout::Accelerate(frame, micros(late))
            }),
            Decision::Expand(early) => self
                .take(at, lead)
                .map_or(Playout::Wait, |frame| Playout::Expand(frame, micros(early))),
        }
    }

    /// Whether no packet waits.
    pub fn is_empty(&self) -> bool {
        self.store.first().is_none()
    }

    /// The last frame was made this much shorter (negative) or longer, in µs.
    pub fn note_stretch(&mut self, stretch: i64) {
        self.delay = self.delay.map(|delay| delay + stretch);
    }

    /// Gives a payload's memory back.
    pub fn reuse(&mut self, payload: Vec<u8>) {
        self.store.reuse(payload);
    }

    /// A packet whose turn is over: late when it was missed, else a copy.
    fn count_straggler(&mut self, seq: ExtSeq, transit: i64) {
        let back = self.played.map_or(0, |played| played.0 - seq.0);
        if back < 64 && self.missed & (1 << back) != 0 {
            self.missed &= !(1 << back);
            self.counts.lost -= 1;
            self.counts.late += 1;
            self.estimate.handle_arrival(transit, &self.config);
        } else {
            self.counts.duplicate += 1;
        }
    }

    fn situation(&self, at: i64) -> Situation {
        let head = self.store.first().map(|first| {
            let transit = at - first.position;
            let last = self
                .store
                .last()
                .map_or(first.position, |last| last.position);
            let due = at - self.delay.unwrap_or(transit);
            let slow = self
                .late_run
                .is_some_and(|(since, _)| first.arrived - since >= SLOWED);
            Head {
                late: transit - self.target(),
                ahead: first.position - due,
                in_sequence: self.played.is_none_or(|played| first.seq.0 <= played.0 + 1),
                length: if first.duration > 0 {
                    first.duration
                } else {
                    self.frame
                },
                slowed: slow && last < due,
                repairs: self.repairs && first.content == Content::Sound,
            }
        });
        Situation {
            begun: self.delay.is_some(),
            starved: self.starved,
            head,
        }
    }

    /// The transit to play with, µs.
    fn target(&self) -> i64 {
        let fastest = self.estimate.fastest();
        let margin = self.config.margin.as_micros() as i64 + self.lead;
        let estimated = self.estimate.target() + margin;
        let worth_repairing = self.repairs && self.estimate.loss() > WORTH_REPAIRING;
        // The copy comes a frame later than what it repairs.
        let wanted = if worth_repairing {
            estimated.max(fastest + self.frame + REPAIR_MARGIN)
        } else {
            estimated
        };
        wanted.min(fastest + self.config.max_delay.as_micros() as i64)
    }

    fn take(&mut self, at: i64, lead: i64) -> Option<Frame> {
        let packet = self.store.pop()?;
        self.pass(packet.seq);
        (self.delay, self.late_run) = (Some(at - packet.position), None);
        if packet.content == Content::Sound {
            self.starved = 0;
            self.lead += (lead - self.lead) / 16;
            self.frame = if packet.duration > 0 {
                packet.duration
            } else {
                self.frame
            };
            self.count_played(at - packet.arrived);
        } else {
            // The noise of a pause needs no concealment.
            self.starved = FADED;
        }
        Some(packet.into())
    }

    /// Takes a frame of which the first `missed` µs come too late.
    fn take_late<'buffer>(&mut self, missed: i64) -> Playout<'buffer> {
        let Some(packet) = self.store.pop() else {
            return Playout::Wait;
        };
        self.pass(packet.seq);
        let (since, count) = self
            .late_run
            .map_or((packet.arrived, 1), |(since, count)| (since, count + 1));
        self.late_run = Some((since, count));
        if packet.arrived - since >= SLOWED / 2 {
            self.estimate.note_slower(count);
        }
        if packet.duration > missed {
            self.starved = 0;
            self.count_played(missed);
        } else {
            self.counts.late += 1;
        }
        Playout::Late(packet.into(), micros(missed))
    }

    fn count_played(&mut self, waited: i64) {
        self.counts.played += 1;
        self.counts.last_wait = micros(waited);
        self.counts.waited += self.counts.last_wait;
    }

    fn give_up_oldest(&mut self) {
        if let Some(packet) = self.store.pop() {
            self.pass(packet.seq);
            self.counts.late += 1;
            self.store.reuse(packet.payload);
        }
    }

    fn pass_over_nothing(&mut self) {
        while self
            .store
            .first()
            .is_some_and(|first| first.content == Content::Nothing)
        {
            if let Some(packet) = self.store.pop() {
                self.pass(packet.seq);
                self.store.reuse(packet.payload);
            }
        }
    }

    /// The turn of `seq` is over; those between it and the one before were missed.
    fn pass(&mut self, seq: ExtSeq) {
        if let Some(before) = self.played {
            let distance = seq.0 - before.0;
            let missed = distance - 1;
            self.counts.lost += missed;
            (0..missed.min(50)).for_each(|_| self.estimate.note_loss());
            let bits = if missed < 63 {
                (1 << missed) - 1
            } else {
                u64::MAX >> 1
            };
            self.missed = self
                .missed
                .checked_shl(distance.min(64) as u32)
                .unwrap_or(0)
                | bits << 1;
        }
        self.played = Some(seq);
    }

    fn micros(&mut self, now: Instant) -> i64 {
        let origin = *self.origin.get_or_insert(now);
        now.saturating_duration_since(origin).as_micros() as i64
    }
}

/// Packets that come too late for so long are no spike; a spike's packets come all at once.
const SLOWED: i64 = 50_000;
/// A share of lost packets from which their repair is worth a frame of delay.
const WORTH_REPAIRING: f32 = 0.01;
const REPAIR_MARGIN: i64 = 10_000;

fn micros(micros: i64) -> Duration {
    Duration::from_micros(micros.max(0).unsigned_abs())
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;
    use crate::{
        Hz,
        rtp::{Header, RtpTimestamp, SeqNo, Ssrc},
    };
    use proptest::prelude::*;

    struct Harness {
        start: Instant,
        buffer: JitterBuffer,
        played: String,
    }

    impl Harness {
        fn new() -> Self {
            let config = JitterConfig {
                margin: Duration::ZERO,
                caution: Duration::ZERO,
                ..JitterConfig::default()
            };
            Self {
                start: Instant::now(),
                buffer: JitterBuffer::new(config),
                played: String::new(),
            }
        }

        fn packet(&mut self, ms: u64, seq: u16, timestamp: u32, content: Content) {
            let header = Header {
                marker: false,
                payload_type: 0,
                seq: SeqNo(seq),
                timestamp: RtpTimestamp(timestamp),
                ssrc: Ssrc(1),
            };
            let payload = seq.to_be_bytes();
            let duration = Duration::from_millis(20);
            let packet = Incoming {
                header,
                payload: &payload,
                content,
                clock: Hz(8000),
                duration,
            };
            self.buffer
                .handle_packet(self.start + Duration::from_millis(ms), packet);
        }

        fn poll(&mut self, ms: u64) {
            let now = self.start + Duration::from_millis(ms);
            self.played += &match self.buffer.poll_playout(now, Duration::ZERO) {
                Playout::Wait => "_".into(),
                Playout::Frame(frame) => frame.number(),
                Playout::Accelerate(frame, _) => format!("{}<", frame.number()),
                Playout::Expand(frame, _) => format!("{}>", frame.number()),
                Playout::Late(frame, missed) => {
                    format!("({}-{})", frame.number(), missed.as_millis())
                }
                Playout::Conceal(made) => "~".repeat(made.as_millis() as usize / 10),
                Playout::Recover(..) => "+".into(),
            };
        }
    }

    impl Frame {
        fn number(&self) -> String {
            u16::from_be_bytes([self.payload[0], self.payload[1]]).to_string()
        }
    }

    /// `20:2` is packet 2 (of 20 ms frames) at 20 ms, `20:n2` one that is no sound, `40?` a poll. Played are numbers,
    /// `~` 10 ms concealed, `_` silence, `>` to be lengthened, `<` shortened, `(2-15)` 2 without its first 15 ms.
    fn check(steps: &str, played: &str) -> Counts {
        let mut harness = Harness::new();
        for step in steps.split_whitespace() {
            match step.split_once(':') {
                Some((ms, packet)) => {
                    let number: u16 = packet.trim_start_matches('n').parse().unwrap();
                    let content = if packet.starts_with('n') {
                        Content::Nothing
                    } else {
                        Content::Sound
                    };
                    let timestamp = u32::from(number).wrapping_mul(160);
                    harness.packet(ms.parse().unwrap(), number, timestamp, content);
                }
                None => harness.poll(step.trim_end_matches('?').parse().unwrap()),
            }
        }
        assert_eq!(harness.played, played, "{steps}");
        harness.buffer.counts()
    }

    #[test]
    fn packets_are_played_in_order() {
        check("0:1 4? 20:2 24? 40:3 44?", "123");
        check("0:1 24? 40:3 41:2 44? 64?", "12<3<");
    }

    #[test]
    fn a_lost_packet_is_concealed_and_its_late_copy_dropped() {
        let counts = check(
            "0:1 30? 45:2 46:3 50? 70? 85:5 90? 110? 115:4 130?",
            "12<3<~~5<~",
        );
        assert_eq!((counts.lost, counts.late, counts.duplicate), (0, 1, 0));
    }

    #[test]
    fn what_comes_twice_is_played_once() {
        let counts = check("0:1 0:1 4? 5:1 20:2 24? 26:2", "12");
        assert_eq!((counts.lost, counts.late, counts.duplicate), (0, 0, 3));
    }

    #[test]
    fn of_a_late_packet_the_rest_is_played() {
        check("0:1 4? 24? 30:2 34? 40:3 44?", "1~(2-10)3");
    }

    #[test]
    fn a_burst_that_comes_too_late_is_left_out_and_delay_stays() {
        let counts = check(
            "0:1 4? 24? 34? 44? 54? 64? 70:2 70:3 70:4 70:5 74? 74? 74? 84?",
            "1~~~~~(2-50)(3-30)(4-10)5<",
        );
        assert_eq!((counts.late, counts.played), (2, 3));
    }

    #[test]
    fn a_path_that_got_slower_is_followed() {
        let late = "0:1 4? 24? 34? 44? 54? 64? 74? 84? 94? 104:2 104? 114? 124:3 124? 134? 144:4 144? 154? 164:5 164? 174?";
        let counts = check(late, "1~~~~~~~~(2-80)~(3-80)~(4-80)~~5");
        assert_eq!((counts.late, counts.played), (3, 2));
    }

    #[test]
    fn a_pause_of_the_sender_is_silence_and_no_loss() {
        let mut harness = Harness::new();
        harness.packet(0, 1, 0, Content::Sound);
        harness.poll(4);
        (0..15).for_each(|beat| harness.poll(24 + 10 * beat));
        harness.packet(500, 2, 4000, Content::Sound);
        harness.poll(500);
        harness.poll(504);
        assert_eq!(harness.played, format!("1{}_2", "~".repeat(15)));
        assert_eq!(harness.buffer.counts().lost, 0);
    }

    #[test]
    fn numbers_of_other_payloads_are_not_missed() {
        let counts = check("0:1 4? 20:n2 40:n3 60:4 64?", "14");
        assert_eq!(counts.lost, 0);
    }

    proptest! {
        #[test]
        fn no_number_is_played_twice_and_order_is_kept(
            packets in proptest::collection::vec((0..40_u64, any::<u16>(), any::<bool>(), any::<u32>()), 1..200),
            jump in any::<bool>(),
        ) {
            let (mut harness, mut ms, mut seq, mut last) = (Harness::new(), 0, 65_500_u16, None);
            for (wait, noise, lose, timestamp) in packets {
                ms += wait;
                seq = seq.wrapping_add(if lose { noise % 5 } else { 1 });
                let timestamp = if jump && noise % 17 == 0 { timestamp } else { u32::from(seq).wrapping_mul(160) };
                harness.packet(ms, seq, timestamp, Content::Sound);
                let now = harness.start + Duration::from_millis(ms);
                if let Playout::Frame(frame)
                | Playout::Accelerate(frame, _)
                | Playout::Late(frame, _)
                | Playout::Expand(frame, _) = harness.buffer.poll_playout(now, Duration::ZERO)
                {
                    prop_assert!(last.is_none_or(|last| frame.seq > last));
                    last = Some(frame.seq);
                }
            }
        }
    }
}
