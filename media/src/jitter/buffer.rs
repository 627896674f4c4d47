//! The buffer: packets in, decisions out.

use super::{
    JitterConfig,
    decide::{Decision, GRAIN, Head, Situation, decide},
    estimate::Estimate,
    store::{Insertion, Store, Stored},
    timeline::Timeline,
};
use crate::{
    Hz,
    rtp::{ExtSeq, Header},
};
use std::time::{Duration, Instant};

/// What a packet holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// Frames of a codec.
    Sound,
    /// The level of the silence that begins (RFC 3389).
    Noise,
    /// Something that is not sound, such as a telephone event; only its number counts.
    Nothing,
}

/// A packet on its way into the buffer.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'datagram> {
    /// Of the RTP packet.
    pub header: Header,
    /// Its payload.
    pub payload: &'datagram [u8],
    /// What that is.
    pub content: Content,
    /// Clock of its timestamps.
    pub clock: Hz,
    /// How long it sounds.
    pub duration: Duration,
}

/// What to play next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Playout<'buffer> {
    /// Nothing yet: silence, or the noise of a pause.
    Wait,
    /// The frame, as it is.
    Frame(Frame),
    /// The frame, shortened if it can be done unheard.
    Accelerate(Frame),
    /// The frame, lengthened likewise.
    Expand(Frame),
    /// A frame is lost: make up as much.
    Conceal(Duration),
    /// A frame is lost, and this payload of the frame after it may hold a copy.
    Recover(Duration, u8, &'buffer [u8]),
    /// Nothing is there although it should be: make up a little, and ask again.
    Stall,
}

/// A payload whose turn has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// Extended, in the order of playing.
    pub seq: ExtSeq,
    /// Sound or noise.
    pub content: Content,
    /// As in its packet.
    pub payload_type: u8,
    /// Its octets; give them back with [`JitterBuffer::reuse`].
    pub payload: Vec<u8>,
}

/// What the buffer has seen. Times add up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Packets missing when their turn came, that never came.
    pub lost: u64,
    /// Packets that came after their turn, or were left out to catch up.
    pub late: u64,
    /// Packets that came twice.
    pub duplicate: u64,
    /// Packets that were played.
    pub played: u64,
    /// How long those waited, together.
    pub waited: Duration,
    /// How long the last one waited.
    pub last_wait: Duration,
}

/// The adaptive jitter buffer of one flow.
#[derive(Clone, Debug)]
pub struct JitterBuffer {
    config: JitterConfig,
    origin: Option<Instant>,
    timeline: Timeline,
    store: Store,
    estimate: Estimate,
    counts: Counts,
    /// Number and end, µs, of what was played last.
    played: Option<(ExtSeq, i64)>,
    playing: bool,
    /// Time made up while the store was empty, since the last frame, µs.
    stalled: i64,
    /// Packets before the last one played, the newest in bit 1, that were not there when their turn came.
    missed: u64,
    late: i64,
    frame: i64,
    repairs: bool,
}

/// Until a frame has come.
const USUAL_FRAME: i64 = 20_000;

impl JitterBuffer {
    /// An empty buffer.
    pub fn new(config: JitterConfig) -> Self {
        Self {
            config,
            origin: None,
            timeline: Timeline::default(),
            store: Store::default(),
            estimate: Estimate::new(),
            counts: Counts::default(),
            played: None,
            playing: false,
            stalled: 0,
            missed: 0,
            late: 0,
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
        let usual = self.estimate.fastest().unwrap_or(0);
        let Some(place) = self
            .timeline
            .place(arrived, &packet.header, packet.clock, usual)
        else {
            return;
        };
        if self.played.is_some_and(|(seq, _)| place.seq <= seq) {
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
                self.skip();
            }
            Insertion::Stored if packet.content == Content::Sound => {
                self.estimate
                    .handle_arrival(arrived - place.position, &self.config);
            }
            Insertion::Stored => {}
        }
    }

    /// Decides what sounds at `at`, not before the packets handled so far came.
    pub fn poll_playout(&mut self, at: Instant) -> Playout<'_> {
        let at = self.micros(at);
        loop {
            self.pass_over_nothing();
            match decide(self.situation(at)) {
                Decision::Wait => {
                    self.playing = false;
                    return Playout::Wait;
                }
                Decision::Stall => {
                    self.stalled += GRAIN;
                    // By now what was made up has faded away.
                    self.playing = self.stalled < LONGEST_STALL;
                    return Playout::Stall;
                }
                Decision::Conceal(length) => return Playout::Conceal(self.advance(length)),
                Decision::Recover => {
                    let duration = self.advance(self.frame);
                    let Some(next) = self.store.first() else {
                        return Playout::Conceal(duration);
                    };
                    return Playout::Recover(duration, next.payload_type, &next.payload);
                }
                Decision::Skip => self.skip(),
                Decision::Frame => return self.take(at).map_or(Playout::Wait, Playout::Frame),
                Decision::Accelerate => {
                    return self.take(at).map_or(Playout::Wait, Playout::Accelerate);
                }
                Decision::Expand => return self.take(at).map_or(Playout::Wait, Playout::Expand),
            }
        }
    }

    /// Whether no packet waits.
    pub fn is_empty(&self) -> bool {
        self.store.first().is_none()
    }

    /// How much later than the estimate wants the last frame was played.
    pub fn lateness(&self) -> Duration {
        Duration::from_micros(self.late.max(0).unsigned_abs())
    }

    /// Gives a payload's memory back.
    pub fn reuse(&mut self, payload: Vec<u8>) {
        self.store.reuse(payload);
    }

    /// A packet whose turn is over: late when it was missed, else a copy.
    fn count_straggler(&mut self, seq: ExtSeq, transit: i64) {
        let back = self.played.map_or(0, |(played, _)| played.0 - seq.0);
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
            let target = self.target();
            let (seq, end) = self.played.unwrap_or((first.seq, first.position));
            let last = self
                .store
                .last()
                .map_or(first.position, |last| last.position);
            Head {
                late: at - first.position - target,
                gap: first.position - end,
                in_sequence: first.seq.0 <= seq.0 + 1,
                frame: self.frame,
                followed: last + target >= at,
                stalled: self.stalled > 0,
                repairs: self.repairs && first.content == Content::Sound,
            }
        });
        Situation {
            playing: self.playing,
            head,
        }
    }

    /// The transit to play with, µs.
    fn target(&self) -> i64 {
        let fastest = self.estimate.fastest().unwrap_or(0);
        let estimated = self.estimate.target().unwrap_or(0) + self.config.margin.as_micros() as i64;
        let worth_repairing = self.repairs && self.estimate.loss() > WORTH_REPAIRING;
        // The copy comes a frame later than what it repairs.
        let wanted = if worth_repairing {
            estimated.max(fastest + self.frame + REPAIR_MARGIN)
        } else {
            estimated
        };
        wanted.min(fastest + self.config.max_delay.as_micros() as i64)
    }

    /// Goes on by `length` µs that are not there.
    fn advance(&mut self, length: i64) -> Duration {
        if let Some((_, end)) = &mut self.played {
            *end += length;
        }
        Duration::from_micros(length.unsigned_abs())
    }

    fn take(&mut self, at: i64) -> Option<Frame> {
        let packet = self.store.pop()?;
        self.late = (at - packet.position - self.target()).abs();
        self.pass(packet.seq, packet.position + packet.duration);
        (self.playing, self.stalled) = (true, 0);
        if packet.content == Content::Sound {
            self.frame = if packet.duration > 0 {
                packet.duration
            } else {
                self.frame
            };
            self.counts.played += 1;
            self.counts.last_wait =
                Duration::from_micros((at - packet.arrived).max(0).unsigned_abs());
            self.counts.waited += self.counts.last_wait;
        } else {
            self.playing = false;
        }
        let Stored {
            seq,
            content,
            payload_type,
            payload,
            ..
        } = packet;
        Some(Frame {
            seq,
            content,
            payload_type,
            payload,
        })
    }

    /// Leaves out the first packet.
    fn skip(&mut self) {
        if let Some(packet) = self.store.pop() {
            self.pass(packet.seq, packet.position + packet.duration);
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
                self.pass(packet.seq, packet.position);
                self.store.reuse(packet.payload);
            }
        }
    }

    /// The turn of `seq` is over; those between it and the one before were missed.
    fn pass(&mut self, seq: ExtSeq, end: i64) {
        if let Some((before, _)) = self.played {
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
        self.played = Some((seq, end));
    }

    fn micros(&mut self, now: Instant) -> i64 {
        let origin = *self.origin.get_or_insert(now);
        now.saturating_duration_since(origin).as_micros() as i64
    }
}

const LONGEST_STALL: i64 = 150_000;
/// A share of lost packets from which their repair is worth a frame of delay.
const WORTH_REPAIRING: f32 = 0.01;
const REPAIR_MARGIN: i64 = 10_000;

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;
    use crate::rtp::{RtpTimestamp, SeqNo, Ssrc};
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
            let at = self.start + Duration::from_millis(ms);
            self.played += &match self.buffer.poll_playout(at) {
                Playout::Wait => "_".into(),
                Playout::Frame(frame) => frame.number(),
                Playout::Accelerate(frame) => format!("{}<", frame.number()),
                Playout::Expand(frame) => format!("{}>", frame.number()),
                Playout::Conceal(_) => "~".into(),
                Playout::Recover(..) => "+".into(),
                Playout::Stall => ".".into(),
            };
        }
    }

    impl Frame {
        fn number(&self) -> String {
            u16::from_be_bytes([self.payload[0], self.payload[1]]).to_string()
        }
    }

    /// `20:2` is packet 2 (of 20 ms frames) at 20 ms, `20:n2` one that is no sound, `40?` a poll. Played are numbers,
    /// `~` concealed, `_` silence, `.` stalled, `>` lengthened, `<` shortened.
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
        check("0:1 4? 20:3 21:2 24? 44?", "123");
    }

    #[test]
    fn a_lost_packet_is_concealed_and_its_late_copy_dropped() {
        let counts = check(
            "0:1 30? 45:2 46:3 50? 70? 80:5 90? 110? 115:4 130?",
            "123~5.",
        );
        assert_eq!((counts.lost, counts.late, counts.duplicate), (0, 1, 0));
    }

    #[test]
    fn what_comes_twice_is_played_once() {
        let counts = check("0:1 0:1 4? 5:1 20:2 24? 26:2", "12");
        assert_eq!((counts.lost, counts.late, counts.duplicate), (0, 0, 3));
    }

    #[test]
    fn an_empty_store_stalls_until_the_packet_comes() {
        check("0:1 4? 24? 34? 40:2 44? 60:3 64?", "1..23");
    }

    #[test]
    fn a_pause_of_the_sender_is_silence_and_no_loss() {
        let mut harness = Harness::new();
        harness.packet(0, 1, 0, Content::Sound);
        harness.poll(4);
        harness.packet(500, 2, 4000, Content::Sound);
        harness.poll(500);
        harness.poll(505);
        assert_eq!(harness.played, "1_2");
        assert_eq!(harness.buffer.counts().lost, 0);
    }

    #[test]
    fn numbers_of_other_payloads_are_not_missed() {
        let counts = check("0:1 4? 20:n2 40:n3 60:4 64?", "14");
        assert_eq!(counts.lost, 0);
    }

    #[test]
    fn a_burst_after_a_stall_is_caught_up() {
        let mut harness = Harness::new();
        for number in 0..1000 {
            harness.packet(
                20 * u64::from(number),
                number,
                160 * u32::from(number),
                Content::Sound,
            );
            harness.poll(20 * u64::from(number) + 4);
        }
        harness.played.clear();
        (0..10).for_each(|stall| harness.poll(20_004 + 10 * stall));
        for number in 1000..1006 {
            harness.packet(20_101, number, 160 * u32::from(number), Content::Sound);
        }
        harness.poll(20_104);
        assert_eq!(harness.played, "..........1004<");
        assert_eq!(harness.buffer.counts().late, 4);
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
                let at = harness.start + Duration::from_millis(ms);
                if let Playout::Frame(frame) | Playout::Accelerate(frame) | Playout::Expand(frame) =
                    harness.buffer.poll_playout(at)
                {
                    prop_assert!(last.is_none_or(|last| frame.seq > last));
                    last = Some(frame.seq);
                }
            }
        }
    }
}
