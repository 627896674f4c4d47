//! A datagram has come: who sent it, what it is, and who hears it.

use super::{Component, Engine, Event, LegId, legs::Slot};
use crate::{
    Hz,
    codec::Codec,
    jitter::{Content, JitterConfig, Player},
    rtp::{Arrival, Packet},
};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// What a payload type means in the session of the leg it came to.
#[derive(Clone, Copy)]
enum Meaning {
    Sound(&'static Codec),
    Digit(Hz),
    Noise,
}

/// RFC 3389.
const COMFORT_NOISE: u8 = 13;

impl Engine {
    /// A datagram has come to a socket of `leg`. What is not RTP or RTCP, or from a stranger, is dropped.
    pub fn handle_packet(
        &mut self,
        now: Instant,
        leg: LegId,
        component: Component,
        source: SocketAddr,
        datagram: &[u8],
    ) {
        let Some(slot) = self.legs.find(leg) else {
            return;
        };
        match component {
            Component::Rtp => self.handle_rtp(now, slot, source, datagram),
            Component::Rtcp => {
                let ntp = self.ntp(now);
                if let Some((_, stream)) = self.legs.stream(slot) {
                    stream.handle_rtcp(now, ntp, source, datagram);
                }
            }
        }
    }

    fn handle_rtp(&mut self, now: Instant, slot: Slot, source: SocketAddr, datagram: &[u8]) {
        let Some(packet) = Packet::parse(datagram) else {
            return;
        };
        let Some((leg, stream)) = self.legs.stream(slot) else {
            return;
        };
        let Some(session) = &stream.session else {
            return;
        };
        let payload_type = packet.header.payload_type;
        let sound = session
            .formats
            .iter()
            .find(|format| format.receive_type == payload_type);
        let digit = session
            .events
            .iter()
            .find(|event| event.receive_type == payload_type);
        let meaning = match (sound, digit) {
            (Some(format), _) => Meaning::Sound(format.codec),
            (_, Some(event)) => Meaning::Digit(event.clock),
            _ if payload_type == COMFORT_NOISE => Meaning::Noise,
            _ => return,
        };
        let listens = session.direction.receives();
        if !stream.source.admits(now, source) {
            return;
        }
        if stream.narrowed != Some(source) && stream.source.only(now) == Some(source) {
            stream.narrowed = Some(source);
            self.narrowings.push_back((leg, Some(source)));
        }
        if stream.packets_received == 0 {
            self.events.push_back(Event::Heard { leg });
        }
        stream.packets_received += 1;
        stream.octets_received += packet.payload.len() as u64;
        (stream.quiet_since, stream.silence_told) = (now, false);
        let header = packet.header;
        let arrival =
            stream
                .reception
                .handle_packet(now, header.seq, header.timestamp, header.ssrc);
        // While we hold the other side its music is not wanted, its digits neither.
        if !listens || matches!(arrival, Arrival::Duplicate | Arrival::Stray) {
            return;
        }
        match meaning {
            Meaning::Sound(codec) => self.pass_sound(now, slot, packet, codec),
            Meaning::Digit(clock) => self.pass_digit(now, slot, packet, clock),
            Meaning::Noise => self.pass_other(now, slot, packet, Content::Noise),
        }
    }

    fn pass_sound(&mut self, now: Instant, from: Slot, packet: Packet<'_>, codec: &'static Codec) {
        let Some(to) = self.legs.sink_of_output(from, |_| {}) else {
            return;
        };
        if !self.relay(now, from, to, packet, codec) {
            self.buffer(now, from, to, packet, codec);
        }
    }

    /// Passes a packet on at once, where the other leg speaks the codec too.
    fn relay(
        &mut self,
        now: Instant,
        from: Slot,
        to: Slot,
        packet: Packet<'_>,
        codec: &'static Codec,
    ) -> bool {
        let Some((leg, stream)) = self.legs.stream(to) else {
            return true;
        };
        let Some(session) = &stream.session else {
            return true;
        };
        let Some(format) = session.formats.iter().find(|format| format.codec == codec) else {
            return false;
        };
        if let Some(destination) = stream.destination(leg).filter(|_| stream.digits.is_idle()) {
            let with = (codec, format.send_type);
            stream.output.relay(
                now,
                packet.header,
                packet.payload,
                with,
                (destination, &mut self.outbox),
            );
        }
        if let Some((_, stream)) = self.legs.stream(from)
            && stream.player.is_some()
        {
            stream.retire_player();
            self.set_ticking(now, from);
        }
        true
    }

    /// Keeps a packet to be decoded when its turn comes.
    fn buffer(
        &mut self,
        now: Instant,
        from: Slot,
        to: Slot,
        packet: Packet<'_>,
        codec: &'static Codec,
    ) {
        let theirs = self
            .legs
            .stream(to)
            .and_then(|(_, stream)| stream.session.as_ref()?.formats.first());
        let Some(theirs) = theirs.map(|format| format.codec) else {
            return;
        };
        let rate = theirs.rate_for(codec.best_rate());
        let Some((leg, stream)) = self.legs.stream(from) else {
            return;
        };
        if stream
            .player
            .as_ref()
            .is_some_and(|player| player.rate() != rate)
        {
            stream.retire_player();
        }
        let begins = stream.player.is_none();
        let player = stream
            .player
            .get_or_insert_with(|| Player::new(rate, JitterConfig::default()));
        if let Err(error) = player.handle_packet(now, packet.header, packet.payload, codec) {
            tracing::debug!(%leg, %error, "packet dropped");
        }
        if begins {
            self.set_ticking(now, from);
        }
    }

    fn pass_other(&mut self, now: Instant, from: Slot, packet: Packet<'_>, content: Content) {
        if let Some((_, stream)) = self.legs.stream(from)
            && let (Some(player), Some(session)) = (&mut stream.player, &stream.session)
        {
            let clock = session
                .formats
                .first()
                .map_or(Hz(8000), |format| format.codec.clock);
            player.handle_other(now, packet.header, packet.payload, content, clock);
        }
    }

    fn pass_digit(&mut self, now: Instant, from: Slot, packet: Packet<'_>, clock: Hz) {
        self.pass_other(now, from, packet, Content::Nothing);
        let relayed = self.relay_digit(now, from, packet, clock);
        let Some((_, stream)) = self.legs.stream(from) else {
            return;
        };
        if let Some((digit, duration)) =
            stream
                .digits_heard
                .handle_packet(now, packet.header.timestamp, packet.payload)
        {
            self.tell_digit(now, from, digit, duration, relayed);
        }
        self.set_ticking(now, from);
    }

    /// Passes the packets of a digit on, where sound is relayed too and both sides count time alike.
    fn relay_digit(&mut self, now: Instant, from: Slot, packet: Packet<'_>, clock: Hz) -> bool {
        let decodes = self
            .legs
            .stream(from)
            .is_none_or(|(_, stream)| stream.player.is_some());
        let Some(to) = self.legs.sink_of_output(from, |_| {}).filter(|_| !decodes) else {
            return false;
        };
        let Some((leg, stream)) = self.legs.stream(to) else {
            return false;
        };
        let Some(session) = &stream.session else {
            return false;
        };
        let event = session.events.iter().find(|event| event.clock == clock);
        let same = session
            .formats
            .first()
            .filter(|format| format.codec.clock == clock);
        let (Some(event), Some(format)) = (event, same) else {
            return false;
        };
        let (codec, payload_type) = (format.codec, event.send_type);
        if let Some(destination) = stream.destination(leg).filter(|_| stream.digits.is_idle()) {
            let with = (codec, payload_type);
            stream.output.relay(
                now,
                packet.header,
                packet.payload,
                with,
                (destination, &mut self.outbox),
            );
        }
        true
    }

    /// Tells of a digit, everywhere it comes out; and presses it anew where its packets could not be relayed.
    pub(super) fn tell_digit(
        &mut self,
        now: Instant,
        from: Slot,
        digit: char,
        duration: Duration,
        relayed: bool,
    ) {
        let Some(leg) = self.legs.get(from).map(|leg| leg.id) else {
            return;
        };
        let events = &mut self.events;
        events.push_back(Event::Digit {
            leg,
            digit,
            duration,
        });
        let to = self.legs.sink_of_output(from, |leg| {
            events.push_back(Event::Digit {
                leg,
                digit,
                duration,
            })
        });
        if let Some(to) = to.filter(|_| !relayed) {
            if let Some((_, stream)) = self.legs.stream(to) {
                stream.digits.push(&[(digit, duration)], Duration::ZERO);
            }
            self.set_ticking(now, to);
        }
    }
}
