//! Sending one side of a conversation elsewhere: by the telephone (REFER), or by keys (`t` and `T`).

use std::time::Duration;

use runtime::call::{Call, ScriptError, Target, Wake};
use runtime::host::{Cause, ChannelId, Event, Reply, Request};

use super::leg::Leg;
use super::subroutine::redirect;

/// Who has gone elsewhere.
pub(super) enum Moved {
    /// The caller is to go there.
    Caller { context: String, extension: String },
    /// The callee has gone.
    Callee,
    /// The callee hung up while it was asked where to.
    CalleeGone,
}

/// How long to wait for a key; Asterisk's `transferdigittimeout`.
const KEY: Duration = Duration::from_secs(3);

/// Most keys of an extension.
const MOST: usize = 80;

/// What whoever transfers hears.
const WHERE_TO: &str = "pbx-transfer";
const NOWHERE: &str = "pbx-invalid";

/// A telephone asks for the other side to be sent to an extension. `None` when there is none of that name.
pub(super) fn asked(
    call: &Call,
    leg: &Leg,
    by: ChannelId,
    extension: String,
) -> Result<Option<Moved>, ScriptError> {
    let context = context(call);
    if !call.extension_exists(&context, &extension) {
        call.verbose(2, format!("no transfer to `{extension}` in `{context}`"));
        return Ok(None);
    }
    call.request(Request::Unbridge(call.channel(), leg.channel))?;
    go(call, leg, by, context, extension).map(Some)
}

/// Somebody pressed the key for it: asks where to, with the two apart, and connects them again when that leads
/// nowhere.
pub(super) fn by_keys(call: &Call, leg: &Leg, by: ChannelId) -> Result<Option<Moved>, ScriptError> {
    let context = context(call);
    call.request(Request::Unbridge(call.channel(), leg.channel))?;
    play(call, by, WHERE_TO)?;
    let Some(extension) = keys(call, leg, by, &context)? else {
        return Ok(Some(Moved::CalleeGone));
    };
    call.request(Request::StopPlay(by))?;
    call.discard(|event| *event == Event::Played(by));
    if call.extension_exists(&context, &extension) {
        return go(call, leg, by, context, extension).map(Some);
    }
    call.verbose(2, format!("no transfer to `{extension}` in `{context}`"));
    play(call, by, NOWHERE)?;
    call.request(Request::Bridge(call.channel(), leg.channel))?;
    Ok(None)
}

/// The keys that somebody presses, until they are an extension that no key could make longer, `#` comes, or
/// nothing in time. `None` when the callee hangs up.
fn keys(
    call: &Call,
    leg: &Leg,
    by: ChannelId,
    context: &str,
) -> Result<Option<String>, ScriptError> {
    let mut keys = String::new();
    while keys.len() < MOST && (keys.is_empty() || call.more_can_be_dialled(context, &keys)) {
        let wanted = |event: &Event| match event {
            Event::Digit(channel, _) => *channel == by,
            Event::Ended(channel, _) => *channel == leg.channel,
            _ => false,
        };
        match call.event(Some(KEY), wanted)? {
            Wake::Event(Event::Digit(_, '#')) | Wake::TimedOut => break,
            Wake::Event(Event::Digit(_, key)) => keys.push(key),
            Wake::Event(_) => return Ok(None),
        }
    }
    Ok(Some(keys))
}

/// Where transfers look extensions up.
fn context(call: &Call) -> String {
    match call.variable("TRANSFER_CONTEXT") {
        named if named.is_empty() => call.context(),
        named => named,
    }
}

/// The two have been taken apart; the one that did not ask goes.
fn go(
    call: &Call,
    leg: &Leg,
    by: ChannelId,
    context: String,
    extension: String,
) -> Result<Moved, ScriptError> {
    if by == leg.channel {
        call.request(Request::Hangup(leg.channel, Cause::Normal))?;
        return Ok(Moved::Caller { context, extension });
    }
    redirect(call, leg.channel, Target::start(context, extension))?;
    Ok(Moved::Callee)
}

fn play(call: &Call, channel: ChannelId, prompt: &str) -> Result<(), ScriptError> {
    let reply = call.request(Request::Play {
        channel,
        prompts: vec![prompt.to_owned()],
        language: call.with_info(|info| info.language.clone()),
    })?;
    if let Reply::NotFound(missing) = reply {
        call.verbose(1, format!("there is no prompt `{missing}`"));
    }
    Ok(())
}
