//! What scripts ask of channels: one arm a verb of [`runtime::host::Request`], each answered once.

use media::Command;
use runtime::host::Target;
use runtime::host::{CallId, Cause, ChannelId, Event, Originate, Reply, Request, RequestId};

use super::inquiry;
use super::media_leg::leg_of;
use super::pickup::device;
use super::script::Entry;
use super::state::Owner;
use super::{By, Channels};
use crate::core::Core;
use crate::io::{Now, Output};

impl Channels {
    /// A script wants something of a channel.
    pub(crate) fn handle_request(
        &mut self,
        core: &mut Core,
        now: Now,
        asked: RequestId,
        request: Request,
    ) {
        let call = asked.call;
        if !self.hear(call) {
            return;
        }
        let reply = match request {
            Request::Originate(wish) => Some(self.originate_for(core, now, call, &wish)),
            Request::Hangup(id, cause) => Some(self.hang_up_for(core, now, call, id, cause)),
            Request::RedirectNamed { name, place } => Some(self.redirect_named(core, name, place)),
            Request::HangupNamed { name, all } => Some(self.hang_up_named(core, now, name, all)),
            Request::Custom { verb, .. } => Some(Reply::NotFound(verb)),
            Request::Channels => Some(self.names()),
            Request::Variable { of, name, value } => self.ask_about(core, asked, of, name, value),
            Request::Endpoint(name) => Some(inquiry::endpoint(core, now, &name)),
            request => {
                let ids = request.channels();
                if ids.iter().flatten().all(|id| self.owns(call, *id)) {
                    self.handle_owned(core, now, asked, request)
                } else {
                    Some(Reply::Gone)
                }
            }
        };
        if let Some(reply) = reply {
            core.reply(asked, reply);
        }
    }

    /// A request about channels that are the script's; none when the reply comes later.
    fn handle_owned(
        &mut self,
        core: &mut Core,
        now: Now,
        asked: RequestId,
        request: Request,
    ) -> Option<Reply> {
        match request {
            Request::Answer(id) if !self.answer(core, now, id) => return Some(Reply::Gone),
            Request::Bridge(a, b) if !self.bridge(core, a, b) => return Some(no_port()),
            Request::Answer(_) | Request::Bridge(..) => {}
            Request::Indicate(id, indication) => self.indicate(core, now, id, indication),
            Request::Unbridge(a, b) => self.unbridge(core, a, b),
            Request::StopPlay(id) => self.stop_playing(core, id),
            Request::PickUp(id, wanted) => return Some(self.pick_up(core, now, id, &wanted)),
            Request::Echo(id, on) => return Some(self.echo(core, id, on)),
            Request::Headers(id) => return Some(self.headers(id)),
            Request::SetTopic(id, topic) => self.set_topic(core, now, id, &topic),
            Request::SetToken(id, token) => {
                if let Some(skype) = self.table.get_mut(&id).and_then(|one| one.skype.as_mut()) {
                    skype.token = token;
                }
            }
            request => return self.handle_lasting(core, now, asked, request),
        }
        Some(Reply::Done)
    }

    /// The requests with fields of their own, most of which take their time.
    fn handle_lasting(
        &mut self,
        core: &mut Core,
        now: Now,
        asked: RequestId,
        request: Request,
    ) -> Option<Reply> {
        match request {
            Request::Play {
                channel,
                prompts,
                language,
            } => self.play(core, asked, channel, prompts, language),
            Request::SendDigits(id, digits) => self.send_digits(core, now, asked, id, &digits),
            Request::Transfer {
                channel,
                target,
                topic,
            } => return self.transfer(core, now, asked, channel, (&target, topic)),
            Request::Redirect(id, place) => return Some(self.redirect(core, id, place)),
            Request::Location {
                channel,
                context,
                extension,
            } => {
                if let Some(channel) = self.table.get_mut(&channel) {
                    channel.location = (context, extension);
                }
                return Some(Reply::Done);
            }
            _ => return Some(Reply::Gone),
        }
        None
    }

    /// Ends channels by their name, whoever they belong to.
    fn hang_up_named(&mut self, core: &mut Core, now: Now, name: String, all: bool) -> Reply {
        let wanted = all.then(|| device(&name)).flatten();
        let wanted = wanted.as_deref().unwrap_or(&name);
        let is_meant = |own: &str| {
            let device = own.rsplit_once('-').map_or(own, |(device, _)| device);
            (if all { device } else { own }).eq_ignore_ascii_case(wanted)
        };
        let named = self
            .table
            .iter()
            .filter(|(_, channel)| is_meant(&channel.name));
        let mut ids: Vec<_> = named.map(|(id, _)| *id).collect();
        if ids.is_empty() {
            return Reply::NotFound(name);
        }
        ids.sort_unstable();
        for id in ids {
            self.end(core, now, id, Cause::Normal, By::Us);
        }
        Reply::Done
    }

    fn owns(&self, call: CallId, id: ChannelId) -> bool {
        self.table
            .get(&id)
            .is_some_and(|channel| channel.owner == Owner::Script(call))
    }

    fn originate_for(
        &mut self,
        core: &mut Core,
        now: Now,
        call: CallId,
        wish: &Originate,
    ) -> Reply {
        match self.originate(core, now, Owner::Script(call), wish) {
            Ok(id) => {
                if let Some(script) = self.scripts.get_mut(&call) {
                    script.others.push(id);
                }
                let name = self.table.get(&id).map(|channel| channel.name.clone());
                Reply::Channel(id, name.unwrap_or_default())
            }
            Err((cause, why)) => {
                tracing::info!(target = wish.target, ?cause, why, "call refused");
                Reply::Refused(cause, why)
            }
        }
    }

    fn hang_up_for(
        &mut self,
        core: &mut Core,
        now: Now,
        call: CallId,
        id: ChannelId,
        cause: Cause,
    ) -> Reply {
        if !self.owns(call, id) {
            return Reply::Done;
        }
        let is_own = self
            .scripts
            .get(&call)
            .is_some_and(|script| script.channel == Some(id));
        if is_own {
            self.end(core, now, id, cause, By::Us);
        } else {
            self.detach(id);
            self.hang_up(core, now, id, cause);
        }
        Reply::Done
    }

    fn echo(&mut self, core: &mut Core, id: ChannelId, on: bool) -> Reply {
        let opened = self
            .table
            .get_mut(&id)
            .is_some_and(|one| one.media.open(core).is_ok());
        if !opened {
            return no_port();
        }
        core.output(Output::Media(Command::Echo {
            leg: leg_of(id),
            on,
        }));
        Reply::Done
    }

    /// Sends the call on a channel of that name elsewhere: its own script, or if it was dialled by one, away from that.
    fn redirect_named(&mut self, core: &mut Core, name: String, place: Target) -> Reply {
        let mut channels = self.table.values();
        let named = channels.find(|channel| channel.name.eq_ignore_ascii_case(&name));
        let Some((id, call, is_up)) =
            named.and_then(|channel| Some((channel.id, channel.script()?, channel.is_up())))
        else {
            return Reply::NotFound(name);
        };
        let own = self.scripts.get(&call).and_then(|script| script.channel);
        if own == Some(id) {
            core.event(call, Event::Redirected(id, place));
            return Reply::Done;
        }
        if !is_up {
            return Reply::NotFound(name);
        }
        let reply = self.redirect(core, id, place);
        core.event(call, Event::Ended(id, Cause::Normal));
        reply
    }

    fn redirect(&mut self, core: &mut Core, id: ChannelId, place: Target) -> Reply {
        if let Some(bridged) = self.table.get(&id).and_then(|channel| channel.bridged) {
            self.unbridge(core, id, bridged);
        }
        self.detach(id);
        let Some(channel) = self.table.get(&id) else {
            return Reply::Gone;
        };
        let entry = Entry {
            priority: place.priority,
            dialed: place.extension.clone(),
            context: place.context,
            extension: place.extension,
            skype: channel.as_skype_call(),
            variables: Vec::new(),
        };
        self.start_script(core, id, entry);
        Reply::Done
    }
}

fn no_port() -> Reply {
    Reply::Refused(Cause::Congestion, "no RTP port is free".into())
}
