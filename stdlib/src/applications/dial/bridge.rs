//! Talking: from the answer until one side hangs up or is transferred.

use runtime::call::{Call, ScriptError, Wake};
use runtime::host::{Cause, ChannelId, Event, Request};

use super::ring::Leg;
use crate::options::Options;
use crate::skype;

/// How a conversation ended. The callee's channel is no longer this script's in any case.
pub(super) enum Talked {
    /// The callee hung up, or was hung up.
    CalleeLeft,
    /// The caller ended it here, or sent the callee elsewhere.
    CallerLeft,
    /// The callee sent the caller to this extension.
    CallerMoved { context: String, extension: String },
}

/// Waits until the two, who are bridged, have finished.
pub(super) fn talk(call: &Call, leg: &Leg, options: &Options) -> Result<Talked, ScriptError> {
    let (caller, callee) = (call.channel(), leg.channel);
    loop {
        let theirs = |event: &Event| [caller, callee].contains(&event.channel());
        let Wake::Event(event) = call.event(None, theirs)? else {
            continue;
        };
        match event {
            Event::Ended(channel, _) if channel == callee => {
                call.request(Request::Unbridge(caller, callee))?;
                return Ok(Talked::CalleeLeft);
            }
            Event::Digit(channel, '*') if channel == caller && options.has('H') => {
                hang_up(call, callee)?;
                return Ok(Talked::CallerLeft);
            }
            Event::Digit(channel, '*') if channel == callee && options.has('h') => {
                hang_up(call, callee)?;
                return Ok(Talked::CalleeLeft);
            }
            Event::TransferRequested(by, extension) => {
                if let Some(talked) = transfer(call, callee, by, extension)? {
                    return Ok(talked);
                }
            }
            Event::Topic(by, topic) => pass_topic(call, leg, by, topic)?,
            _ => {}
        }
    }
}

fn transfer(
    call: &Call,
    callee: ChannelId,
    by: ChannelId,
    extension: String,
) -> Result<Option<Talked>, ScriptError> {
    let context = match call.variable("TRANSFER_CONTEXT") {
        named if named.is_empty() => call.context(),
        named => named,
    };
    if !call.extension_exists(&context, &extension) {
        call.verbose(2, format!("no transfer to `{extension}` in `{context}`"));
        return Ok(None);
    }
    call.request(Request::Unbridge(call.channel(), callee))?;
    if by == callee {
        hang_up(call, callee)?;
        return Ok(Some(Talked::CallerMoved { context, extension }));
    }
    call.request(Request::Redirect {
        channel: callee,
        context,
        extension,
        priority: 1,
    })?;
    Ok(Some(Talked::CallerLeft))
}

/// A new topic on one side is told to the other, if that is a Skype call too.
fn pass_topic(call: &Call, leg: &Leg, by: ChannelId, topic: String) -> Result<(), ScriptError> {
    let other = if by == leg.channel {
        skype::set_topic(call, &topic).then(|| call.channel())
    } else {
        leg.target.starts_with("Skype/").then_some(leg.channel)
    };
    if let Some(channel) = other {
        call.request(Request::SetTopic(channel, topic))?;
    }
    Ok(())
}

fn hang_up(call: &Call, channel: ChannelId) -> Result<(), ScriptError> {
    call.request(Request::Hangup(channel, Cause::Normal))
        .map(drop)
}
