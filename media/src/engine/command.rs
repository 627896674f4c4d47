//! What the switch asks of the engine.

use crate::{Audio, Session};
use std::{fmt, time::Duration};

/// One media stream of the switch: an RTP session, or half of a pipe. The switch chooses the number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LegId(pub u64);

/// One [`Command::Play`], named in the event that ends it. The switch chooses the number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PlaybackId(pub u64);

/// Which socket of a leg.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Component {
    /// Sound and telephone events.
    Rtp,
    /// Reports about them.
    Rtcp,
}

/// A change of what the engine does. A command for a leg that is not open does nothing.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// Begins an RTP leg. It is mute until configured. `seed` sets SSRC and first sequence number.
    Open {
        /// The new leg.
        leg: LegId,
        /// Drawn at random by the daemon; a simulation gives its own.
        seed: u64,
    },
    /// After offer/answer, and again after each re-INVITE; sound goes on without a gap.
    Configure {
        /// Which leg.
        leg: LegId,
        /// What was agreed.
        session: Session,
    },
    /// Begins two legs without RTP: what is sent to one comes out of the other.
    OpenPipe {
        /// One half.
        a: LegId,
        /// The other half.
        b: LegId,
    },
    /// Connects two legs, each of which leaves the bridge it was in.
    Bridge {
        /// One side.
        a: LegId,
        /// The other side.
        b: LegId,
    },
    /// Parts two legs, if they are bridged.
    Unbridge {
        /// One side.
        a: LegId,
        /// The other side.
        b: LegId,
    },
    /// Plays sounds to the leg, one after the other; it hears nothing else meanwhile. Ends a former playback.
    Play {
        /// Who hears it.
        leg: LegId,
        /// Comes back in [`super::Event::PlaybackFinished`].
        playback: PlaybackId,
        /// In order; rates may differ.
        audio: Vec<Audio>,
    },
    /// Ends the playback at once. Its [`super::Event::PlaybackFinished`] comes with `completed` false.
    StopPlayback {
        /// Whose.
        leg: LegId,
    },
    /// Whether the leg hears itself.
    Echo {
        /// Which leg.
        leg: LegId,
        /// From now on.
        on: bool,
    },
    /// Sends DTMF in place of sound, after digits that are still waiting.
    SendDigits {
        /// Who gets them.
        leg: LegId,
        /// `0`–`9`, `*`, `#`, `A`–`D` and how long each sounds; others are left out.
        digits: Vec<(char, Duration)>,
        /// Silence after each.
        gap: Duration,
    },
    /// Ends the leg; of a pipe, both halves. The last event of it is [`super::Event::Closed`].
    Close {
        /// Which leg.
        leg: LegId,
    },
    /// Asks for [`super::Event::Statistics`].
    Report {
        /// Of which leg.
        leg: LegId,
    },
}

impl fmt::Display for LegId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "leg {}", self.0)
    }
}
