//! What happens at the far end of a channel, and whom it concerns: a script is told, of a pair the other
//! side follows, a transfer goes on.

use runtime::host::{Cause, ChannelId, Event, Indication};

use super::state::Owner;
use super::{By, Channels};
use crate::core::Core;
use crate::io::Now;

/// Something the far end did. Its end is [`Channels::end`]'s affair, its keys are `digits`'.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Happening {
    /// It rings.
    Ringing,
    /// It sends early media.
    Progress,
    /// It answered.
    Answered,
    /// It said what the call is about.
    Topic(String),
}

impl Happening {
    fn event(self, id: ChannelId) -> Event {
        match self {
            Self::Ringing => Event::Ringing(id),
            Self::Progress => Event::Progress(id),
            Self::Answered => Event::Answered(id),
            Self::Topic(topic) => Event::Topic(id, topic),
        }
    }
}

impl Channels {
    /// Lets it be known.
    pub(super) fn tell(&mut self, core: &mut Core, now: Now, id: ChannelId, happening: Happening) {
        let Some(channel) = self.table.get(&id) else {
            return;
        };
        match (channel.owner, happening) {
            (Owner::Script(call), happening) => core.event(call, happening.event(id)),
            (Owner::Pair(other), happening) => self.follow(core, now, (id, other), happening),
            (Owner::Transfer(of), Happening::Ringing) => self.transfer_rings(core, now, of),
            (Owner::Transfer(of), Happening::Answered) => self.complete_transfer(core, now, of, id),
            _ => {}
        }
    }

    /// Of a pair, one does what happened to the other.
    fn follow(
        &mut self,
        core: &mut Core,
        now: Now,
        (id, other): (ChannelId, ChannelId),
        happening: Happening,
    ) {
        match happening {
            Happening::Ringing => self.indicate(core, now, other, Indication::Ringing),
            Happening::Progress => {
                self.indicate(core, now, other, Indication::Progress);
                self.bridge(core, other, id);
            }
            Happening::Answered => {
                let connected = self.answer(core, now, other) && self.bridge(core, other, id);
                if !connected {
                    self.end(core, now, id, Cause::Congestion, By::Us);
                }
            }
            Happening::Topic(topic) => self.set_topic(core, now, other, &topic),
        }
    }
}
