//! P7: how many calls between G.711 and Opus one core carries, against libopus alone.
//!
//! The calls go through the engine in virtual time, without sockets: jitter buffer, decoder and encoder
//! both ways. libopus alone encodes and decodes the same speech with the same settings at 8 kHz and
//! complexity 5. In-band FEC is what we offer; an encoder that hears of no loss soon stops spending on it.
//! Goals: 330 calls a core, 1.15 times libopus.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod meter;

use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

use audiopus::coder::{Decoder, Encoder};
use audiopus::packet::Packet;
use audiopus::{Application, Bitrate, Channels, MutSignals, SampleRate};
use media::codec::{Codec, OPUS, PCMU, Parameters};
use media::{Command, Component, Config, Direction, Engine, Event, Format, Hz, LegId, Session};

const CALLS: u64 = 40;
/// Four seconds of a call.
const FRAMES: usize = 200;
const FRAME: usize = 160;
const OPUS_TYPE: u8 = 111;

fn main() {
    let speech = speech();
    for loss in [None, Some(5)] {
        let opus = encoded(&speech, loss);
        let label = loss.map_or("no FEC".into(), |percent| {
            format!("FEC for {percent} % loss")
        });
        let samples = meter::against(
            &format!("P7 transcode, {label}"),
            |times| (0..times).map(|_| engine(&speech, &opus, loss)).sum(),
            |times| (0..times).map(|_| libopus(&speech, &opus, loss)).sum(),
        );
        // All calls in all frames, as a share of one core.
        let call =
            meter::median(samples.ours.clone()) / 1e9 / (CALLS as f64 * FRAMES as f64 * 0.02);
        let ratios = samples.ratios();
        println!(
            "P7 G.711 ↔ Opus, {label}: {:.0} calls a core (goal 330), ratio to libopus alone {} (goal 1.15)",
            1.0 / call,
            meter::spread(&ratios)
        );
    }
}

/// Speech of the prompts, as long as a call.
fn speech() -> Vec<[i16; FRAME]> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/dialplans/prompts");
    let mut samples = Vec::new();
    for name in ["echo-intro", "hello"] {
        let file = std::fs::read(format!("{folder}/{name}.wav")).expect("the prompt is there");
        samples.extend_from_slice(&media::wav::read(&file).expect("it is a WAV file").samples);
    }
    let (frames, _) = samples.as_chunks();
    frames.iter().copied().cycle().take(FRAMES).collect()
}

fn parameters(loss: Option<u8>) -> Parameters {
    Parameters {
        inband_fec: loss.is_some(),
        max_rate: None,
    }
}

/// libopus with the settings that the switch gives it.
fn encoder(loss: Option<u8>) -> Encoder {
    let make = || {
        let mut encoder = Encoder::new(SampleRate::Hz8000, Channels::Mono, Application::Voip)?;
        encoder.set_complexity(5)?;
        encoder.set_bitrate(Bitrate::BitsPerSecond(16_000))?;
        encoder.set_inband_fec(loss.is_some())?;
        encoder.set_packet_loss_perc(loss.unwrap_or(0))?;
        Ok::<_, audiopus::Error>(encoder)
    };
    make().expect("libopus takes these settings")
}

fn encoded(speech: &[[i16; FRAME]], loss: Option<u8>) -> Vec<Vec<u8>> {
    let encoder = encoder(loss);
    let mut packet = [0; 1275];
    let encode = |frame: &[i16; FRAME]| {
        let length = encoder.encode(frame, &mut packet).expect("it is a frame");
        packet[..length].to_vec()
    };
    speech.iter().map(encode).collect()
}

/// CPU time of libopus, both ways of all calls.
fn libopus(speech: &[[i16; FRAME]], opus: &[Vec<u8>], loss: Option<u8>) -> Duration {
    let decoder = || Decoder::new(SampleRate::Hz8000, Channels::Mono).expect("libopus is there");
    let mut calls: Vec<_> = (0..CALLS).map(|_| (encoder(loss), decoder())).collect();
    let (mut packet, mut samples) = ([0; 1275], [0; FRAME]);
    let before = meter::this_thread();
    for (frame, payload) in speech.iter().zip(opus) {
        for (encoder, decoder) in &mut calls {
            encoder.encode(frame, &mut packet).expect("it is a frame");
            let payload = Packet::try_from(payload.as_slice()).expect("it is a packet");
            let room = MutSignals::try_from(&mut samples[..]).expect("there is room");
            decoder
                .decode(Some(payload), room, false)
                .expect("it is one of ours");
        }
    }
    meter::this_thread() - before
}

/// CPU time of the engine for the same.
fn engine(speech: &[[i16; FRAME]], opus: &[Vec<u8>], loss: Option<u8>) -> Duration {
    let mut now = Instant::now();
    let mut engine = Engine::new(now, SystemTime::now(), Config::default());
    for call in 0..CALLS {
        let (a, b) = (LegId(2 * call), LegId(2 * call + 1));
        open(&mut engine, now, a, &PCMU, loss);
        open(&mut engine, now, b, &OPUS, loss);
        engine.handle_command(now, Command::Bridge { a, b });
    }
    let pcmu = in_codec(&PCMU, speech);
    let mut sent = 0;
    let before = meter::this_thread();
    for (number, payloads) in pcmu.iter().zip(opus).enumerate() {
        for millisecond in 0..20 {
            // Twenty groups of calls, a millisecond apart.
            for call in (0..CALLS).filter(|call| call % 20 == millisecond) {
                talk(
                    &mut engine,
                    now,
                    LegId(2 * call),
                    number,
                    payloads.0,
                    0,
                    160,
                );
                talk(
                    &mut engine,
                    now,
                    LegId(2 * call + 1),
                    number,
                    payloads.1,
                    OPUS_TYPE,
                    960,
                );
            }
            now += Duration::from_millis(1);
            engine.handle_timeout(now);
            engine.drain_transmits(|transmit| {
                sent += usize::from(transmit.component == Component::Rtp)
            });
        }
    }
    let spent = meter::this_thread() - before;
    assert!(
        sent > 2 * CALLS as usize * (FRAMES - 10),
        "only {sent} packets came out"
    );
    nothing_was_made_up(&mut engine, now);
    spent
}

fn open(engine: &mut Engine, now: Instant, leg: LegId, codec: &'static Codec, loss: Option<u8>) {
    let payload_type = codec.payload_type.unwrap_or(OPUS_TYPE);
    let format = Format {
        codec,
        send_type: payload_type,
        receive_type: payload_type,
        parameters: parameters(loss),
    };
    let session = Session {
        remote: address(leg),
        remote_rtcp: address(leg),
        direction: Direction::SendRecv,
        formats: vec![format],
        events: Vec::new(),
        ptime: Duration::from_millis(20),
    };
    engine.handle_command(now, Command::Open { leg, seed: leg.0 });
    engine.handle_command(now, Command::Configure { leg, session });
}

fn address(leg: LegId) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 4000 + leg.0 as u16))
}

fn in_codec(codec: &Codec, speech: &[[i16; FRAME]]) -> Vec<Vec<u8>> {
    let encoder = (codec.encoder)(Hz(8000), &Parameters::default());
    let mut encoder = encoder.expect("the codec is there");
    let encode = |frame: &[i16; FRAME]| {
        let mut payload = Vec::new();
        encoder.encode(frame, &mut payload).expect("it is a frame");
        payload
    };
    speech.iter().map(encode).collect()
}

/// Packet `number` of a stream comes to the leg.
fn talk(
    engine: &mut Engine,
    now: Instant,
    leg: LegId,
    number: usize,
    payload: &[u8],
    kind: u8,
    ticks: u32,
) {
    let mut packet = [0; 1500];
    packet[..2].copy_from_slice(&[0x80, kind]);
    packet[2..4].copy_from_slice(&(number as u16).to_be_bytes());
    packet[4..8].copy_from_slice(&(number as u32 * ticks).to_be_bytes());
    packet[8..12].copy_from_slice(&(leg.0 as u32 + 1).to_be_bytes());
    let end = 12 + payload.len();
    packet[12..end].copy_from_slice(payload);
    engine.handle_packet(now, leg, Component::Rtp, address(leg), &packet[..end]);
}

fn nothing_was_made_up(engine: &mut Engine, now: Instant) {
    while engine.poll_event().is_some() {}
    for leg in (0..2 * CALLS).map(LegId) {
        engine.handle_command(now, Command::Report { leg });
    }
    while let Some(event) = engine.poll_event() {
        let Event::Statistics { leg, statistics } = event else {
            continue;
        };
        let concealed = statistics.concealed;
        assert!(
            concealed < Duration::from_millis(100),
            "{leg}: {concealed:?}"
        );
    }
}
