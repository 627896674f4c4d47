//! What an exchange does when a script asks.

use std::time::Instant;

use super::{Carrier, Channel, Exchange, Far, Line, Playing};
use crate::call::Target;
use crate::device_state::DeviceState;
use crate::host::{
    CallId, Cause, ChannelId, ChannelInfo, Event, Indication, Originate, Reply, Request, RequestId,
    Start, Technology,
};

/// Scripts that run at once; a dialplan may dial itself.
const MOST_CALLS: usize = 10_000;

impl<C: Carrier> Exchange<C> {
    /// The reply; `None` when it comes later.
    pub(super) fn answer(
        &mut self,
        now: Instant,
        id: RequestId,
        request: Request,
    ) -> Option<Reply> {
        let call = id.call;
        let owned = |id: &ChannelId| self.lines.get(id).is_some_and(|line| line.owner == call);
        if !request.channels().iter().flatten().all(owned) {
            return Some(Reply::Gone);
        }
        Some(match request {
            Request::Answer(id) => {
                if self.lines.get(&id).is_some_and(|line| !line.is_up) {
                    self.with(id, Channel::answer);
                    self.pick_up(now, id);
                }
                Reply::Done
            }
            Request::Indicate(id, indication) => self.indicate(now, id, indication),
            Request::Hangup(id, cause) => {
                if owned(&id) {
                    self.end(now, id, cause, true);
                }
                Reply::Done
            }
            Request::HangupNamed { name, all } => self.hang_up_named(now, name, all),
            Request::Originate(wish) => self.originate(now, call, &wish),
            Request::Bridge(one, other) => self.connect(one, other, true),
            Request::Unbridge(one, other) => self.connect(one, other, false),
            Request::Play {
                channel,
                prompts,
                language,
            } => self.play(now, channel, &prompts, &language),
            Request::StopPlay(id) => {
                self.agenda.retain(|_, event| *event != Event::Played(id));
                self.with(id, Channel::stop_playing)
            }
            Request::Echo(id, on) => self.with(id, |channel| channel.echo(on)),
            Request::SendDigits(id, digits) => {
                self.later(now + digits.takes(), Event::DigitsSent(id));
                self.with(id, |channel| channel.send_digits(&digits.keys))
            }
            Request::Transfer {
                channel, target, ..
            } => self.transfer(now, channel, &target),
            Request::Redirect(id, place) => self.redirect(now, call, id, place),
            Request::SetTopic(..) | Request::SetToken(..) | Request::Location { .. } => Reply::Done,
            Request::DeviceState(device) => Reply::Text(self.device_state(&device).to_string()),
            Request::SetDeviceState(device, state) => {
                self.devices.insert(device.to_lowercase(), state);
                Reply::Done
            }
            request @ (Request::DbGet(_)
            | Request::DbPut { .. }
            | Request::DbDelete(_)
            | Request::DbDeleteTree(_)
            | Request::DbTree { .. }) => self.database.answer(request),
            Request::Channels => {
                let lines = self.lines.iter();
                let mut rows: Vec<_> = lines
                    .map(|(id, line)| (line.name.clone(), id.0.to_string()))
                    .collect();
                rows.sort();
                Reply::Rows(rows)
            }
            Request::Variable {
                of: Some(of),
                name,
                value,
            } => {
                let mut scripts = self.scripts.iter();
                let named = |channel: &ChannelId| {
                    let line = self.lines.get(channel);
                    line.is_some_and(|line| line.name.eq_ignore_ascii_case(&of))
                };
                match scripts.find(|(_, channel)| named(channel)) {
                    Some((whose, _)) => self.executor.answer_about(*whose, &name, value),
                    None => Reply::NotFound(of),
                }
            }
            Request::Variable { name, value, .. } => {
                self.executor.answer_about(id.call, &name, value)
            }
            request => return self.carrier.answer(id, request),
        })
    }

    /// Lets what the program carries do something. A half of a Local channel has nothing there.
    fn with(&mut self, id: ChannelId, act: impl FnOnce(&mut (dyn Channel + 'static))) -> Reply {
        if let Some(channel) = self.lines.get_mut(&id).and_then(Line::carried) {
            act(channel);
        }
        Reply::Done
    }

    fn indicate(&mut self, now: Instant, id: ChannelId, indication: Indication) -> Reply {
        self.with(id, |channel| channel.indicate(indication));
        let Some(line) = self.lines.get(&id) else {
            return Reply::Gone;
        };
        let half = line.half();
        let cause = match indication {
            Indication::Ringing => {
                half.into_iter()
                    .for_each(|other| self.tell(now, Event::Ringing(other)));
                None
            }
            Indication::Progress => {
                half.into_iter()
                    .for_each(|other| self.tell(now, Event::Progress(other)));
                None
            }
            Indication::Busy => Some(Cause::Busy),
            Indication::Congestion => Some(Cause::Congestion),
        };
        if let Some(cause) = cause.filter(|_| !self.lines.get(&id).is_some_and(|line| line.is_up)) {
            self.end(now, id, cause, true);
        }
        Reply::Done
    }

    fn connect(&mut self, one: ChannelId, other: ChannelId, together: bool) -> Reply {
        for (id, far) in [(one, other), (other, one)] {
            self.with(id, |channel| channel.connect(together.then_some(far)));
        }
        Reply::Done
    }

    fn play(&mut self, now: Instant, id: ChannelId, prompts: &[String], language: &str) -> Reply {
        let channel = self.lines.get_mut(&id).and_then(Line::carried);
        let playing = channel.map_or(Playing::For(std::time::Duration::ZERO), |channel| {
            channel.play(prompts, language)
        });
        match playing {
            Playing::For(time) => self.later(now + time, Event::Played(id)),
            Playing::UntilTold => {}
            Playing::Missing(name) => return Reply::NotFound(name),
        }
        Reply::Done
    }

    fn transfer(&mut self, now: Instant, id: ChannelId, target: &str) -> Reply {
        let mut goes = false;
        self.with(id, |channel| goes = channel.transfer(target));
        if !goes {
            return Reply::Refused(Cause::Rejected, "the far end stays".to_owned());
        }
        self.end(now, id, Cause::Normal, false);
        Reply::Done
    }

    /// Starts another script on an outgoing channel.
    fn redirect(&mut self, now: Instant, by: CallId, id: ChannelId, place: Target) -> Reply {
        if self.scripts.get(&by) == Some(&id) {
            let why = "this is the script's own channel".to_owned();
            return Reply::Refused(Cause::Rejected, why);
        }
        let call = CallId(self.fresh());
        let Some(line) = self.lines.get_mut(&id) else {
            return Reply::Gone;
        };
        line.owner = call;
        let (name, is_up) = (line.name.clone(), line.is_up);
        let channel = info(id, name, &place.extension);
        self.start(now, Start::at(call, channel, place));
        if is_up {
            self.tell(now, Event::Answered(id));
        }
        Reply::Done
    }

    fn hang_up_named(&mut self, now: Instant, name: String, all: bool) -> Reply {
        let device = |name: &str| {
            let device = name.rsplit_once('-').map_or(name, |(device, _)| device);
            device.to_lowercase()
        };
        let wanted = |line: &Line| {
            line.name.eq_ignore_ascii_case(&name) || all && device(&line.name) == device(&name)
        };
        let named = self.lines.iter().filter(|(_, line)| wanted(line));
        let named: Vec<ChannelId> = named.map(|(id, _)| *id).collect();
        if named.is_empty() {
            return Reply::NotFound(name);
        }
        for id in named {
            self.end(now, id, Cause::Normal, true);
        }
        Reply::Done
    }

    fn originate(&mut self, now: Instant, call: CallId, wish: &Originate) -> Reply {
        if self.calls() >= MOST_CALLS {
            return Reply::Refused(Cause::Congestion, "too many calls at once".to_owned());
        }
        if let Some(place) = Target::local(&wish.target) {
            return self.originate_local(now, call, wish, place);
        }
        let id = ChannelId(self.fresh());
        match self.carrier.dial(id, wish) {
            Ok(channel) => {
                let name = format!("{}-{:08x}", wish.target, id.0);
                let line = Line::new(call, name.clone(), Far::Carried(channel));
                self.lines.insert(id, line);
                Reply::Channel(id, name)
            }
            Err((cause, why)) => Reply::Refused(cause, why),
        }
    }

    /// A channel of two halves, the second of which runs a script.
    fn originate_local(
        &mut self,
        now: Instant,
        call: CallId,
        wish: &Originate,
        place: Target,
    ) -> Reply {
        let Target {
            context, extension, ..
        } = &place;
        if !self.plan.exists(context, extension.as_str()) {
            let why = format!("there is no extension `{extension}` in context `{context}`");
            return Reply::Refused(Cause::Unknown, why);
        }
        let (near, far) = (ChannelId(self.fresh()), ChannelId(self.fresh()));
        let callee = CallId(self.fresh());
        let label = format!("Local/{extension}@{context}-{:08x}", near.0);
        let name = |half: u8| format!("{label};{half}");
        let first = Line::new(call, name(1), Far::Half(far));
        let second = Line::new(callee, name(2), Far::Half(near));
        self.lines.insert(near, first);
        self.lines.insert(far, second);
        let mut channel = info(far, name(2), extension);
        channel.technology = Technology::Local;
        channel.caller = wish.caller.clone();
        channel.variables.clone_from(&wish.variables);
        channel.max_forwards = wish.max_forwards;
        self.start(now, Start::at(callee, channel, place));
        Reply::Channel(near, name(1))
    }

    fn device_state(&mut self, device: &str) -> DeviceState {
        let lower = device.to_lowercase();
        if lower.starts_with("custom:") {
            let state = self.devices.get(&lower).copied();
            return state.unwrap_or(DeviceState::Unknown);
        }
        let exists = |place: &Target| self.plan.exists(&place.context, place.extension.as_str());
        match Target::local(device) {
            Some(place) if exists(&place) => DeviceState::NotInUse,
            Some(_) => DeviceState::Invalid,
            None => self.carrier.device_state(device),
        }
    }

    fn later(&mut self, at: Instant, event: Event) {
        let number = self.fresh();
        self.agenda.insert((at, number), event);
    }
}

fn info(id: ChannelId, name: String, dialed: &str) -> ChannelInfo {
    ChannelInfo::new(id, name, Technology::Other("Custom"), dialed)
}
