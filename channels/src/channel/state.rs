//! One channel: what the switch knows of a leg of a call.

use std::time::Instant;

use community::SkypeName;
use runtime::host::{CallId, CallerId, ChannelId, SkypeCall, Technology};
use runtime::status::ChannelStatus;
use sip::Headers;

use super::dialog::Talk;
use super::fork::Calls;
use super::invite::Caller;
use super::lineage::Lineage;
use super::media_leg::MediaLeg;
use crate::core::Core;
use crate::device_use::Use;
use crate::io::Now;

/// A leg of a call.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) id: ChannelId,
    /// `SIP/shoe-phone-00000001`.
    pub(super) name: String,
    pub(super) technology: Technology,
    /// Who decides about it.
    pub(super) owner: Owner,
    pub(super) state: State,
    /// Who calls, or is called.
    pub(super) caller: CallerId,
    /// Present on a Skype channel.
    pub(super) skype: Option<Box<Skype>>,
    /// The device of its far end, as [`crate::device_use`] counts it.
    pub(super) device: Option<String>,
    device_use: Option<Use>,
    pub(super) bridged: Option<ChannelId>,
    pub(super) lineage: Lineage,
    /// What a script gave it as `PICKUPMARK`.
    pub(super) mark: Option<String>,
    /// The header fields of the INVITE that began the call, once it is answered; [`Far::Calling`] has them before.
    pub(super) headers: Option<Box<Headers>>,
    pub(super) began: Instant,
    /// Context and extension its script has come to.
    pub(super) location: (String, String),
    pub(super) media: MediaLeg,
    pub(super) far: Far,
    /// The new leg of a transfer of this channel that is under way.
    pub(super) transfer: Option<ChannelId>,
    /// Digits it still has to send.
    pub(super) dialing: super::digits::Dialing,
}

/// What a new channel is made of.
pub(super) struct New {
    pub(super) technology: Technology,
    /// What stands between the slash and the number of its name.
    pub(super) label: String,
    pub(super) owner: Owner,
    pub(super) caller: CallerId,
    pub(super) skype: Option<Box<Skype>>,
    pub(super) device: Option<String>,
    pub(super) lineage: Lineage,
    pub(super) media: MediaLeg,
    pub(super) far: Far,
}

/// Who decides about a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A script.
    Script(CallId),
    /// Nobody but the two ends: what one does happens to the other.
    Pair(ChannelId),
    /// It is the new leg of a transfer of that channel, and not answered.
    Transfer(ChannelId),
    /// Nobody any more; it is about to end.
    Nobody,
}

/// How far a call has come (Asterisk's words).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// We call, and have heard nothing.
    Down,
    /// It calls us.
    Ring,
    /// It rings there.
    Ringing,
    /// Answered.
    Up,
}

/// What is at the other end of a channel.
#[derive(Debug)]
pub(super) enum Far {
    /// A phone that calls us.
    Calling(Box<Caller>),
    /// Phones that we call.
    Called(Box<Calls>),
    /// A phone we talk with.
    Talking(Box<Talk>),
    /// The other half of a Local channel, or of a call between two accounts of the switch.
    Half(ChannelId),
}

/// What the switch keeps of a Skype call.
#[derive(Clone, Debug, Default)]
pub(super) struct Skype {
    /// The account of the switch that takes part.
    pub(super) account: Option<SkypeName>,
    pub(super) topic: String,
    pub(super) token: String,
    /// The caller's languages, most wanted first.
    pub(super) languages: Vec<String>,
}

impl Skype {
    /// Of an incoming call.
    pub(super) fn of(call: &SkypeCall, account: Option<SkypeName>) -> Self {
        Self {
            account,
            topic: call.topic.clone(),
            token: call.token.clone(),
            languages: call.languages.clone(),
        }
    }
}

impl Channel {
    pub(super) fn new(now: Now, id: ChannelId, new: New) -> Self {
        let technology = Technology::name(new.technology);
        let state = match &new.far {
            Far::Called(_) => State::Down,
            _ => State::Ring,
        };
        Self {
            id,
            name: format!("{technology}/{}-{:08x}", new.label, id.0),
            technology: new.technology,
            owner: new.owner,
            state,
            caller: new.caller,
            skype: new.skype,
            device: new.device,
            device_use: None,
            bridged: None,
            lineage: new.lineage,
            mark: None,
            headers: None,
            began: now.instant,
            location: Default::default(),
            media: new.media,
            far: new.far,
            transfer: None,
            dialing: Default::default(),
        }
    }

    /// The lineage of what begins on this channel.
    pub(super) fn own_lineage(&self) -> Lineage {
        Lineage {
            master: self.lineage.master.or(Some(self.id)),
            ..self.lineage
        }
    }

    pub(super) fn is_up(&self) -> bool {
        self.state == State::Up
    }

    /// Lets hints know how the far end's device is used from now on; none at the end.
    pub(super) fn set_use(&mut self, core: &mut Core, device_use: Option<Use>) {
        if let Some(device) = &self.device {
            core.devices.change(device, self.device_use, device_use);
        }
        self.device_use = device_use;
    }

    pub(super) fn script(&self) -> Option<CallId> {
        match self.owner {
            Owner::Script(call) => Some(call),
            _ => None,
        }
    }

    /// A row of `core show channels`.
    pub(super) fn status(&self, now: Now, bridged: Option<String>) -> ChannelStatus {
        ChannelStatus {
            id: self.id,
            name: self.name.clone(),
            call: self.script(),
            context: self.location.0.clone(),
            extension: self.location.1.clone(),
            state: self.state.name(),
            caller: self.caller.num.clone(),
            bridged,
            codec: self.media.codec().to_owned(),
            duration: now.instant.saturating_duration_since(self.began),
        }
    }
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Down => "Down",
            Self::Ring => "Ring",
            Self::Ringing => "Ringing",
            Self::Up => "Up",
        }
    }
}
