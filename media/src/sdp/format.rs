//! Payload types and what they mean: `a=rtpmap` and `a=fmtp` (RFC 8866 section 6.6, RFC 3551).

use super::{Media, payload_type::Encoding};
use crate::{
    Hz,
    codec::{CODECS, Codec, Parameters},
};

/// One codec as two sides agreed on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Format {
    /// Which codec.
    pub codec: &'static Codec,
    /// Payload type on what we send: the one the other side gave.
    pub send_type: u8,
    /// Payload type on what we get: the one we gave.
    pub receive_type: u8,
    /// What the other side asks of our encoder.
    pub parameters: Parameters,
}

/// telephone-event (RFC 4733) as two sides agreed on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Event {
    /// Payload type on what we send.
    pub send_type: u8,
    /// Payload type on what we get.
    pub receive_type: u8,
    /// Clock of durations; that of the codec beside it.
    pub clock: Hz,
}

/// What one payload type of a media line is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Mapping {
    pub(super) payload_type: u8,
    pub(super) name: String,
    pub(super) clock: Hz,
    pub(super) fmtp: Option<String>,
}

/// Name of the payload format for DTMF.
pub(super) const TELEPHONE_EVENT: &str = "telephone-event";

impl Media {
    /// The payload types in the order offered, with their names; unknown static types are left out.
    pub(super) fn mappings(&self) -> impl Iterator<Item = Mapping> + '_ {
        self.formats
            .iter()
            .filter_map(|format| self.mapping(format.parse().ok().filter(|number| *number < 128)?))
    }

    fn mapping(&self, payload_type: u8) -> Option<Mapping> {
        let fmtp = self.about("fmtp", payload_type).map(str::to_owned);
        let (name, clock) = match self.about("rtpmap", payload_type) {
            Some(rtpmap) => encoding(rtpmap)?,
            None => {
                let fixed = CODECS
                    .iter()
                    .find(|codec| codec.payload_type == Some(payload_type))?;
                (fixed.name.to_owned(), fixed.clock)
            }
        };
        Some(Mapping {
            payload_type,
            name,
            clock,
            fmtp,
        })
    }

    /// What `a=name:payload_type …` says after the type.
    fn about(&self, name: &str, payload_type: u8) -> Option<&str> {
        self.attributes
            .iter()
            .filter(|attribute| attribute.name == name)
            .find_map(|attribute| {
                let (number, rest) = attribute
                    .value
                    .as_deref()?
                    .split_once(char::is_whitespace)?;
                (number.parse() == Ok(payload_type)).then_some(rest.trim())
            })
    }
}

impl Mapping {
    /// The codec of ours that it names.
    pub(super) fn codec(&self) -> Option<&'static Codec> {
        CODECS
            .iter()
            .copied()
            .find(|codec| codec.name.eq_ignore_ascii_case(&self.name) && codec.clock == self.clock)
    }

    pub(super) fn encoding(&self) -> Encoding {
        Encoding::new(&self.name, self.clock)
    }

    pub(super) fn is_telephone_event(&self) -> bool {
        self.name.eq_ignore_ascii_case(TELEPHONE_EVENT)
    }

    /// What the other side's `a=fmtp` asks of an encoder (RFC 7587 section 6.1).
    pub(super) fn parameters(&self) -> Parameters {
        let mut parameters = Parameters::default();
        for setting in self.fmtp.as_deref().unwrap_or_default().split(';') {
            let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "useinbandfec" => parameters.inband_fec = value.trim() == "1",
                "maxplaybackrate" => parameters.max_rate = value.trim().parse().ok().map(Hz),
                _ => {}
            }
        }
        parameters
    }
}

/// `opus/48000/2` without the channels.
fn encoding(rtpmap: &str) -> Option<(String, Hz)> {
    let mut parts = rtpmap.split('/');
    let name = parts.next()?.trim().to_owned();
    let clock = parts
        .next()?
        .trim()
        .parse()
        .ok()
        .filter(|clock| *clock > 0)?;
    Some((name, Hz(clock)))
}
