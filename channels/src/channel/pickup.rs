//! Taking a call that rings at another telephone.
//!
//! The picker's own channel goes to the script that dials, in place of the one that rang: legs keep their numbers, so
//! sound needs nothing else. What rang learns that the call was taken elsewhere.

use runtime::host::{CallId, Cause, ChannelId, Event, Reply, Rings, SipTarget, Technology};

use super::state::{Channel, Far, Owner, State};
use super::{By, Channels};
use crate::core::Core;
use crate::io::Now;

impl Channels {
    /// Gives the call that rang first of those that are wanted to a script's own channel.
    pub(super) fn pick_up(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        wanted: &Rings,
    ) -> Reply {
        let mut ringing: Vec<_> = self
            .table
            .values()
            .filter_map(|one| self.rings(one))
            .collect();
        ringing.sort_unstable();
        let is_wanted = |one: ChannelId, dialler: CallId| {
            let channel = self.table.get(&one);
            channel.is_some_and(|channel| self.is_wanted(core, id, channel, dialler, wanted))
        };
        let found = ringing
            .into_iter()
            .find(|(one, dialler)| is_wanted(*one, *dialler));
        let Some((rang, dialler)) = found else {
            return Reply::NotFound("a call that rings".to_owned());
        };
        if !self.answer(core, now, id) {
            return Reply::Gone;
        }
        self.detach(id);
        let Some(own) = self.table.get_mut(&id) else {
            return Reply::Gone;
        };
        own.owner = Owner::Script(dialler);
        let name = own.name.clone();
        if let Some(script) = self.scripts.get_mut(&dialler) {
            script.others.push(id);
        }
        self.detach(rang);
        let taken = Event::PickedUp {
            channel: rang,
            by: id,
            name,
        };
        core.event(dialler, taken);
        self.end(core, now, rang, Cause::Elsewhere, By::Us);
        Reply::Done
    }

    /// A channel that a script dials and that rings, and that script.
    fn rings(&self, channel: &Channel) -> Option<(ChannelId, CallId)> {
        let dialler = channel.script()?;
        let is_own = self.scripts.get(&dialler)?.channel == Some(channel.id);
        let rings = matches!(channel.far, Far::Called(_)) && channel.state == State::Ringing;
        (rings && !is_own).then_some((channel.id, dialler))
    }

    fn is_wanted(
        &self,
        core: &Core,
        by: ChannelId,
        channel: &Channel,
        dialler: CallId,
        wanted: &Rings,
    ) -> bool {
        match wanted {
            Rings::For { context, extension } => {
                let own = self.scripts.get(&dialler).and_then(|script| script.channel);
                let caller = own.and_then(|own| self.table.get(&own));
                caller.is_some_and(|caller| caller.location == (context.clone(), extension.clone()))
            }
            Rings::Marked(mark) => channel.mark.as_deref() == Some(mark),
            Rings::Channel(name) => {
                channel.name.eq_ignore_ascii_case(name)
                    || channel.device.is_some() && channel.device == device(name)
            }
            Rings::Group => self
                .table
                .get(&by)
                .is_some_and(|picker| may_take(core, picker, channel)),
        }
    }
}

/// The device that a name stands for: `PJSIP/desk` is `SIP/desk`.
pub(super) fn device(name: &str) -> Option<String> {
    let (technology, rest) = name.split_once('/')?;
    Some(match Technology::named(technology)? {
        Technology::Sip => format!("SIP/{}", SipTarget::read(rest).endpoint),
        technology => format!("{}/{rest}", technology.name()),
    })
}

/// Whether the picker's telephone may take calls of a group that the other one is in.
fn may_take(core: &Core, picker: &Channel, rings: &Channel) -> bool {
    let groups = |channel: &Channel| {
        let name = channel.device.as_deref()?.strip_prefix("SIP/")?;
        let mut endpoints = core.config.endpoints.iter();
        endpoints.find(|endpoint| endpoint.name == name)
    };
    match (groups(picker), groups(rings)) {
        (Some(picker), Some(rings)) => picker
            .pickup_groups
            .iter()
            .any(|group| rings.call_groups.contains(group)),
        _ => false,
    }
}
