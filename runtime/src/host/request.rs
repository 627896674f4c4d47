//! What scripts ask of their host, and what it answers.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{CallId, CallerId, Cause, ChannelId, Indication, Rings, Target};
use crate::device_state::DeviceState;
use crate::errand::Errand;

/// One request of a script, which its [`Reply`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId {
    /// Whose it is.
    pub call: CallId,
    /// Which of that script's, from 1.
    pub number: u32,
}

/// A script's wish. Each gets exactly one [`Reply`], in any order between calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Answers the channel. [`Reply::Done`] once it is up, and when it already was.
    Answer(ChannelId),
    /// Shows something to the far end.
    Indicate(ChannelId, Indication),
    /// Ends a channel; one that is gone already is no error.
    Hangup(ChannelId, Cause),
    /// Ends whatever channel has that name, whoever's it is; upper and lower case are one. [`Reply::Done`], or
    /// [`Reply::NotFound`] when there is none.
    HangupNamed {
        /// `SIP/shoe-phone-00000001`.
        name: String,
        /// End all of that device, whose name is what stands before the last dash of a channel's.
        all: bool,
    },
    /// Starts an outgoing channel towards one dial string. [`Reply::Channel`], or [`Reply::Refused`]
    /// when it cannot even be tried. What becomes of it arrives as [`Event`](super::Event)s. The script owns the
    /// channel until it hangs it up, or ends.
    Originate(Originate),
    /// Connects the audio of two channels, both of this script. Early media passes too.
    Bridge(ChannelId, ChannelId),
    /// Takes two channels apart again.
    Unbridge(ChannelId, ChannelId),
    /// Plays prompts one after the other. [`Reply::Done`] when playing has begun, [`Reply::NotFound`]
    /// with the first name that no file has. [`Event::Played`](super::Event::Played) follows at the end.
    Play {
        /// Where.
        channel: ChannelId,
        /// Names without an ending: `vm-intro`, `digits/1`, or a path.
        prompts: Vec<String>,
        /// Which set of prompts, with `en` and then none as what is tried next.
        language: String,
    },
    /// Stops what is being played; no [`Event::Played`](super::Event::Played) follows.
    StopPlay(ChannelId),
    /// Sends the channel's own audio back to it, or stops that.
    Echo(ChannelId, bool),
    /// Sends DTMF. [`Event::DigitsSent`](super::Event::DigitsSent) follows at the end.
    SendDigits(ChannelId, Digits),
    /// Moves the channel's far end elsewhere. [`Reply::Done`] when it has gone (the channel ends, or is
    /// no longer this script's), [`Reply::Refused`] when it stays.
    Transfer {
        /// Who goes.
        channel: ChannelId,
        /// A dial string (`Skype/austin_powers`), or a bare extension or name.
        target: String,
        /// Topic of the call at its new place; empty for none.
        topic: String,
    },
    /// Starts another script on an outgoing channel of this one, which is this one's no longer.
    Redirect(ChannelId, Target),
    /// Sends the call on the channel of that name, whoever's it is, to a place of the dialplan; upper and lower case are
    /// one. [`Reply::Done`], or [`Reply::NotFound`] when there is none that could go.
    RedirectNamed {
        /// `SIP/shoe-phone-00000001`.
        name: String,
        /// Where.
        place: Target,
    },
    /// Takes a call that rings elsewhere on the script's own channel, which is answered. [`Reply::Done`] when it has
    /// it: the channel is then the other script's, and this one has none any more. [`Reply::NotFound`] when nothing of that
    /// kind rings.
    PickUp(ChannelId, Rings),
    /// The topic of the Skype call on a channel has changed.
    SetTopic(ChannelId, String),
    /// The token of the Skype call on a channel has changed.
    SetToken(ChannelId, String),
    /// What `core show channels` shows: the extension and application a script has come to.
    Location {
        /// The script's channel.
        channel: ChannelId,
        /// Where it is.
        context: String,
        /// Where it is.
        extension: String,
    },
    /// Reads an account's property. [`Reply::Text`] or [`Reply::NotFound`].
    AccountProperty {
        /// Skype name.
        account: String,
        /// A name of the community's property table.
        property: String,
    },
    /// Writes an account's property; [`Reply::Done`] once it is on disk.
    SetAccountProperty {
        /// Skype name.
        account: String,
        /// A writable name of the community's property table.
        property: String,
        /// The new value.
        value: String,
    },
    /// An account's buddies with their states. [`Reply::Rows`] or [`Reply::NotFound`].
    Buddies(String),
    /// Sends a chat message; [`Reply::Done`] once it is on disk.
    SendChat {
        /// Skype name.
        from: String,
        /// Skype name.
        to: String,
        /// UTF-8.
        text: String,
    },
    /// Waits for a chat message from one to the other that this call has not had yet, sent since this
    /// call began. [`Reply::Text`], or [`Reply::TimedOut`].
    ReceiveChat {
        /// Skype name of an account the switch is logged in to.
        to: String,
        /// Skype name.
        from: String,
        /// How long.
        timeout: Duration,
    },
    /// The state of a device, `SIP/phone`, `Skype:a@b`, `Custom:x`. [`Reply::Text`]: `NOT_INUSE`, …
    DeviceState(String),
    /// Sets the state of a device `Custom:x`, which hints show; [`Reply::Done`] once it is on disk.
    SetDeviceState(String, DeviceState),
    /// Reads an entry of the database of scripts by its path, `family/key`. [`Reply::Text`] or
    /// [`Reply::NotFound`].
    DbGet(String),
    /// Writes an entry of the database; [`Reply::Done`] once it is on disk.
    DbPut {
        /// Its path: `family/key`.
        path: String,
        /// Its value.
        value: String,
    },
    /// Takes an entry out of the database; [`Reply::Done`] once that is on disk, [`Reply::NotFound`] if there
    /// is none.
    DbDelete(String),
    /// Takes all entries at and below a path out of the database, with an empty path all; [`Reply::Done`]
    /// once that is on disk, [`Reply::NotFound`] if there are none. When there are [`PAGE`](crate::database::PAGE) of
    /// them, or more, it takes out so many and answers with [`Reply::Text`], to be asked again.
    DbDeleteTree(String),
    /// Entries at and below a path, with an empty path all: their paths and values, sorted by path.
    /// [`Reply::Rows`]. When there are [`PAGE`](crate::database::PAGE) of them, more may follow.
    DbTree {
        /// Where they are.
        path: String,
        /// The last one that is known already; empty to begin.
        after: String,
    },
    /// The channels there are, by name, with their numbers. [`Reply::Rows`], sorted.
    Channels,
    /// The header fields of the request that began the call on a channel, in order and without credentials.
    /// [`Reply::Rows`]; none where nothing of that kind came.
    Headers(ChannelId),
    /// Reads or sets a variable of the call on another channel. [`Reply::Text`] or [`Reply::Done`], or
    /// [`Reply::NotFound`] when no script runs there.
    Variable {
        /// The channel's name; `None` for the one that this call goes back to (the caller of a Local channel).
        of: Option<String>,
        /// The variable, without `${}`.
        name: String,
        /// What it is set to; it is read without.
        value: Option<String>,
    },
    /// What is configured of a telephone of this switch, and where it is: `name`, `context`, `codecs`, `ip`,
    /// `port`, `contacts`, `status`. [`Reply::Rows`] or [`Reply::NotFound`].
    Endpoint(String),
    /// Something to be done outside of the switch. It says itself what the replies are.
    Errand(Errand),
    /// What an application or function of an embedding program asks that program. Whatever reply the two agree on;
    /// the switch has [`Reply::NotFound`] for it.
    Custom {
        /// What is wanted.
        verb: String,
        /// With what.
        arguments: Vec<String>,
    },
}

impl Request {
    /// The channels it is about, which have to be the script's. None of a [`Hangup`](Self::Hangup), which is no
    /// error when there is nothing left to hang up.
    pub fn channels(&self) -> [Option<ChannelId>; 2] {
        match *self {
            Self::Bridge(one, other) | Self::Unbridge(one, other) => [Some(one), Some(other)],
            Self::Answer(channel)
            | Self::Indicate(channel, _)
            | Self::StopPlay(channel)
            | Self::Echo(channel, _)
            | Self::SetTopic(channel, _)
            | Self::SetToken(channel, _)
            | Self::Headers(channel)
            | Self::Play { channel, .. }
            | Self::SendDigits(channel, _)
            | Self::Transfer { channel, .. }
            | Self::Redirect(channel, _)
            | Self::PickUp(channel, _)
            | Self::Location { channel, .. } => [Some(channel), None],
            _ => [None, None],
        }
    }
}

/// Keys to be sent as DTMF.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digits {
    /// `0-9 * # A-D`; `w` waits half a second.
    pub keys: String,
    /// How long each sounds.
    pub duration: Duration,
    /// The silence between two.
    pub gap: Duration,
}

impl Digits {
    /// How long a `w` waits.
    pub const WAIT: Duration = Duration::from_millis(500);

    /// How long it takes to send them all.
    pub fn takes(&self) -> Duration {
        let waits = self.keys.matches('w').count();
        let times = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let sounding = times(self.keys.len() - waits);
        (self.duration + self.gap)
            .saturating_mul(sounding)
            .saturating_add(Self::WAIT.saturating_mul(times(waits)))
    }
}

/// An outgoing call that a script wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Originate {
    /// One dial string: `SIP/shoe-phone`, `Skype/james_bond@austin_powers`, `Local/100@internal`.
    pub target: String,
    /// The channel it is for, where there is one.
    pub parent: Option<ChannelId>,
    /// Who the far end is told is calling.
    pub caller: CallerId,
    /// Topic of a Skype call; empty for none.
    pub topic: String,
    /// Token of a Skype call; empty for none.
    pub token: String,
    /// What the new channel inherits, without underscores.
    pub variables: Vec<(String, String)>,
    /// [`ChannelInfo::max_forwards`](super::ChannelInfo::max_forwards) of the new channel.
    pub max_forwards: u32,
}

/// The answer to one [`Request`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// It is done.
    Done,
    /// The new channel, and its name: `SIP/shoe-phone-00000001`.
    Channel(ChannelId, String),
    /// A value.
    Text(String),
    /// What an [`Errand`] came to: a number, and what was said.
    Outcome(i32, String),
    /// Several rows of values.
    Rows(Vec<(String, String)>),
    /// There is no such account, property, prompt …; what was looked for.
    NotFound(String),
    /// It was not to be; why, in words for a log.
    Refused(Cause, String),
    /// Nothing came in time.
    TimedOut,
    /// The channel it was about has ended.
    Gone,
}
