//! One timeline for a flow: sequence numbers and timestamps that wrap, jump, or begin anew with another source are
//! laid end to end.

use crate::{
    Hz,
    rtp::{ExtSeq, Header, RtpTimestamp, SeqNo, Ssrc},
};

/// Where packets lie in time.
#[derive(Clone, Debug, Default)]
pub(super) struct Timeline {
    /// Source, its last sequence number and timestamp, and where they lie.
    last: Option<Anchor>,
    /// A packet that fits nowhere; the next one in order after it makes it the new source.
    stray: Option<(Ssrc, SeqNo)>,
    /// Ends of sources before, above which new ones begin.
    highest: u64,
}

#[derive(Clone, Copy, Debug)]
struct Anchor {
    ssrc: Ssrc,
    seq: SeqNo,
    extended: ExtSeq,
    timestamp: RtpTimestamp,
    /// Media time of `timestamp`, in ticks, with a 32-bit fraction's worth of room to spare.
    ticks: i64,
    clock: Hz,
    /// Added to `ticks` in µs.
    offset: i64,
}

/// Where a packet was laid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) seq: ExtSeq,
    /// Media time, µs.
    pub(super) position: i64,
    /// Begins a new source or clock: what was before it is no measure for it.
    pub(super) anew: bool,
}

/// A transit that changes by more than this between packets is a clock that jumped.
const JUMP: i64 = 3_000_000;
/// Sequence numbers further off than this belong to a stream that began anew (RFC 3550 A.1).
const MAX_DROPOUT: i16 = 3000;

impl Timeline {
    /// Lays a packet that came at `arrived` µs; `usual` is the transit that a new source is taken to have. `None`
    /// when it fits nowhere and nothing confirms it yet.
    pub(super) fn place(
        &mut self,
        arrived: i64,
        header: &Header,
        clock: Hz,
        usual: i64,
    ) -> Option<Place> {
        let Some(last) = self.last else {
            return Some(self.begin(arrived, header, clock, usual));
        };
        let distance = header.seq.distance(last.seq);
        if last.ssrc != header.ssrc || last.clock != clock {
            return Some(self.begin(arrived, header, clock, usual));
        }
        let ticks = last.ticks + i64::from(header.timestamp.distance(last.timestamp));
        let position = last.offset + micros(ticks, clock);
        let jumped = (arrived - position - usual).abs() > JUMP;
        if jumped || !(-MAX_DROPOUT..=MAX_DROPOUT).contains(&distance) {
            let confirmed = self.stray.replace((header.ssrc, header.seq.plus(1)))
                == Some((header.ssrc, header.seq));
            let in_order = distance == 1;
            return (confirmed || in_order).then(|| self.begin(arrived, header, clock, usual));
        }
        self.stray = None;
        let seq = ExtSeq(last.extended.0.saturating_add_signed(distance.into()));
        if distance > 0 {
            let timestamp = header.timestamp;
            self.last = Some(Anchor {
                seq: header.seq,
                extended: seq,
                timestamp,
                ticks,
                ..last
            });
            self.highest = self.highest.max(seq.0);
        }
        Some(Place {
            seq,
            position,
            anew: false,
        })
    }

    fn begin(&mut self, arrived: i64, header: &Header, clock: Hz, usual: i64) -> Place {
        // The next number, so that nothing looks lost between the sources.
        let extended = ExtSeq(if self.last.is_some() {
            self.highest + 1
        } else {
            1 << 32
        });
        self.highest = extended.0;
        self.stray = None;
        let position = arrived - usual;
        self.last = Some(Anchor {
            ssrc: header.ssrc,
            seq: header.seq,
            extended,
            timestamp: header.timestamp,
            ticks: 0,
            clock,
            offset: position,
        });
        Place {
            seq: extended,
            position,
            anew: true,
        }
    }
}

fn micros(ticks: i64, clock: Hz) -> i64 {
    ticks * 1_000_000 / i64::from(clock.0.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packets as `ms:seq,timestamp` of source 1 at 8 kHz, `/2` for another source; places as `seq@ms`, relative to
    /// the first.
    fn check(packets: &str, places: &str) {
        let mut timeline = Timeline::default();
        let mut found = Vec::new();
        for packet in packets.split(' ') {
            let (ms, rest) = packet.split_once(':').unwrap();
            let (seq, rest) = rest.split_once(',').unwrap();
            let (timestamp, ssrc) = rest.split_once('/').unwrap_or((rest, "1"));
            let header = Header {
                marker: false,
                payload_type: 0,
                seq: SeqNo(seq.parse().unwrap()),
                timestamp: RtpTimestamp(timestamp.parse::<i64>().unwrap() as u32),
                ssrc: Ssrc(ssrc.parse().unwrap()),
            };
            let place = timeline.place(ms.parse::<i64>().unwrap() * 1000, &header, Hz(8000), 0);
            found.push(place.map_or("-".into(), |place| {
                format!(
                    "{}@{}",
                    place.seq.0.cast_signed() - (1 << 32),
                    place.position / 1000
                )
            }));
        }
        assert_eq!(found.join(" "), places, "{packets}");
    }

    #[test]
    fn wraps_do_not_show() {
        check("0:65535,-160 20:0,0 40:1,160", "0@0 1@20 2@40");
        check("0:7,-160 50:9,160 60:8,0", "0@0 2@40 1@20");
    }

    #[test]
    fn a_new_source_goes_on_where_the_old_one_ended() {
        check(
            "0:7,0 20:8,160 45:900,5000/2 65:901,5160/2",
            "0@0 1@20 2@45 3@65",
        );
    }

    #[test]
    fn a_clock_that_jumps_in_order_goes_on() {
        check(
            "0:7,0 20:8,160 40:9,900000 60:10,900160",
            "0@0 1@20 2@40 3@60",
        );
    }

    #[test]
    fn a_stray_packet_is_believed_when_another_follows() {
        check("0:7,0 20:30000,99 40:9,320", "0@0 - 2@40");
        check(
            "0:7,0 20:30000,99 40:30001,259 60:30002,419",
            "0@0 - 1@40 2@60",
        );
    }
}
