//! All channels that go back to one call: what begins there, and how many there may be.

use runtime::host::{Cause, ChannelId};

use super::Channels;
use super::lineage::{Lineage, Refusal};
use super::state::{Channel, Owner};
use crate::core::Core;

/// What one call and all that it leads to may have of the channels there are: this part of them.
const SHARE: usize = 10;
/// And so many, where there are few.
const LEAST_SHARE: usize = 50;

impl Channels {
    /// The lineage of what this owner starts.
    pub(super) fn descendant(&self, owner: Owner) -> Result<Lineage, Refusal> {
        let of = match owner {
            Owner::Script(call) => self.scripts.get(&call).map(|script| script.lineage),
            Owner::Pair(of) | Owner::Transfer(of) => self.table.get(&of).map(Channel::own_lineage),
            Owner::Nobody => None,
        };
        of.map_or(Ok(Lineage::default()), Lineage::next)
    }

    /// Whether so many channels more are allowed, for what goes back to `master`.
    pub(super) fn expect_room(
        &self,
        core: &Core,
        master: Option<ChannelId>,
        channels: usize,
    ) -> Result<(), Refusal> {
        let most = core.config.max_channels;
        if self.table.len() + channels > most {
            return Err((Cause::Congestion, format!("all {most} channels are taken")));
        }
        let share = (most / SHARE).max(LEAST_SHARE);
        let family = master.and_then(|master| self.families.get(&master));
        if family.map_or(0, |count| *count) + channels > share {
            let why = format!("one call may not have more than {share} channels");
            return Err((Cause::Congestion, why));
        }
        Ok(())
    }

    pub(super) fn join_family(&mut self, master: Option<ChannelId>) {
        if let Some(master) = master {
            *self.families.entry(master).or_default() += 1;
        }
    }

    pub(super) fn leave_family(&mut self, master: Option<ChannelId>) {
        let Some(master) = master else { return };
        let Some(count) = self.families.get_mut(&master) else {
            return;
        };
        *count -= 1;
        if *count == 0 {
            self.families.remove(&master);
        }
    }
}
