//! The media side of a channel: its leg in the engine, its ports, and what it describes in SDP (RFC 3264).
//!
//! Ports are opened when sound is first wanted, so that a call which only rings costs none.

use media::codec::Codec;
use media::sdp::{Description, Exchange, Local, NegotiationError};
use media::{Command, Direction, LegId, PlaybackId, Session};
use rand::RngExt;
use runtime::host::ChannelId;
use sip::{Request, Response};

use crate::core::Core;
use crate::io::Output;

/// See the module.
#[derive(Debug)]
pub(super) struct MediaLeg {
    leg: LegId,
    /// Codecs it may use, best first.
    codecs: Vec<&'static Codec>,
    /// What was offered and answered, once ports are open; none on half of a pipe.
    exchange: Option<Exchange>,
    codec: &'static str,
    direction: Direction,
    pipe: bool,
    /// What is known of a silence of the far end.
    pub(super) silence: Silence,
    /// What is being played.
    pub(super) playback: Option<PlaybackId>,
}

/// What is known of a silence of the far end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Silence {
    /// Nothing is missing.
    #[default]
    None,
    /// It began; the count of packets is asked for.
    Begun,
    /// So many packets had come by then.
    Since(u64),
    /// It is over, or the call: the count is asked for again.
    Asked(u64),
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

    /// The answer to what asked for it; a 488 says why (RFC 3261 section 21.4.26).
    pub(super) fn response(&self, core: &Core, request: &Request) -> Response {
        let response = Response::builder(request, self.status());
        let warning = match self {
            Self::NoPort => None,
            Self::Negotiation(error) => error.warning(),
        };
        match warning {
            Some((code, text)) => {
                let warning = format!("{code} {} \"{text}\"", core.config.domain);
                response.header("Warning", &warning).build()
            }
            None => response.build(),
        }
    }
}

impl MediaLeg {
    /// An RTP leg.
    pub(super) fn rtp(channel: ChannelId, codecs: Vec<&'static Codec>) -> Self {
        Self {
            leg: leg_of(channel),
            codecs,
            exchange: None,
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
        if self.pipe || self.exchange.is_some() {
            return Ok(());
        }
        let rtp = core.ports.open(self.leg).ok_or(MediaError::NoPort)?;
        let (leg, seed) = (self.leg, core.rng.random());
        core.output(Output::Media(Command::Open { leg, seed }));
        // `o=` takes 63 bits at most with some phones.
        let local = Local::new(rtp, core.rng.random::<u64>() >> 1);
        self.exchange = Some(Exchange::new(local, self.codecs.clone()));
        Ok(())
    }

    /// Whether anything in `offer` could be answered, without opening anything.
    pub(super) fn judge(&self, core: &Core, offer: &Description) -> Result<(), MediaError> {
        let nowhere = Local::new((core.ports.address(), 9).into(), 0);
        let answered = Exchange::new(nowhere, self.codecs.clone()).answer(offer);
        answered.map(drop).map_err(MediaError::from)
    }

    /// Our offer of all we speak, as data and as text.
    pub(super) fn offer(&mut self, core: &mut Core) -> Result<(Description, String), MediaError> {
        let offer = self.exchange(core)?.offer();
        let text = offer.to_string();
        Ok((offer, text))
    }

    /// Our offer to leave everything as it is.
    pub(super) fn refresh(&mut self, core: &mut Core) -> Result<(Description, String), MediaError> {
        let offer = self.exchange(core)?.refresh();
        let text = offer.to_string();
        Ok((offer, text))
    }

    /// The text of our answer; sound goes as it says from now on.
    pub(super) fn answer(
        &mut self,
        core: &mut Core,
        offer: &Description,
    ) -> Result<String, MediaError> {
        if self.exchange.is_none() {
            self.judge(core, offer)?;
        }
        let (description, session) = self.exchange(core)?.answer(offer)?;
        self.configure(core, session);
        Ok(description.to_string())
    }

    /// Takes the answer to our `offer`.
    pub(super) fn complete(
        &mut self,
        core: &mut Core,
        offer: &Description,
        answer: &Description,
    ) -> Result<(), MediaError> {
        let session = self.exchange(core)?.complete(offer, answer)?;
        self.configure(core, session);
        Ok(())
    }

    /// What was offered and answered, with ports open.
    fn exchange(&mut self, core: &mut Core) -> Result<&mut Exchange, MediaError> {
        self.open(core)?;
        self.exchange.as_mut().ok_or(MediaError::NoPort)
    }

    /// Ends it; all of a pipe.
    pub(super) fn close(&mut self, core: &mut Core) {
        if self.pipe || self.exchange.is_some() {
            core.output(Output::Media(Command::Close { leg: self.leg }));
        }
        (self.pipe, self.exchange) = (false, None);
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
