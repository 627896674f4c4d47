//! What a simulated switch notices: its log, and what somebody at the end of a channel hears.

use std::sync::Arc;
use std::time::Duration;

use super::scene::Chat;
use crate::host::{CallId, ChannelId, Originate};

/// What somebody at the far end of a channel hears.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Sound {
    #[default]
    Silence,
    /// Prompts, joined with `&`.
    Prompts(String),
    /// Their own voice.
    Echo,
    /// Whoever is at the end of this channel.
    Channel(ChannelId),
}

/// Something that the outside noticed, or a step of a script.
#[derive(Debug)]
pub(super) struct Happening {
    /// Since the beginning.
    pub(super) at: Duration,
    /// The call from outside that it belongs to.
    pub(super) call: CallId,
    pub(super) what: String,
    pub(super) kind: Noticed,
}

/// What kind of thing happened.
#[derive(Debug)]
pub(super) enum Noticed {
    /// The text says it all.
    Plain,
    /// Something was dialled.
    Dialled(Box<Originate>),
    /// Prompts began to play.
    Played(Vec<String>),
    /// Somebody at the end of a channel heard somebody else say something.
    Heard {
        channel: ChannelId,
        /// The device there: `SIP/desk`.
        device: String,
        text: String,
    },
    /// A script wrote to somebody.
    Chatted(Chat),
    /// A script did something; nobody outside notices.
    Step(Arc<str>, u32),
}

impl Happening {
    pub(super) fn is_step(&self) -> bool {
        matches!(self.kind, Noticed::Step(..))
    }
}
