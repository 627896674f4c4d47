//! `allow` and `disallow`: an ordered list of codecs, edited line by line as Asterisk does.

/// A codec by Asterisk's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Codec(&'static str);

impl Codec {
    /// Reads a name that this switch has.
    pub fn parse(text: &str) -> Option<Self> {
        CODECS
            .iter()
            .find(|codec| codec.0.eq_ignore_ascii_case(text))
            .copied()
    }

    /// Asterisk's name.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The encoding name in SDP, in lower case, and the RTP clock rate in hertz (RFC 3551, RFC 7587).
    pub fn rtpmap(self) -> (&'static str, u32) {
        match self.0 {
            "ulaw" => ("pcmu", 8000),
            "alaw" => ("pcma", 8000),
            "slin" => ("l16", 8000),
            "slin16" => ("l16", 16_000),
            "opus" => ("opus", 48_000),
            // G.722 samples at 16 kHz, yet its clock is 8000, by an old mistake that stands.
            name => (name, 8000),
        }
    }
}

/// The codecs of this switch, in the order that `allow=all` gives.
pub const CODECS: &[Codec] = &[
    Codec("opus"),
    Codec("g722"),
    Codec("ulaw"),
    Codec("alaw"),
    Codec("g729"),
    Codec("slin"),
    Codec("slin16"),
];

/// Names that Asterisk knows and this switch does not.
pub(crate) const FOREIGN: &[&str] = &[
    "adpcm", "g719", "g723", "g726", "g726aal2", "gsm", "h261", "h263", "h263p", "h264", "ilbc",
    "jpeg", "lpc10", "mpeg4", "png", "silk", "siren14", "siren7", "slin12", "slin192", "slin24",
    "slin32", "slin44", "slin48", "slin96", "speex", "speex16", "speex32", "testlaw", "vp8", "vp9",
];

/// The manual's default, `disallow=all` and `allow=ulaw, alaw, g729`, and behind it Opus: members have
/// clients today that speak nothing else, and a call between others goes as it always did.
pub(crate) fn default_codecs() -> Vec<Codec> {
    vec![Codec("ulaw"), Codec("alaw"), Codec("g729"), Codec("opus")]
}

/// What one item of a list does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    Allow,
    Disallow,
}

/// Applies one item, such as `all` or `ulaw`, to the list. An allowed codec that is there already
/// keeps its place.
pub(crate) fn edit(list: &mut Vec<Codec>, what: Edit, codecs: &[Codec]) {
    for codec in codecs {
        let place = list.iter().position(|known| known == codec);
        match (what, place) {
            (Edit::Allow, None) => list.push(*codec),
            (Edit::Disallow, Some(place)) => {
                list.remove(place);
            }
            (Edit::Allow, Some(_)) | (Edit::Disallow, None) => {}
        }
    }
}
