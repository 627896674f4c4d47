//! Scripts: starting them, what they own, and what is left when they end.

use runtime::host::{
    CallId, Cause, ChannelId, ChannelInfo, Event, Finish, Reply, RequestId, SkypeCall, Start,
    Technology,
};

use super::lineage::Lineage;
use super::state::Owner;
use super::{By, Channels};
use crate::core::Core;
use crate::io::{Now, Output, ToScript};

/// A script that runs.
#[derive(Debug, Default)]
pub(super) struct Script {
    /// The channel it runs on, until that ends or goes elsewhere.
    pub(super) channel: Option<ChannelId>,
    /// Of what it starts.
    pub(super) lineage: Lineage,
    /// Outgoing channels it has started.
    pub(super) others: Vec<ChannelId>,
    /// The reply it waits for.
    pub(super) pending: Option<Pending>,
    /// Whether it has asked for anything.
    heard: bool,
}

/// A reply that cannot be given at once. A script asks for one thing at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pending {
    asked: RequestId,
    pub(super) channel: ChannelId,
    /// What it means when the channel ends meanwhile: it was to go, or it was to stay.
    pub(super) is_leaving: bool,
}

/// Where a script enters, and what it finds there beside the channel itself.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) context: String,
    pub(super) extension: String,
    pub(super) priority: u32,
    pub(super) dialed: String,
    pub(super) skype: Option<Box<SkypeCall>>,
    pub(super) variables: Vec<(String, String)>,
}

impl Channels {
    /// Starts a script on a channel, which is its from now on.
    pub(super) fn start_script(&mut self, core: &mut Core, id: ChannelId, entry: Entry) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        self.scripts_made += 1;
        let call = CallId(self.scripts_made);
        channel.owner = Owner::Script(call);
        let lineage = channel.own_lineage();
        channel.location = (entry.context.clone(), entry.extension.clone());
        let info = ChannelInfo {
            id,
            name: channel.name.clone(),
            technology: channel.technology,
            caller: channel.caller.clone(),
            dialed: entry.dialed,
            language: "en".into(),
            skype: entry
                .skype
                .filter(|_| channel.technology == Technology::Skype),
            variables: entry.variables,
            max_forwards: lineage.max_forwards,
        };
        let start = Start {
            call,
            channel: info,
            context: entry.context,
            extension: entry.extension,
            priority: entry.priority,
        };
        self.scripts.insert(
            call,
            Script {
                channel: Some(id),
                lineage,
                ..Script::default()
            },
        );
        self.unheard += 1;
        self.started.push_back(call);
        core.output(Output::Script(call, ToScript::Start(Box::new(start))));
    }

    /// A script that has begun since this was last asked.
    pub(crate) fn poll_started(&mut self) -> Option<CallId> {
        self.started.pop_front()
    }

    /// A script has ended: what it still owns is hung up.
    pub(crate) fn handle_finished(&mut self, core: &mut Core, now: Now, finish: Finish) {
        let Some(script) = self.scripts.remove(&finish.call) else {
            return;
        };
        if !script.heard {
            self.unheard -= 1;
        }
        self.prompts.retain(|_, (call, _)| *call != finish.call);
        let own = script.channel.map(|id| (id, finish.cause));
        // Whom a Local channel rang learns that the call was taken elsewhere.
        let why = match finish.cause {
            Cause::Elsewhere => Cause::Elsewhere,
            _ => Cause::Normal,
        };
        let others = script.others.into_iter().map(|id| (id, why));
        for (id, cause) in own.into_iter().chain(others) {
            self.hang_up(core, now, id, cause);
        }
    }

    /// Notes that a script has asked for something; false when there is no such script.
    pub(super) fn hear(&mut self, call: CallId) -> bool {
        let Some(script) = self.scripts.get_mut(&call) else {
            return false;
        };
        if !script.heard {
            script.heard = true;
            self.unheard -= 1;
        }
        true
    }

    /// Ends a channel of which nobody has to be told but its far end.
    pub(super) fn hang_up(&mut self, core: &mut Core, now: Now, id: ChannelId, cause: Cause) {
        if let Some(channel) = self.table.get_mut(&id) {
            channel.owner = Owner::Nobody;
            self.end(core, now, id, cause, By::Us);
        }
    }

    /// A channel of a script has ended.
    pub(super) fn lose(&mut self, core: &mut Core, call: CallId, id: ChannelId, cause: Cause) {
        let Some(script) = self.scripts.get_mut(&call) else {
            return;
        };
        script.forget(id);
        if let Some(pending) = script.pending.take_if(|pending| pending.channel == id) {
            let reply = if pending.is_leaving {
                Reply::Done
            } else {
                Reply::Gone
            };
            core.reply(pending.asked, reply);
        }
        core.event(call, Event::Ended(id, cause));
    }

    /// Takes a channel away from its script, which hears of it no more.
    pub(super) fn detach(&mut self, id: ChannelId) -> Option<CallId> {
        let channel = self.table.get_mut(&id)?;
        let call = channel.script()?;
        channel.owner = Owner::Nobody;
        self.scripts.get_mut(&call)?.forget(id);
        Some(call)
    }

    /// Gives the reply that a script waits for because of this channel.
    pub(super) fn settle(
        &mut self,
        core: &mut Core,
        call: CallId,
        id: ChannelId,
        reply: Reply,
    ) -> bool {
        let pending = self
            .scripts
            .get_mut(&call)
            .map(|script| &mut script.pending);
        let settled = pending.and_then(|pending| pending.take_if(|one| one.channel == id));
        if let Some(pending) = settled {
            core.reply(pending.asked, reply);
        }
        settled.is_some()
    }

    /// Lets a script wait for its reply.
    pub(super) fn defer(&mut self, asked: RequestId, channel: ChannelId) {
        if let Some(script) = self.scripts.get_mut(&asked.call) {
            script.pending = Some(Pending {
                asked,
                channel,
                is_leaving: false,
            });
        }
    }

    /// From here on the end of this channel is what its script waits for.
    pub(super) fn leaves(&mut self, call: CallId, channel: ChannelId) {
        let script = self.scripts.get_mut(&call);
        let pending = script.and_then(|script| script.pending.as_mut());
        if let Some(pending) = pending.filter(|pending| pending.channel == channel) {
            pending.is_leaving = true;
        }
    }
}

impl Script {
    fn forget(&mut self, id: ChannelId) {
        self.channel = self.channel.filter(|own| *own != id);
        self.others.retain(|other| *other != id);
    }
}
