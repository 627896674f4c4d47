//! The channels of an exchange: whose they are, and what is at their far ends.

use std::fmt;
use std::time::Instant;

use super::{Carrier, Channel, Exchange};
use crate::host::{CallId, Cause, ChannelId, Event};

/// A channel.
#[derive(Debug)]
pub(super) struct Line {
    /// The script that has it.
    pub(super) owner: CallId,
    /// `Terminal/1-00000001`.
    pub(super) name: String,
    pub(super) far: Far,
    pub(super) is_up: bool,
}

/// What is at the far end of a channel.
pub(super) enum Far {
    /// Something the program carries.
    Carried(Box<dyn Channel>),
    /// The other half of a Local channel.
    Half(ChannelId),
}

impl Line {
    pub(super) fn new(owner: CallId, name: String, far: Far) -> Self {
        Self {
            owner,
            name,
            far,
            is_up: false,
        }
    }

    /// What the program carries there, if it does.
    pub(super) fn carried(&mut self) -> Option<&mut (dyn Channel + 'static)> {
        match &mut self.far {
            Far::Carried(channel) => Some(channel.as_mut()),
            Far::Half(_) => None,
        }
    }

    pub(super) fn half(&self) -> Option<ChannelId> {
        match self.far {
            Far::Carried(_) => None,
            Far::Half(other) => Some(other),
        }
    }
}

impl<C: Carrier> Exchange<C> {
    /// The far end has answered. On the other half of a Local channel so has this one.
    pub(super) fn pick_up(&mut self, now: Instant, id: ChannelId) {
        let Some(line) = self.lines.get_mut(&id) else {
            return;
        };
        if std::mem::replace(&mut line.is_up, true) {
            return;
        }
        let half = line.half();
        self.tell(now, Event::Answered(id));
        if let Some(other) = half {
            self.pick_up(now, other);
        }
    }

    /// Ends a channel, and the other half of a Local one. The far end is told unless it was the one to say so.
    pub(super) fn end(&mut self, now: Instant, id: ChannelId, cause: Cause, tell_far: bool) {
        let Some(mut line) = self.lines.remove(&id) else {
            return;
        };
        self.executor
            .event(now, line.owner, Event::Ended(id, cause));
        self.agenda.retain(|_, event| event.channel() != id);
        match line.half() {
            Some(other) => self.end(now, other, cause, true),
            None if tell_far => {
                if let Some(channel) = line.carried() {
                    channel.hang_up(cause);
                }
            }
            None => {}
        }
    }

    /// Tells the script that has a channel what happened to it.
    pub(super) fn tell(&mut self, now: Instant, event: Event) {
        if let Some(line) = self.lines.get(&event.channel()) {
            self.executor.event(now, line.owner, event);
        }
    }
}

impl fmt::Debug for Far {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Carried(_) => f.write_str("Carried"),
            Self::Half(other) => write!(f, "Half({})", other.0),
        }
    }
}
