//! A call from one member to another: the switch rings the other's clients and connects the two, without a
//! script.

use std::time::Duration;

use community::SkypeName;
use runtime::host::{Asked, Cause, ChannelId, Technology};

use super::media_leg::member_codecs;
use super::ring::Ring;
use super::state::Owner;
use super::timer::Timer;
use super::{By, Channels};
use crate::core::Core;
use crate::io::Now;

/// How long nobody need answer: Timer C of a proxy (RFC 3261 section 16.6 step 11).
pub(super) const RINGING: Duration = Duration::from_secs(181);

impl Channels {
    /// Rings a member's clients for a caller that waits.
    pub(super) fn connect_member(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        member: &SkypeName,
    ) {
        let Some(channel) = self.table.get(&id) else {
            return;
        };
        let (caller, skype) = (channel.caller.clone(), channel.skype.clone());
        let owner = Owner::Pair(id);
        let lineage = match self.descendant(owner) {
            Ok(lineage) => lineage,
            Err((cause, _)) => return self.end(core, now, id, cause, By::Us),
        };
        let ring = Ring {
            technology: Technology::Skype,
            asked: Asked::Itself,
            name: member.as_str(),
            owner,
            caller: &caller,
            codecs: member_codecs(),
            skype,
            forwarder: None,
            variables: &[],
            lineage,
        };
        match self.ring(core, now, ring) {
            Ok(other) => {
                if let Some(channel) = self.table.get_mut(&id) {
                    channel.owner = Owner::Pair(other);
                }
                self.timers
                    .set(now.instant + RINGING, Timer::Ringing(other));
            }
            Err((cause, _)) => self.end(core, now, id, cause, By::Us),
        }
    }

    /// Nobody answered for long.
    pub(super) fn give_up_ringing(&mut self, core: &mut Core, now: Now, id: ChannelId) {
        let rings = |channel: &super::Channel| !channel.is_up();
        if self.table.get(&id).is_some_and(rings) {
            self.end(core, now, id, Cause::NoAnswer, By::Us);
        }
    }
}
