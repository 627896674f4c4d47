//! Making an offer (RFC 3264 sections 5 and 8).

use super::{
    Attribute, Description, Exchange, Local, Media, format::TELEPHONE_EVENT, negotiate::ptime,
    payload_type::Encoding,
};
use crate::{Hz, codec::Codec};

/// What most give a dynamic codec, and telephone-event.
const USUAL_CODEC: u8 = 111;
const USUAL_EVENT: u8 = 101;

/// Sound in a packet when nothing else was agreed.
const PTIME_MS: u128 = 20;

impl Exchange {
    /// An offer of all we speak, best first, with telephone-event for each clock that occurs. Also for the INVITE
    /// inside a session that leaves the offer to us (RFC 3261 section 14.2), so the direction is what we want, not
    /// what the other side's hold has left of it.
    pub fn offer(&mut self) -> Description {
        let audio = self.audio_to_offer();
        let mut media: Vec<_> = self.lines.iter().map(Media::refused).collect();
        match media.get_mut(self.line) {
            Some(line) => *line = audio,
            None => media.push(audio),
        }
        self.say(media)
    }

    /// An offer that changes nothing: what is in force, word for word. The first of all is an [`offer`](Self::offer).
    pub fn refresh(&mut self) -> Description {
        if self.lines.is_empty() {
            return self.offer();
        }
        self.say(self.lines.clone())
    }

    fn audio_to_offer(&mut self) -> Media {
        let earlier = self.lines.get(self.line);
        let ptime_ms = earlier.map_or(PTIME_MS, |line| ptime(line).as_millis());
        let mut audio = self.local.audio_line();
        if let Some(earlier) = earlier {
            audio.protocol.clone_from(&earlier.protocol);
        }
        for codec in &self.codecs {
            let usual = codec.payload_type.unwrap_or(USUAL_CODEC);
            let encoding = Encoding::new(codec.name, codec.clock);
            if let Some(payload_type) = self.types.offering(encoding, usual) {
                audio.add_codec(codec, payload_type);
            }
        }
        for clock in clocks(&self.codecs) {
            let encoding = Encoding::new(TELEPHONE_EVENT, clock);
            if let Some(payload_type) = self.types.offering(encoding, USUAL_EVENT) {
                audio.add_event(payload_type, clock.0);
            }
        }
        audio.finish(&self.local, ptime_ms);
        audio
    }
}

/// Each once, in the order of the codecs.
fn clocks(codecs: &[&'static Codec]) -> Vec<Hz> {
    let mut clocks = Vec::new();
    for codec in codecs {
        if !clocks.contains(&codec.clock) {
            clocks.push(codec.clock);
        }
    }
    clocks
}

impl Local {
    pub(super) fn audio_line(&self) -> Media {
        Media {
            kind: "audio".into(),
            port: self.rtp.port(),
            protocol: "RTP/AVP".into(),
            formats: Vec::new(),
            connection: None,
            attributes: Vec::new(),
        }
    }
}

impl Media {
    pub(super) fn add_codec(&mut self, codec: &Codec, payload_type: u8) {
        self.formats.push(payload_type.to_string());
        let channels = if codec.channels > 1 {
            format!("/{}", codec.channels)
        } else {
            String::new()
        };
        self.say(
            "rtpmap",
            format!("{payload_type} {}/{}{channels}", codec.name, codec.clock.0),
        );
        if let Some(fmtp) = codec.fmtp {
            self.say("fmtp", format!("{payload_type} {fmtp}"));
        }
    }

    pub(super) fn add_event(&mut self, payload_type: u8, clock: u32) {
        self.formats.push(payload_type.to_string());
        self.say(
            "rtpmap",
            format!("{payload_type} {TELEPHONE_EVENT}/{clock}"),
        );
        self.say("fmtp", format!("{payload_type} 0-16"));
    }

    pub(super) fn finish(&mut self, local: &Local, ptime_ms: u128) {
        self.say("ptime", ptime_ms.to_string());
        if local.rtcp.port() != local.rtp.port().wrapping_add(1) {
            self.say("rtcp", local.rtcp.port().to_string());
        }
        self.attributes
            .push(Attribute::flag(local.direction.name()));
    }

    fn say(&mut self, name: &str, value: String) {
        self.attributes.push(Attribute::new(name, value));
    }
}
