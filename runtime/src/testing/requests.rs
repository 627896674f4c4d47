//! What the simulated switch does when a script asks.

use std::time::Duration;

use super::channel::Channel;
use super::happening::{Noticed, Sound};
use super::host::{Due, Host};
use super::scene::{Chat, Deed, party};
use super::{devices, errands, inquiry, pickup};
use crate::call::Target;
use crate::host::{
    CallId, Cause, ChannelId, ChannelInfo, Event, Indication, Originate, Reply, Request, RequestId,
    Start, Technology,
};

/// How long every prompt is.
const PROMPT: Duration = Duration::from_secs(2);

/// Scripts that run at once; a dialplan may call itself.
const MOST_CALLS: usize = 2_000;

/// The reply; `None` when it comes later.
pub(super) fn answer(host: &mut Host, id: RequestId, request: Request) -> Option<Reply> {
    if let Some(channel) = channel_of(&request)
        && !host.channels.contains_key(&channel)
    {
        return Some(Reply::Gone);
    }
    Some(match request {
        Request::Answer(channel) => {
            host.note("answers".to_owned());
            host.pick_up(channel);
            Reply::Done
        }
        Request::Indicate(channel, indication) => indicate(host, channel, indication),
        Request::Hangup(channel, cause) => {
            let target = name(host, channel);
            host.note(format!("hangs up {target}"));
            host.end(channel, cause);
            Reply::Done
        }
        Request::Originate(wish) => originate(host, id.call, wish),
        Request::Bridge(one, other) => {
            host.hear(one, Sound::Channel(other));
            host.hear(other, Sound::Channel(one));
            between(host, "connects", one, other)
        }
        Request::Unbridge(one, other) => {
            host.hear(one, Sound::Silence);
            host.hear(other, Sound::Silence);
            between(host, "disconnects", one, other)
        }
        Request::Play {
            channel, prompts, ..
        } => play(host, channel, &prompts),
        Request::StopPlay(channel) => {
            host.cancel(&Event::Played(channel));
            host.hear(channel, Sound::Silence);
            done(host, "stops playing".to_owned())
        }
        Request::Echo(channel, true) => {
            host.hear(channel, Sound::Echo);
            done(host, "echoes".to_owned())
        }
        Request::Echo(channel, false) => {
            host.hear(channel, Sound::Silence);
            done(host, "stops echoing".to_owned())
        }
        Request::SendDigits(channel, digits) => {
            let sent = Due::Event(Event::DigitsSent(channel));
            host.later(digits.takes(), sent);
            done(host, format!("sends {}", digits.keys))
        }
        Request::Transfer {
            channel,
            target,
            topic,
        } => transfer(host, channel, &target, &topic),
        Request::Redirect(channel, place) => redirect(host, channel, place),
        Request::SetTopic(channel, topic) => told(host, channel, "topic", &topic),
        Request::SetToken(channel, token) => told(host, channel, "token", &token),
        Request::Location {
            context, extension, ..
        } => {
            host.locations.insert(id.call, (context, extension));
            Reply::Done
        }
        Request::RedirectNamed { name, place } => redirect_named(host, &name, place),
        Request::PickUp(channel, wanted) => pickup::take(host, id.call, channel, &wanted),
        Request::HangupNamed { name, all } => hang_up_named(host, name, all),
        Request::DeviceState(device) => Reply::Text(devices::state(host, &device)),
        Request::Errand(errand) => errands::answer(host, errand),
        Request::Channels
        | Request::Headers(_)
        | Request::Variable { .. }
        | Request::Endpoint(_) => inquiry::answer(host, id.call, request),
        Request::SetDeviceState(device, state) => {
            host.scene.devices.insert(device, state.to_string());
            Reply::Done
        }
        Request::DbGet(_)
        | Request::DbPut { .. }
        | Request::DbDelete(_)
        | Request::DbDeleteTree(_)
        | Request::DbTree { .. } => host.database.answer(request),
        community => return members(host, id, community),
    })
}

/// Requests about accounts, buddies and chat.
fn members(host: &mut Host, id: RequestId, request: Request) -> Option<Reply> {
    Some(match request {
        Request::AccountProperty { account, property } => {
            if !host.scene.knows_account(&account) {
                return Some(Reply::NotFound(account));
            }
            let values = host.scene.accounts.get(&account);
            let value = values.and_then(|values| values.get(&property));
            Reply::Text(value.cloned().unwrap_or_default())
        }
        Request::SetAccountProperty {
            account,
            property,
            value,
        } => set_property(host, account, property, value),
        Request::Buddies(account) => {
            if !host.scene.knows_account(&account) {
                return Some(Reply::NotFound(account));
            }
            let buddies = host.scene.buddies.get(&account);
            Reply::Rows(buddies.cloned().unwrap_or_default())
        }
        Request::SendChat { from, to, text } => {
            let what = format!("chat from {from} to {to}: {text}");
            let chat = Chat { from, to, text };
            host.notice(what, Noticed::Chatted(chat.clone()));
            host.inbox.push(chat);
            host.deliver_chats();
            Reply::Done
        }
        Request::ReceiveChat { to, from, timeout } => {
            let text = String::new();
            let wanted = Chat { from, to, text };
            if let Some(text) = host.take_chat(&wanted) {
                return Some(Reply::Text(text));
            }
            host.readers.push((id, wanted));
            host.later(timeout, Due::ChatTimeout(id));
            return None;
        }
        _ => Reply::Done,
    })
}

/// The channel that a request needs to be there.
fn channel_of(request: &Request) -> Option<ChannelId> {
    match request {
        Request::Answer(channel)
        | Request::Indicate(channel, _)
        | Request::Bridge(_, channel)
        | Request::StopPlay(channel)
        | Request::Echo(channel, _)
        | Request::SetTopic(channel, _)
        | Request::SetToken(channel, _)
        | Request::Headers(channel)
        | Request::Play { channel, .. }
        | Request::SendDigits(channel, _)
        | Request::Transfer { channel, .. }
        | Request::Redirect(channel, _)
        | Request::PickUp(channel, _) => Some(*channel),
        _ => None,
    }
}

fn done(host: &mut Host, what: String) -> Reply {
    host.note(what);
    Reply::Done
}

fn name(host: &Host, channel: ChannelId) -> String {
    let channel = host.channels.get(&channel);
    channel
        .map_or("nobody", |channel| &channel.target)
        .to_owned()
}

fn between(host: &mut Host, verb: &str, one: ChannelId, other: ChannelId) -> Reply {
    let (one, other) = (name(host, one), name(host, other));
    done(host, format!("{verb} {one} and {other}"))
}

/// Ends a channel by its name, or all of a device. What an example names is always there.
fn hang_up_named(host: &mut Host, name: String, all: bool) -> Reply {
    let wanted = |channel: &Channel| {
        let own = &channel.name;
        let device = own.rsplit_once('-').map_or(&**own, |(device, _)| device);
        own.eq_ignore_ascii_case(&name) || all && party(device) == party(&name)
    };
    let named = host.channels.iter().filter(|(_, channel)| wanted(channel));
    let named: Vec<ChannelId> = named.map(|(id, _)| *id).collect();
    if named.is_empty() && host.scene.strangers_ring {
        return Reply::NotFound(name);
    }
    host.note(format!("hangs up {name}"));
    for channel in named {
        host.end(channel, Cause::Normal);
    }
    Reply::Done
}

fn told(host: &mut Host, channel: ChannelId, what: &str, value: &str) -> Reply {
    let name = name(host, channel);
    done(host, format!("tells {name} the {what} {value}"))
}

fn indicate(host: &mut Host, channel: ChannelId, indication: Indication) -> Reply {
    let peer = host.channels.get(&channel).and_then(|channel| channel.peer);
    let up = host
        .channels
        .get(&channel)
        .is_some_and(|channel| channel.up);
    let (word, event, cause) = match indication {
        Indication::Ringing => ("ringing", peer.map(Event::Ringing), None),
        Indication::Progress => ("progress", peer.map(Event::Progress), None),
        Indication::Busy => ("busy", None, Some(Cause::Busy)),
        Indication::Congestion => ("congestion", None, Some(Cause::Congestion)),
    };
    host.note(format!("indicates {word}"));
    if let Some(event) = event {
        host.tell(event);
    }
    if let Some(cause) = cause.filter(|_| !up) {
        host.end(channel, cause);
    }
    Reply::Done
}

fn originate(host: &mut Host, call: CallId, wish: Originate) -> Reply {
    let mut line = format!("dials {}", wish.target);
    if !wish.topic.is_empty() {
        line += &format!(" about {}", wish.topic);
    }
    if !wish.token.is_empty() {
        line += &format!(" with token {}", wish.token);
    }
    for (name, field) in &wish.variables {
        if name.trim_start_matches('_').starts_with("SIPADDHEADER") {
            line += &format!(" with {field}");
        }
    }
    host.notice(line, Noticed::Dialled(Box::new(wish.clone())));
    let id = ChannelId(host.fresh_id());
    if host.executor.calls() > MOST_CALLS {
        return Reply::Refused(Cause::Congestion, "too many calls at once".to_owned());
    }
    if let Some(place) = Target::local(&wish.target) {
        if !host
            .executor
            .plan()
            .exists(&place.context, place.extension.as_str())
        {
            let why = "there is no such extension".to_owned();
            return Reply::Refused(Cause::Unknown, why);
        }
        let mut channel = Channel::new(call, &wish.target);
        channel.name = channel_name(&wish.target, id);
        channel.peer = Some(local(host, id, &wish, place));
        host.channels.insert(id, channel);
        return Reply::Channel(id, channel_name(&wish.target, id));
    }
    let Some(mut deeds) = host.scene.deeds(&wish.target) else {
        return Reply::Refused(Cause::Unknown, "nobody has that name".to_owned());
    };
    let shows_itself = |(at, deed): &(Duration, Deed)| {
        matches!(deed, Deed::Ring | Deed::Progress) || at.is_zero() && matches!(deed, Deed::End(_))
    };
    if !deeds.iter().any(shows_itself) {
        deeds.insert(0, (Duration::ZERO, Deed::Ring));
    }
    let mut channel = Channel::new(call, &wish.target);
    channel.name = channel_name(&wish.target, id);
    channel.mark = pickup::mark(&wish.variables);
    host.channels.insert(id, channel);
    for (at, deed) in deeds {
        host.later(at, Due::Deed(id, deed));
    }
    Reply::Channel(id, channel_name(&wish.target, id))
}

/// The half of a Local channel that runs the dialplan.
fn local(host: &mut Host, peer: ChannelId, wish: &Originate, place: Target) -> ChannelId {
    let call = CallId(host.fresh_id());
    let id = ChannelId(host.fresh_id());
    let mut channel = Channel::new(call, &wish.target);
    channel.name = channel_name(&wish.target, id);
    channel.peer = Some(peer);
    host.channels.insert(id, channel);
    let mut info = info(id, &wish.target, &place.extension);
    info.caller = wish.caller.clone();
    info.variables.clone_from(&wish.variables);
    info.max_forwards = wish.max_forwards;
    host.start(Start::at(call, info, place));
    id
}

fn channel_name(target: &str, id: ChannelId) -> String {
    format!("{target}-{:08}", id.0)
}

fn info(id: ChannelId, target: &str, dialed: &str) -> ChannelInfo {
    let technology = match target.split_once('/') {
        Some((word, _)) => Technology::named(word).unwrap_or(Technology::Sip),
        None => Technology::Sip,
    };
    ChannelInfo::new(id, channel_name(target, id), technology, dialed)
}

fn play(host: &mut Host, channel: ChannelId, prompts: &[String]) -> Reply {
    let missing = |name: &&String| host.scene.missing_prompts.contains(*name);
    if let Some(name) = prompts.iter().find(missing) {
        return Reply::NotFound(name.clone());
    }
    let length = PROMPT * u32::try_from(prompts.len()).unwrap_or(u32::MAX);
    host.later(length, Due::Event(Event::Played(channel)));
    let joined = prompts.join("&");
    host.notice(format!("plays {joined}"), Noticed::Played(prompts.to_vec()));
    host.hear(channel, Sound::Prompts(joined));
    Reply::Done
}

fn transfer(host: &mut Host, channel: ChannelId, target: &str, topic: &str) -> Reply {
    let mut line = format!("transfers to {target}");
    if !topic.is_empty() {
        line += &format!(" about {topic}");
    }
    host.note(line);
    if host.scene.transfers_fail {
        return Reply::Refused(
            Cause::Rejected,
            "the far end refused the transfer".to_owned(),
        );
    }
    host.later(Duration::ZERO, Due::Deed(channel, Deed::End(Cause::Normal)));
    Reply::Done
}

fn redirect(host: &mut Host, id: ChannelId, place: Target) -> Reply {
    if host.runs_script(id) {
        return Reply::Refused(
            Cause::Rejected,
            "this is the script's own channel".to_owned(),
        );
    }
    let target = name(host, id);
    host.note(format!(
        "redirects {target} to {}@{}",
        place.extension, place.context
    ));
    let call = CallId(host.fresh_id());
    if let Some(channel) = host.channels.get_mut(&id) {
        channel.owner = call;
    }
    let channel = info(id, &target, &place.extension);
    host.start(Start::at(call, channel, place));
    Reply::Done
}

/// Sends the call on a channel somewhere: its script, or a new one on a channel that somebody dialled.
fn redirect_named(host: &mut Host, name: &str, place: Target) -> Reply {
    let mut channels = host.channels.iter();
    let named = channels.find(|(_, channel)| channel.name.eq_ignore_ascii_case(name));
    let Some((&id, channel)) =
        named.filter(|(_, channel)| channel.up || channel.target == "caller")
    else {
        return Reply::NotFound(name.to_owned());
    };
    let owner = channel.owner;
    if host.runs_script(id) {
        host.note(format!(
            "sends {name} to {}@{}",
            place.extension, place.context
        ));
        host.executor
            .event(host.now, owner, Event::Redirected(id, place));
        return Reply::Done;
    }
    let reply = redirect(host, id, place);
    host.executor
        .event(host.now, owner, Event::Ended(id, Cause::Normal));
    reply
}

fn set_property(host: &mut Host, account: String, property: String, value: String) -> Reply {
    if !host.scene.knows_account(&account) {
        return Reply::NotFound(account);
    }
    let checked = community::Property::find(&property).and_then(|row| row.check(&value));
    if let Err(refusal) = checked {
        return Reply::Refused(Cause::Rejected, refusal.to_string());
    }
    host.note(format!("sets {property} of {account} to {value}"));
    let values = host.scene.accounts.entry(account).or_default();
    values.insert(property, value);
    Reply::Done
}
