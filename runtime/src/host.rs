//! The seam between scripts and whatever carries their calls: plain data, no references.
//!
//! A host (the switch, a simulator, somebody's own program) starts a script with [`Start`], is asked
//! for things with [`Request`], answers each with one [`Reply`], and tells of what happens meanwhile
//! with [`Event`]. Requests are small verbs on channels; what an application such as `Dial` does with
//! them is written once, in `stdlib`, and so is the same on a telephone line and in a test.
//!
//! Everything here is `Send`: scripts live on worker threads, channels on the signalling thread.

use std::collections::BTreeMap;
use std::time::Duration;

use community::Profile;
use serde::{Deserialize, Deserializer, Serialize};

use crate::call::Target;
use crate::device_state::DeviceState;
use crate::errand::Errand;

/// One run of a dialplan script. Unique in the life of a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CallId(pub u64);

/// One request of a script, which its [`Reply`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId {
    /// Whose it is.
    pub call: CallId,
    /// Which of that script's, from 1.
    pub number: u32,
}

/// One channel: a leg of a call. Unique in the life of a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ChannelId(pub u64);

/// What carries a channel; the word before the slash of a dial string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "String")]
pub enum Technology {
    /// `SIP/<endpoint>`: a phone of this switch.
    Sip,
    /// `Skype/[originator@]destination`: a member of the community.
    Skype,
    /// `Local/<extension>@<context>`: the dialplan itself.
    Local,
    /// Whatever a program that embeds the runtime carries, under a name of its own.
    Other(&'static str),
}

impl From<Technology> for String {
    fn from(technology: Technology) -> Self {
        technology.name().to_owned()
    }
}

impl<'de> Deserialize<'de> for Technology {
    /// A program's own is not told from another's.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        let known = [Self::Sip, Self::Skype, Self::Local];
        let mut known = known.into_iter();
        let named = known.find(|known| known.name().eq_ignore_ascii_case(&name));
        Ok(named.unwrap_or(Self::Other("Other")))
    }
}

impl Technology {
    /// As it stands before the slash of a channel's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sip => "SIP",
            Self::Skype => "Skype",
            Self::Local => "Local",
            Self::Other(name) => name,
        }
    }
}

/// Who calls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerId {
    /// Number, extension or Skype name.
    pub num: String,
    /// Display name; empty when not known.
    pub name: String,
}

/// What a Skype call knows about itself (manual 3.3.1 and 3.3.3). The properties that scripts read
/// are rows of a table in `stdlib`, made from this.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, String>", into = "BTreeMap<String, String>")]
pub struct SkypeCall {
    /// What the call is about; `Subject` on the wire.
    pub topic: String,
    /// Who knows it can call in; parameter `token` of the request URI.
    pub token: String,
    /// The caller's languages, most wanted first.
    pub languages: Vec<String>,
    /// The Skype name that forwarded the call here; empty when nobody did.
    pub forwarded_by: String,
    /// The Online Number (SkypeIn) that was dialled; empty when a Skype name was.
    pub target_identity: String,
    /// The caller's Skype name.
    pub skypename: String,
    /// What the caller's privacy policy lets this account see of the profile.
    pub profile: Profile,
}

/// A channel as a script finds it when it starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelInfo {
    /// Its identity.
    pub id: ChannelId,
    /// Its name: `SIP/shoe-phone-00000001`.
    pub name: String,
    /// What carries it.
    pub technology: Technology,
    /// Who calls.
    pub caller: CallerId,
    /// What was dialled (DNID).
    pub dialed: String,
    /// Language of prompts, `en` unless something said otherwise.
    pub language: String,
    /// Present on a Skype channel.
    pub skype: Option<Box<SkypeCall>>,
    /// Variables that are there from the start (`setvar`, inheritance), without their underscores.
    pub variables: Vec<(String, String)>,
}

impl ChannelInfo {
    /// A channel without a caller's number or variables, whose prompts are English.
    pub fn new(
        id: ChannelId,
        name: impl Into<String>,
        technology: Technology,
        dialed: impl Into<String>,
    ) -> Self {
        Self {
            id,
            name: name.into(),
            technology,
            caller: CallerId::default(),
            dialed: dialed.into(),
            language: "en".into(),
            skype: None,
            variables: Vec::new(),
        }
    }
}

/// Starts a script on a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The run.
    pub call: CallId,
    /// The channel it runs on.
    pub channel: ChannelInfo,
    /// Where it enters.
    pub context: String,
    /// What it enters with.
    pub extension: String,
    /// Which step of it, from 1.
    pub priority: u32,
}

impl Start {
    /// A channel enters a context with what was dialled.
    pub fn new(call: CallId, channel: ChannelInfo, context: impl Into<String>) -> Self {
        let place = Target::start(context, channel.dialed.clone());
        Self::at(call, channel, place)
    }

    /// A channel enters somewhere.
    pub fn at(call: CallId, channel: ChannelInfo, place: Target) -> Self {
        Self {
            call,
            channel,
            context: place.context,
            extension: place.extension,
            priority: place.priority,
        }
    }
}

/// What one channel can be made to show its far end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Indication {
    /// 180.
    Ringing,
    /// 183, and early media from here on.
    Progress,
    /// 486, which ends the channel unless it is up.
    Busy,
    /// 503, which ends the channel unless it is up.
    Congestion,
}

/// Why a channel ended (Q.850, as far as the switch tells causes apart).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// 0: nobody said why. The lines of a dialplan came to their end, and nobody had answered.
    Unsaid,
    /// 16: somebody hung up.
    Normal,
    /// 17.
    Busy,
    /// 19: it rang, nobody answered.
    NoAnswer,
    /// 20: known, but not registered now.
    Offline,
    /// 1: nobody of that name or number.
    Unknown,
    /// 21: refused by the far end, or by a rule (direction, privacy).
    Rejected,
    /// 34: no circuit, no port, overload, or the far end failed.
    Congestion,
    /// 58: no codec in common.
    Incompatible,
}

impl Cause {
    /// The number of Q.850.
    pub fn number(self) -> u8 {
        match self {
            Self::Unsaid => 0,
            Self::Normal => 16,
            Self::Busy => 17,
            Self::NoAnswer => 19,
            Self::Offline => 20,
            Self::Unknown => 1,
            Self::Rejected => 21,
            Self::Congestion => 34,
            Self::Incompatible => 58,
        }
    }
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
    /// when it cannot even be tried. What becomes of it arrives as [`Event`]s. The script owns the
    /// channel until it hangs it up, or ends.
    Originate(Originate),
    /// Connects the audio of two channels, both of this script. Early media passes too.
    Bridge(ChannelId, ChannelId),
    /// Takes two channels apart again.
    Unbridge(ChannelId, ChannelId),
    /// Plays prompts one after the other. [`Reply::Done`] when playing has begun, [`Reply::NotFound`]
    /// with the first name that no file has. [`Event::Played`] follows at the end.
    Play {
        /// Where.
        channel: ChannelId,
        /// Names without an ending: `vm-intro`, `digits/1`, or a path.
        prompts: Vec<String>,
        /// Which set of prompts, with `en` and then none as what is tried next.
        language: String,
    },
    /// Stops what is being played; no [`Event::Played`] follows.
    StopPlay(ChannelId),
    /// Sends the channel's own audio back to it, or stops that.
    Echo(ChannelId, bool),
    /// Sends DTMF. [`Event::DigitsSent`] follows at the end.
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
    /// once that is on disk, [`Reply::NotFound`] if there are none.
    DbDeleteTree(String),
    /// All entries at and below a path, with an empty path all: their paths and values, sorted by path.
    /// [`Reply::Rows`].
    DbTree(String),
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

/// Something happened to a channel of a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The far end rings.
    Ringing(ChannelId),
    /// The far end sends early media.
    Progress(ChannelId),
    /// The far end answered.
    Answered(ChannelId),
    /// The channel ended. For the script's own channel this ends the script.
    Ended(ChannelId, Cause),
    /// The far end pressed a key.
    Digit(ChannelId, char),
    /// All prompts have been played.
    Played(ChannelId),
    /// All digits have been sent.
    DigitsSent(ChannelId),
    /// The far end asks to be taken out and its partner connected with this extension (REFER).
    TransferRequested(ChannelId, String),
    /// The topic changed at the far end.
    Topic(ChannelId, String),
}

impl Event {
    /// The channel it happened to.
    pub fn channel(&self) -> ChannelId {
        match *self {
            Self::Ringing(channel)
            | Self::Progress(channel)
            | Self::Answered(channel)
            | Self::Ended(channel, _)
            | Self::Digit(channel, _)
            | Self::Played(channel)
            | Self::DigitsSent(channel)
            | Self::TransferRequested(channel, _)
            | Self::Topic(channel, _) => channel,
        }
    }
}

/// How a script ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finish {
    /// Which.
    pub call: CallId,
    /// What the channel is to end with, if it has not ended: `Busy` and `Congestion` after a `Dial` that
    /// said so, `Normal` otherwise, `Congestion` after an error or an exhausted budget.
    pub cause: Cause,
}
