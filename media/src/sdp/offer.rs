//! Making an offer (RFC 3264 section 5).

use super::{Attribute, Description, Local, Media, Origin, format::TELEPHONE_EVENT};
use crate::codec::Codec;

/// An offer of `codecs`, best first, with telephone-event for each clock that occurs.
pub fn offer(local: &Local, codecs: &[&'static Codec]) -> Description {
    let mut media = local.audio_line();
    let mut dynamic = DYNAMIC;
    for codec in codecs {
        let payload_type = codec.payload_type.unwrap_or_else(|| dynamic.take());
        media.add_codec(codec, payload_type);
    }
    let mut clocks: Vec<_> = codecs.iter().map(|codec| codec.clock).collect();
    clocks.dedup();
    for (index, clock) in clocks.iter().enumerate() {
        if !clocks[..index].contains(clock) {
            let payload_type = if index == 0 { 101 } else { dynamic.take() };
            media.add_event(payload_type, clock.0);
        }
    }
    media.finish(local, 20);
    local.description(vec![media])
}

/// The next dynamic payload type to give away. 101 is left to telephone-event, 111 goes first, as most do.
struct Dynamic(u8);
const DYNAMIC: Dynamic = Dynamic(111);

impl Dynamic {
    fn take(&mut self) -> u8 {
        let taken = self.0;
        self.0 = if taken == 127 { 96 } else { taken + 1 };
        taken
    }
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

    pub(super) fn description(&self, media: Vec<Media>) -> Description {
        let address = self.rtp.ip();
        let origin = Origin {
            username: "-".into(),
            session_id: self.session_id,
            version: self.version,
            address,
        };
        Description {
            origin,
            connection: Some(address),
            attributes: Vec::new(),
            media,
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
