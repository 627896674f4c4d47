//! The offers and answers of one session, in both directions (RFC 3264).
//!
//! Enter: the other side's offers and answers. Leave: ours, and the [`Session`](super::Session) each pair leads to.
//! For the life of the session an m= line keeps its place, a payload type its meaning, and `o=` all but its version,
//! which counts changes (section 8). What is refused or fails leaves the session as it was.
//! Left out: an m= line of ours besides the audio.

use super::{Description, Local, Media, Origin, payload_type::PayloadTypes};
use crate::codec::Codec;

/// See the module.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub(super) local: Local,
    /// What may be spoken, best first.
    pub(super) codecs: Vec<&'static Codec>,
    pub(super) types: PayloadTypes,
    /// The m= lines in force, as we said them; none before the first answer.
    pub(super) lines: Vec<Media>,
    /// Which of them is the audio.
    pub(super) line: usize,
    /// What we said last.
    said: Option<Description>,
}

impl Exchange {
    /// A session that begins, for `codecs`, best first.
    pub fn new(local: Local, codecs: Vec<&'static Codec>) -> Self {
        Self {
            local,
            codecs,
            types: PayloadTypes::default(),
            lines: Vec::new(),
            line: 0,
            said: None,
        }
    }

    /// A description of ours with these lines; another version if it says something new.
    pub(super) fn say(&mut self, media: Vec<Media>) -> Description {
        let mut description = self.local.description(media);
        if self.said.as_ref().is_some_and(|said| *said != description) {
            self.local.version += 1;
            description.origin.version = self.local.version;
        }
        self.said = Some(description.clone());
        description
    }

    /// These lines are in force. Where the other side has dropped some from the end, they stay as refused.
    pub(super) fn settle(&mut self, media: Vec<Media>, line: usize) {
        let kept = media.len().min(self.lines.len());
        let dropped = self.lines.split_off(kept);
        self.lines = media;
        self.lines.extend(dropped.iter().map(Media::refused));
        self.line = line;
    }
}

impl Local {
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
    /// The same line with port 0 (RFC 3264 section 6).
    pub(super) fn refused(&self) -> Self {
        Self {
            port: 0,
            connection: None,
            attributes: Vec::new(),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests;
