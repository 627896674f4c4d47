//! Pieces: what one message, one packet and one frame cost without sockets.
//!
//! P10: the jitter buffer's bookkeeping for a frame, one packet in and one frame out of an even stream with
//! 1 % of it lost, decoding left out. Goal: 1 µs. The others have no goal of their own; P5 and P6 contain them.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod meter;

use std::hint::black_box;
use std::time::{Duration, Instant};

use media::Hz;
use media::jitter::{Content, Incoming, JitterBuffer, JitterConfig, Playout};
use media::rtp::{Header, Packet, RtpTimestamp, SeqNo, Ssrc};

/// As a softphone sends it.
const INVITE: &str = "INVITE sip:james_bond@example.com SIP/2.0\r\n\
    Via: SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bK3a9f2c11d0;rport\r\n\
    Max-Forwards: 70\r\n\
    From: \"Austin Powers\" <sip:austin_powers@example.com>;tag=7c1f09\r\n\
    To: <sip:james_bond@example.com>\r\n\
    Contact: <sip:austin_powers@192.0.2.10:5062;transport=udp>;+sip.instance=\"<urn:uuid:0b1c>\"\r\n\
    Call-ID: 5f0e6d2b8c914a77\r\n\
    CSeq: 4711 INVITE\r\n\
    Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, REFER, NOTIFY, SUBSCRIBE, INFO, MESSAGE\r\n\
    Supported: replaces, outbound\r\n\
    User-Agent: softphone 1.0\r\n\
    Content-Type: application/sdp\r\n\
    Content-Length: 142\r\n\r\n\
    v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8 101\r\n\
    a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n";
/// One in so many packets is lost.
const LOST: u16 = 100;

fn main() {
    let invite = meter::piece("SIP: read an INVITE", |times| {
        meter::repeat(times, || sip::read_datagram(black_box(INVITE.as_bytes())))
    });
    let packet = header(7).to_bytes();
    let rtp = meter::piece("RTP: read a packet", |times| {
        meter::repeat(times, || Packet::parse(black_box(&packet)).is_some())
    });
    let frame = meter::piece("jitter buffer: a frame", bookkeeping);
    println!("SIP: {invite:.0} ns to read an INVITE; RTP: {rtp:.1} ns to read a packet");
    println!(
        "P10 jitter buffer: {frame:.0} ns of bookkeeping a frame (goal 1000), ratio {:.2}",
        frame / 1000.0
    );
}

/// So many frames through a jitter buffer that has settled.
fn bookkeeping(frames: u64) -> Duration {
    let (mut buffer, mut now) = (JitterBuffer::new(JitterConfig::default()), Instant::now());
    let mut number = 0_u16;
    let mut frame = || {
        number = number.wrapping_add(1);
        now += Duration::from_millis(20);
        pass(&mut buffer, now, number)
    };
    meter::repeat(500, &mut frame);
    meter::repeat(frames, frame)
}

fn pass(buffer: &mut JitterBuffer, now: Instant, number: u16) {
    if !number.is_multiple_of(LOST) {
        let packet = Incoming {
            header: header(number),
            payload: &[0xD5; 160],
            content: Content::Sound,
            clock: Hz(8000),
            duration: Duration::from_millis(20),
        };
        buffer.handle_packet(now, packet);
    }
    match black_box(buffer.poll_playout(now, Duration::ZERO)) {
        Playout::Frame(frame)
        | Playout::Accelerate(frame, _)
        | Playout::Expand(frame, _)
        | Playout::Late(frame, _) => buffer.reuse(frame.payload),
        Playout::Wait | Playout::Conceal(_) | Playout::Recover(..) => {}
    }
}

fn header(number: u16) -> Header {
    Header {
        marker: false,
        payload_type: 0,
        seq: SeqNo(number),
        timestamp: RtpTimestamp(u32::from(number).wrapping_mul(160)),
        ssrc: Ssrc(1),
    }
}
