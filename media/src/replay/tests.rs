//! Captures made by hand, and what comes out of them.

use super::*;
use crate::{
    codec::{CODECS, PCMU, Parameters},
    rtp::{Header, RtpTimestamp, SeqNo, Ssrc},
};
use proptest::prelude::*;

/// IPv4, UDP and RTP around a frame of PCMU.
fn packet(number: u16) -> Vec<u8> {
    let sound: Vec<i16> = (0..160)
        .map(|sample| ((sample as f32 * 0.35).sin() * 8000.0) as i16)
        .collect();
    let (ssrc, seq) = (Ssrc(if number < 50 { 1 } else { 2 }), SeqNo(number));
    let timestamp = RtpTimestamp(160 * u32::from(number));
    let mut rtp = Header {
        marker: false,
        payload_type: 0,
        seq,
        timestamp,
        ssrc,
    }
    .to_bytes()
    .to_vec();
    (PCMU.encoder)(Hz8, &Parameters::default())
        .unwrap()
        .encode(&sound, &mut rtp)
        .unwrap();
    let total = (28 + rtp.len()) as u16;
    let mut packet = vec![0x45, 0];
    packet.extend(total.to_be_bytes());
    packet.extend([0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 10, 192, 0, 2, 20]);
    packet.extend(
        [40_000_u16, 40_002, total - 20, 0]
            .iter()
            .flat_map(|half| half.to_be_bytes()),
    );
    packet.extend(rtp);
    packet
}

#[allow(non_upper_case_globals)]
const Hz8: crate::Hz = crate::Hz(8000);

fn words(order: Order, words: &[u32]) -> Vec<u8> {
    let bytes = |word: &u32| {
        if order == Order::Little {
            word.to_le_bytes()
        } else {
            word.to_be_bytes()
        }
    };
    words.iter().flat_map(bytes).collect()
}

/// 100 packets, 20 ms apart, behind `link` octets of link header.
fn pcap(order: Order, magic: u32, link: u32, header: &[u8]) -> Vec<u8> {
    let mut file = words(order, &[magic, 0x0004_0002, 0, 0, 65_535, link]);
    for number in 0..100 {
        let frame = [header, &packet(number)].concat();
        let unit = if magic == 0xA1B2_3C4D {
            1_000_000
        } else {
            1000
        };
        let (seconds, fraction) = (u32::from(number) / 50, u32::from(number) % 50 * 20 * unit);
        file.extend(words(
            order,
            &[
                1_700_000_000 + seconds,
                fraction,
                frame.len() as u32,
                frame.len() as u32,
            ],
        ));
        file.extend(frame);
    }
    file
}

fn pcapng(order: Order) -> Vec<u8> {
    let mut file = words(
        order,
        &[SECTION_TYPE, 28, 0x1A2B_3C4D, 1, u32::MAX, u32::MAX, 28],
    );
    file.extend(words(order, &[1, 20]));
    let link = if order == Order::Little {
        [101, 0, 0, 0]
    } else {
        [0, 101, 0, 0]
    };
    file.extend(link);
    file.extend(words(order, &[0, 20]));
    for number in 0..100 {
        let mut frame = packet(number);
        let (length, micros) = (frame.len() as u32, u64::from(number) * 20_000 + (1 << 40));
        frame.resize(frame.len().next_multiple_of(4), 0);
        let block = 32 + frame.len() as u32;
        file.extend(words(
            order,
            &[
                6,
                block,
                0,
                (micros >> 32) as u32,
                micros as u32,
                length,
                length,
            ],
        ));
        file.extend(frame);
        file.extend(words(order, &[block]));
    }
    file
}

const SECTION_TYPE: u32 = 0x0A0D_0D0A;

#[allow(clippy::disallowed_methods)]
fn check(capture: &[u8]) {
    let streams = replay(Instant::now(), capture).unwrap();
    let [stream] = &streams[..] else {
        panic!("{} streams", streams.len())
    };
    assert_eq!(
        (stream.codec, stream.audio.rate, stream.lost, stream.late),
        ("PCMU", Hz8, 0, 0)
    );
    assert!(
        (1990.0..2040.0).contains(&stream.played_ms),
        "{} ms",
        stream.played_ms
    );
    assert!(
        stream.concealed_ms <= 20.0 && stream.buffer_ms_mean < 100.0,
        "{}",
        stream.concealed_ms
    );
    let length = stream.audio.duration().as_millis();
    assert!((2050..2120).contains(&length), "{length} ms");
}

#[test]
fn every_layout_of_pcap_is_read() {
    for order in [Order::Little, Order::Big] {
        check(&pcap(order, 0xA1B2_C3D4, 101, &[]));
        check(&pcap(order, 0xA1B2_3C4D, 101, &[]));
        check(&pcapng(order));
    }
}

#[test]
fn every_link_type_is_read() {
    let capture = |link, header: &[u8]| check(&pcap(Order::Little, 0xA1B2_C3D4, link, header));
    capture(1, &[[0; 12].as_slice(), &[8, 0]].concat());
    capture(1, &[[0; 12].as_slice(), &[0x81, 0, 0, 7, 8, 0]].concat());
    capture(0, &[2, 0, 0, 0]);
    capture(113, &[0; 16]);
    capture(276, &[0; 20]);
}

#[test]
#[allow(clippy::disallowed_methods)]
fn what_is_no_capture_is_refused_and_a_cut_one_is_played() {
    let now = Instant::now();
    assert_eq!(
        replay(now, b"abc"),
        Err(CaptureError::Truncated { octets: 3 })
    );
    assert_eq!(
        replay(now, b"RIFFWAVE"),
        Err(CaptureError::UnknownFormat { magic: 0x5249_4646 })
    );
    let whole = pcap(Order::Little, 0xA1B2_C3D4, 101, &[]);
    assert_eq!(replay(now, &whole[..24]), Err(CaptureError::NoRtp));
    assert_eq!(
        replay(now, &whole[..24 + 100]),
        Err(CaptureError::Truncated { octets: 24 })
    );
    assert_eq!(
        replay(now, &whole[..whole.len() - 5]).map(|streams| streams.len()),
        Ok(1)
    );
    let strange = pcap(Order::Little, 0xA1B2_C3D4, 105, &[]);
    assert_eq!(
        replay(now, &strange),
        Err(CaptureError::UnknownLink { link_type: 105 })
    );
}

#[test]
fn static_payload_types_are_known_without_sdp() {
    assert_eq!(
        CODECS
            .iter()
            .filter(|codec| codec.payload_type.is_some())
            .count(),
        2
    );
}

proptest! {
    #[test]
    #[allow(clippy::disallowed_methods)]
    fn no_capture_harms(
        mut flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40), ng: bool,
    ) {
        let mut capture = if ng { pcapng(Order::Big) } else { pcap(Order::Little, 0xA1B2_C3D4, 101, &[]) };
        capture.truncate(4000);
        for (index, octet) in flips.drain(..) {
            let at = index.index(capture.len());
            // The time is left alone: an hour of silence is no harm, but takes its time to make.
            if at > 40 && !ng || at > 60 && octet < 8 {
                capture[at] = octet;
            }
        }
        let _ = replay(Instant::now(), &capture);
    }
}
