//! The seam between scripts and whatever carries their calls: plain data, no references.
//!
//! A host (the switch, a simulator, somebody's own program) starts a script with [`Start`], is asked
//! for things with [`Request`], answers each with one [`Reply`], and tells of what happens meanwhile
//! with [`Event`]. Requests are small verbs on channels; what an application such as `Dial` does with
//! them is written once, in `stdlib`, and so is the same on a telephone line and in a test.
//!
//! Everything here is `Send`: scripts live on worker threads, channels on the signalling thread.

mod cause;
mod request;
mod rings;
mod sip_target;
mod target;

use std::collections::BTreeMap;

use community::Profile;
use serde::{Deserialize, Deserializer, Serialize};

pub use cause::Cause;
pub use request::{Digits, Originate, Reply, Request, RequestId};
pub use rings::Rings;
pub use sip_target::{Asked, SipTarget};
pub use target::Target;

/// One run of a dialplan script. Unique in the life of a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CallId(pub u64);

/// One channel: a leg of a call. Unique in the life of a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ChannelId(pub u64);

/// What carries a channel; the word before the slash of a dial string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "String")]
pub enum Technology {
    /// `SIP/<endpoint>`, or `PJSIP/<endpoint>`: a phone of this switch.
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
        Ok(Self::named(&name).unwrap_or(Self::Other("Other")))
    }
}

impl Technology {
    /// What the word before the slash of a dial string names, in any case. `PJSIP`, as dialplans for Asterisk's newer
    /// driver have it, is `SIP`.
    pub fn named(word: &str) -> Option<Self> {
        let known = [
            ("SIP", Self::Sip),
            ("PJSIP", Self::Sip),
            ("Skype", Self::Skype),
            ("Local", Self::Local),
        ];
        let mut known = known.into_iter();
        let named = known.find(|(name, _)| name.eq_ignore_ascii_case(word));
        named.map(|(_, technology)| technology)
    }

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
    /// How many calls on may still follow one another: each that the channel makes has one less.
    pub max_forwards: u32,
}

impl ChannelInfo {
    /// [`max_forwards`](Self::max_forwards) of a call from outside, as in Asterisk.
    pub const MAX_FORWARDS: u32 = 20;

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
            max_forwards: Self::MAX_FORWARDS,
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
    /// Another telephone has taken a call that rang on this channel, which has ended. The other's channel is up, and
    /// this script's from now on.
    PickedUp {
        /// What rang.
        channel: ChannelId,
        /// What is there instead.
        by: ChannelId,
        /// Its name: `SIP/desk-00000001`.
        name: String,
    },
    /// Somebody sends the script to another place of the dialplan (`ChannelRedirect`).
    Redirected(ChannelId, Target),
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
            | Self::PickedUp { channel, .. }
            | Self::Redirected(channel, _)
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
