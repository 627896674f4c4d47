//! Moving a channel's far end elsewhere (manual 3.2.2.1).
//!
//! A phone that has not been answered is redirected by 302, one that is up is referred. A Skype call is
//! forwarded by the community itself: the switch rings the new place, and once it answers connects the two
//! without a script.
//!
//! A bare target is a user of this switch's domain for a phone, a Skype name for a Skype call. The word
//! before a slash is not looked at: `Transfer` has seen to it that it fits.

use community::{Destination, SkypeName};
use runtime::host::{Cause, ChannelId, Event, Indication, Reply, RequestId, Technology};
use sip::{NameAddr, Uri};

use super::direct::RINGING;
use super::lineage::{Refusal, circles};
use super::state::{Far, Owner, Skype};
use super::timer::Timer;
use super::{By, Channels, cause};
use crate::core::Core;
use crate::io::Now;

impl Channels {
    /// A script moves its channel; none when the reply comes later.
    pub(super) fn transfer(
        &mut self,
        core: &mut Core,
        now: Now,
        asked: RequestId,
        id: ChannelId,
        (target, topic): (&str, String),
    ) -> Option<Reply> {
        let channel = self.table.get(&id)?;
        let place = target.split_once('/').map_or(target, |(_, place)| place);
        match (channel.technology, &channel.far) {
            (Technology::Local | Technology::Other(_), _) => {
                let why = "a Local channel has nobody to transfer".to_owned();
                Some(Reply::Refused(Cause::Rejected, why))
            }
            (Technology::Skype, Far::Called(_))
            | (Technology::Sip, Far::Called(_) | Far::Half(_)) => {
                let why = "the channel is not answered".to_owned();
                Some(Reply::Refused(Cause::Rejected, why))
            }
            (Technology::Skype, _) => self.forward_for(core, now, asked, id, place, topic),
            (Technology::Sip, Far::Calling(_)) => Some(self.deflect(core, now, id, place)),
            (Technology::Sip, Far::Talking(_)) => self.refer(core, now, asked, id, place),
        }
    }

    /// 302: the caller's phone calls again, somewhere else (RFC 3261 section 21.3.3).
    fn deflect(&mut self, core: &mut Core, now: Now, id: ChannelId, user: &str) -> Reply {
        let Some(channel) = self.table.get(&id) else {
            return Reply::Gone;
        };
        let Far::Calling(caller) = &channel.far else {
            return Reply::Gone;
        };
        let target = NameAddr::new(Uri::sip(user, &core.config.domain, None));
        let response = caller.response(302).contact(&target).build();
        core.respond(now, caller.transaction, response);
        self.end(core, now, id, Cause::Normal, By::Told);
        Reply::Done
    }

    fn forward_for(
        &mut self,
        core: &mut Core,
        now: Now,
        asked: RequestId,
        id: ChannelId,
        place: &str,
        topic: String,
    ) -> Option<Reply> {
        let place = place
            .rsplit_once('@')
            .map_or(place, |(_, destination)| destination);
        let member = match Destination::parse(place) {
            Ok(Destination::Member(member)) => member,
            Ok(Destination::Number(number)) => {
                let why = format!("no trunk leads to the number `{number}`");
                return Some(Reply::Refused(Cause::Congestion, why));
            }
            Err(error) => return Some(Reply::Refused(Cause::Unknown, error.to_string())),
        };
        let account = self
            .table
            .get(&id)
            .and_then(|channel| channel.skype.as_ref()?.account.clone());
        let forwarder = account.as_ref().map(SkypeName::as_str);
        match self.forward(core, now, id, &member, forwarder, topic) {
            Ok(()) => {
                self.defer(asked, id);
                None
            }
            Err((cause, why)) => Some(Reply::Refused(cause, why)),
        }
    }

    /// Rings the new place of a Skype call.
    pub(super) fn forward(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        member: &SkypeName,
        forwarder: Option<&str>,
        topic: String,
    ) -> Result<(), Refusal> {
        let Some(channel) = self.table.get(&id) else {
            return Ok(());
        };
        if channel.transfer.is_some() {
            return Err((Cause::Rejected, "a transfer is under way".into()));
        }
        if channel.lineage.max_forwards == 0 {
            return Err(circles());
        }
        let caller = channel.caller.clone();
        let old = channel.skype.as_deref().cloned().unwrap_or_default();
        let topic = if topic.is_empty() {
            old.topic.clone()
        } else {
            topic
        };
        // The account no longer takes part, so its codecs do not count.
        let skype = Box::new(Skype {
            account: None,
            topic,
            ..old
        });
        let owner = Owner::Transfer(id);
        let lineage = self.descendant(owner)?;
        let leg = self.ring_skype(
            core,
            now,
            owner,
            &caller,
            member,
            skype,
            forwarder,
            &[],
            lineage,
        )?;
        if let Some(channel) = self.table.get_mut(&id) {
            channel.transfer = Some(leg);
            self.timers.set(now.instant + RINGING, Timer::Ringing(leg));
        }
        Ok(())
    }

    /// The new place rings: a caller who waits unanswered is told.
    pub(super) fn transfer_rings(&mut self, core: &mut Core, now: Now, of: ChannelId) {
        self.indicate(core, now, of, Indication::Ringing);
    }

    /// The new place has answered: from now on the two are a pair.
    pub(super) fn complete_transfer(
        &mut self,
        core: &mut Core,
        now: Now,
        of: ChannelId,
        leg: ChannelId,
    ) {
        let Some(channel) = self.table.get_mut(&of) else {
            return;
        };
        channel.transfer = None;
        let former = channel.owner;
        if let Some(channel) = self.table.get_mut(&leg) {
            channel.owner = Owner::Pair(of);
        }
        if let Owner::Script(call) = former {
            self.settle(core, call, of, Reply::Done);
            self.detach(of);
            core.event(call, Event::Ended(of, Cause::Normal));
        }
        if let Some(channel) = self.table.get_mut(&of) {
            channel.owner = Owner::Pair(leg);
        }
        if !self.answer(core, now, of) || !self.bridge(core, of, leg) {
            return self.end(core, now, of, Cause::Congestion, By::Us);
        }
        if let Owner::Pair(referrer) = former {
            self.hang_up(core, now, referrer, Cause::Normal);
        }
    }

    /// The new place did not answer: everything stays as it was.
    pub(super) fn transfer_failed(
        &mut self,
        core: &mut Core,
        now: Now,
        of: ChannelId,
        cause: Cause,
    ) {
        let Some(channel) = self.table.get_mut(&of) else {
            return;
        };
        channel.transfer = None;
        match channel.owner {
            Owner::Script(call) => {
                let why = "nobody answered the transferred call".to_owned();
                self.settle(core, call, of, Reply::Refused(cause, why));
            }
            Owner::Pair(referrer) => self.conclude(core, now, referrer, cause::status_of(cause)),
            Owner::Transfer(_) | Owner::Nobody => {}
        }
    }
}
