//! The media side of a channel: its leg in the engine, its ports, and what it describes in SDP (RFC 3264).
//!
//! Ports are opened when sound is first wanted, so that a call which only rings costs none.

use media::codec::Codec;
use media::sdp::{self, Description, Local, NegotiationError};
use media::{Command, Direction, LegId, PlaybackId, Session};
use rand::RngExt;
use runtime::host::ChannelId;

use super::silence::Silence;
use crate::core::Core;
use crate::io::Output;

/// See the module.
#[derive(Debug)]
pub(super) struct MediaLeg {
    leg: LegId,
    /// Codecs it may use, best first.
    codecs: Vec<&'static Codec>,
    /// Our side, once ports are open; none on half of a pipe.
    local: Option<Local>,
    /// What we last said, to see whether the next description is another version.
    said: String,
    codec: &'static str,
    direction: Direction,
    pipe: bool,
    /// What is known of a silence of the far end.
    pub(super) silence: Silence,
    /// What is being played.
    pub(super) playback: Option<PlaybackId>,
}

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
pub(super) enum MediaError {
    /// All RTP ports are taken.
    #[error("no RTP port is free")]
    NoPort,
    /// Offer and answer came to nothing.
    #[error(transparent)]
    Negotiation(#[from] NegotiationError),
}

impl MediaError {
    /// What SIP answers.
    pub(super) fn status(&self) -> u16 {
        match self {
            Self::NoPort => 503,
            Self::Negotiation(error) => error.status(),
        }
    }
}

impl MediaLeg {
    /// An RTP leg.
    pub(super) fn rtp(channel: ChannelId, codecs: Vec<&'static Codec>) -> Self {
        Self {
            leg: leg_of(channel),
            codecs,
            local: None,
            said: String::new(),
            codec: "",
            direction: Direction::SendRecv,
            pipe: false,
            silence: Silence::None,
            playback: None,
        }
    }

    /// Half of a pipe, opened by [`open_pipe`].
    pub(super) fn half(channel: ChannelId) -> Self {
        Self {
            pipe: true,
            codec: "L16",
            ..Self::rtp(channel, Vec::new())
        }
    }

    /// Codec on the wire; empty before there is one.
    pub(super) fn codec(&self) -> &'static str {
        self.codec
    }

    /// Whether the far end has us on hold.
    pub(super) fn is_held(&self) -> bool {
        !self.direction.sends()
    }

    /// Opens ports and leg, unless they are open.
    pub(super) fn open(&mut self, core: &mut Core) -> Result<(), MediaError> {
        if self.pipe || self.local.is_some() {
            return Ok(());
        }
        let rtp = core.ports.open(self.leg).ok_or(MediaError::NoPort)?;
        let (leg, seed) = (self.leg, core.rng.random());
        core.output(Output::Media(Command::Open { leg, seed }));
        // `o=` takes 63 bits at most with some phones.
        self.local = Some(Local::new(rtp, core.rng.random::<u64>() >> 1));
        Ok(())
    }

    /// Whether anything in `offer` could be answered, without opening anything.
    pub(super) fn judge(&self, offer: &Description) -> Result<(), NegotiationError> {
        let nowhere = Local::new(([0, 0, 0, 0], 9).into(), 0);
        sdp::answer(offer, &self.codecs, &nowhere).map(drop)
    }

    /// Our offer, as data and as text.
    pub(super) fn offer(&mut self, core: &mut Core) -> Result<(Description, String), MediaError> {
        self.open(core)?;
        let local = self.local.as_ref().ok_or(MediaError::NoPort)?;
        Ok(self.say(sdp::offer(local, &self.codecs)))
    }

    /// The text of our answer; sound goes as it says from now on.
    pub(super) fn answer(
        &mut self,
        core: &mut Core,
        offer: &Description,
    ) -> Result<String, MediaError> {
        if self.local.is_none() {
            self.judge(offer)?;
            self.open(core)?;
        }
        let local = self.local.as_ref().ok_or(MediaError::NoPort)?;
        let (description, session) = sdp::answer(offer, &self.codecs, local)?;
        self.configure(core, session);
        Ok(self.say(description).1)
    }

    /// Takes the answer to our `offer`.
    pub(super) fn complete(
        &mut self,
        core: &mut Core,
        offer: &Description,
        answer: &Description,
    ) -> Result<(), NegotiationError> {
        let session = sdp::complete(offer, answer)?;
        self.configure(core, session);
        Ok(())
    }

    /// Ends it; all of a pipe.
    pub(super) fn close(&mut self, core: &mut Core) {
        if self.pipe || self.local.is_some() {
            core.output(Output::Media(Command::Close { leg: self.leg }));
        }
        (self.pipe, self.local) = (false, None);
    }

    fn configure(&mut self, core: &mut Core, session: Session) {
        self.codec = session
            .formats
            .first()
            .map_or("", |format| format.codec.name);
        self.direction = session.direction;
        core.output(Output::Media(Command::Configure {
            leg: self.leg,
            session,
        }));
    }

    /// Numbers a description of ours: a new version if it says something new (RFC 3264 section 8).
    fn say(&mut self, mut description: Description) -> (Description, String) {
        let mut text = description.to_string();
        if let Some(local) = &mut self.local
            && !self.said.is_empty()
            && self.said != text
        {
            local.version += 1;
            description.origin.version = local.version;
            text = description.to_string();
        }
        self.said.clone_from(&text);
        (description, text)
    }
}

/// The leg of a channel: they share the number.
pub(super) fn leg_of(channel: ChannelId) -> LegId {
    LegId(channel.0)
}

/// The channel of a leg.
pub(super) fn channel_of(leg: LegId) -> ChannelId {
    ChannelId(leg.0)
}

/// Opens the legs of two halves.
pub(super) fn open_pipe(core: &mut Core, a: ChannelId, b: ChannelId) {
    core.output(Output::Media(Command::OpenPipe {
        a: leg_of(a),
        b: leg_of(b),
    }));
}

/// The codecs of these names, in order; names nobody knows are left out.
pub(super) fn codecs_named<'a>(names: impl IntoIterator<Item = &'a String>) -> Vec<&'static Codec> {
    names
        .into_iter()
        .filter_map(|name| media::codec::by_name(name))
        .collect()
}

/// What a person's own client is offered.
pub(super) fn member_codecs() -> Vec<&'static Codec> {
    vec![
        &media::codec::OPUS,
        &media::codec::PCMU,
        &media::codec::PCMA,
    ]
}
