//! The jitter buffer: no frame is played twice or after a later one, and sound comes whenever it is wanted.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use media::Hz;
use media::codec::{L16, OPUS, PCMU};
use media::jitter::{Content, Incoming, JitterBuffer, JitterConfig, Player, Playout};
use media::rtp::{Header, RtpTimestamp, SeqNo, Ssrc};

use super::decisions::Decisions;

/// Packets and clock steps, each an octet that says which with what belongs to it.
pub fn check(input: &[u8]) {
    check_buffer(Decisions(input));
    check_player(Decisions(input));
}

/// The stream that arrives: a packet follows the one before unless the input has it otherwise.
struct Arriving {
    now: Instant,
    header: Header,
}

impl Arriving {
    fn new() -> Self {
        let header = Header {
            marker: false,
            payload_type: 0,
            seq: SeqNo(65_530),
            timestamp: RtpTimestamp(u32::MAX - 500),
            ssrc: Ssrc(1),
        };
        Self {
            now: Instant::now(),
            header,
        }
    }

    /// The header of the next packet, if the next decision is one.
    fn next(&mut self, decisions: &mut Decisions<'_>) -> Option<Header> {
        let what = decisions.octet();
        let mut header = &mut self.header;
        header.marker = what & 0x40 != 0;
        match what % 16 {
            0..=5 => {
                (header.seq, header.timestamp) = (header.seq.plus(1), header.timestamp.plus(160))
            }
            6 => header.seq = SeqNo(decisions.half()),
            7 => header.timestamp = RtpTimestamp(u32::from(decisions.half()) << 16),
            8 => header.timestamp = header.timestamp.plus(decisions.half().into()),
            9 => {
                header.seq = header
                    .seq
                    .plus((decisions.octet() % 8).wrapping_sub(4).into())
            }
            10 => header.ssrc = Ssrc(decisions.octet().into()),
            11 => self.now += Duration::from_micros(decisions.half().into()),
            12 => self.now += Duration::from_millis(u64::from(decisions.half()) * 4),
            _ => self.now += Duration::from_millis(20),
        }
        header = &mut self.header;
        (what % 16 < 11).then_some(*header)
    }
}

fn check_buffer(mut decisions: Decisions<'_>) {
    let (mut arriving, mut buffer) = (Arriving::new(), JitterBuffer::new(JitterConfig::default()));
    let (mut arrived, mut played) = (0, BTreeSet::new());
    while !decisions.are_over() {
        if let Some(header) = arriving.next(&mut decisions) {
            arrived += 1;
            let packet = Incoming {
                header,
                payload: &[0xFF; 160],
                content: if header.marker && header.seq.0 % 7 == 0 {
                    Content::Nothing
                } else {
                    Content::Sound
                },
                clock: Hz(8000),
                duration: Duration::from_millis(20),
            };
            buffer.handle_packet(arriving.now, packet);
        } else if let Playout::Frame(frame)
        | Playout::Accelerate(frame, _)
        | Playout::Expand(frame, _)
        | Playout::Late(frame, _) = buffer.poll_playout(arriving.now, Duration::ZERO)
        {
            assert!(
                played.last().is_none_or(|last| *last < frame.seq),
                "{frame:?} after {played:?}"
            );
            played.insert(frame.seq);
            buffer.reuse(frame.payload);
        }
        let counts = buffer.counts();
        assert!(played.len() <= arrived && counts.duplicate + counts.late <= 2 * arrived as u64);
    }
}

fn check_player(mut decisions: Decisions<'_>) {
    let codec = [&PCMU, &OPUS, &L16][usize::from(decisions.octet() % 3)];
    let mut arriving = Arriving::new();
    let mut player = Player::new(Hz(8000), JitterConfig::default());
    let mut pulled = Vec::new();
    while !decisions.are_over() {
        match arriving.next(&mut decisions) {
            Some(header) => {
                let payload = decisions.octets();
                let _ = player.handle_packet(arriving.now, header, payload, codec);
            }
            None => {
                pulled.clear();
                player.pull(arriving.now, 160, &mut pulled);
                assert_eq!(pulled.len(), 160);
            }
        }
    }
    let heard = player.totals();
    assert!(heard.concealed <= heard.played, "{heard:?}");
}
