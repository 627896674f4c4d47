//! Talking: from the answer until one side hangs up or is transferred.

use std::time::Duration;

use runtime::call::{Call, ScriptError, Wake};
use runtime::host::{Cause, ChannelId, Event, Request};

use super::leg::Leg;
use super::letters::Wishes;
use super::limit::Due;
use super::transfer::{self, Moved};
use crate::{causes, skype};

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
pub(super) fn talk(call: &Call, leg: &Leg, wishes: &Wishes) -> Result<Talked, ScriptError> {
    let (caller, callee) = (call.channel(), leg.channel);
    let began = call.elapsed();
    let mut spent = Duration::ZERO;
    announce(call, leg, "LIMIT_CONNECT_FILE", "", wishes)?;
    loop {
        let due = wishes.limit.map(|limit| limit.next(spent));
        let left = due.map(|due| (began + due.at()).saturating_sub(call.elapsed()));
        let theirs = |event: &Event| [caller, callee].contains(&event.channel());
        let Wake::Event(event) = call.event(left, theirs)? else {
            match due {
                Some(Due::Warning(at)) => {
                    spent = at;
                    announce(call, leg, "LIMIT_WARNING_FILE", "beep", wishes)?;
                    continue;
                }
                _ => return overlong(call, leg, wishes),
            }
        };
        if let Some(talked) = heard(call, leg, wishes, event)? {
            return Ok(talked);
        }
    }
}

/// Something happened to one of them; whether that is the end.
fn heard(
    call: &Call,
    leg: &Leg,
    wishes: &Wishes,
    event: Event,
) -> Result<Option<Talked>, ScriptError> {
    let (caller, callee) = (call.channel(), leg.channel);
    let moved = match event {
        Event::Ended(channel, cause) if channel == callee => {
            causes::note(call, &leg.name, cause);
            call.set_hangup_cause(cause.number().into());
            call.request(Request::Unbridge(caller, callee))?;
            return Ok(Some(Talked::CalleeLeft));
        }
        Event::Digit(channel, '*') if channel == caller && wishes.has('H') => {
            hang_up(call, leg)?;
            return Ok(Some(Talked::CallerLeft));
        }
        Event::Digit(channel, '*') if channel == callee && wishes.has('h') => {
            hang_up(call, leg)?;
            return Ok(Some(Talked::CalleeLeft));
        }
        Event::Digit(by, '#') if by == caller && wishes.has('T') => {
            transfer::by_keys(call, leg, by)?
        }
        Event::Digit(by, '#') if by == callee && wishes.has('t') => {
            transfer::by_keys(call, leg, by)?
        }
        Event::TransferRequested(by, extension) => transfer::asked(call, leg, by, extension)?,
        Event::Topic(by, topic) => {
            pass_topic(call, leg, by, topic)?;
            return Ok(None);
        }
        _ => return Ok(None),
    };
    Ok(moved.map(|moved| match moved {
        Moved::Caller { context, extension } => Talked::CallerMoved { context, extension },
        Moved::Callee => Talked::CallerLeft,
        Moved::CalleeGone => Talked::CalleeLeft,
    }))
}

/// The time of the call is over.
fn overlong(call: &Call, leg: &Leg, wishes: &Wishes) -> Result<Talked, ScriptError> {
    for channel in announce(call, leg, "LIMIT_TIMEOUT_FILE", "", wishes)? {
        let end = |event: &Event| match event {
            Event::Played(on) | Event::Ended(on, _) => *on == channel,
            _ => false,
        };
        call.event(Some(LONGEST_PROMPT), end)?;
    }
    call.request(Request::Unbridge(call.channel(), leg.channel))?;
    hang_up(call, leg)?;
    Ok(Talked::CalleeLeft)
}

/// A prompt that takes longer than this is cut by the end of the call.
const LONGEST_PROMPT: Duration = Duration::from_secs(30);

/// Plays the prompt of a limited call that a variable names, to those who shall hear it. Gives who does.
fn announce(
    call: &Call,
    leg: &Leg,
    variable: &str,
    default: &str,
    wishes: &Wishes,
) -> Result<Vec<ChannelId>, ScriptError> {
    let prompt = match call.variable(variable) {
        named if named.is_empty() => default.to_owned(),
        named => named,
    };
    if wishes.limit.is_none() || prompt.is_empty() {
        return Ok(Vec::new());
    }
    let is = |variable: &str, word: &str| call.variable(variable).eq_ignore_ascii_case(word);
    let to_callee = is("LIMIT_PLAYAUDIO_CALLEE", "yes");
    let to_caller =
        is("LIMIT_PLAYAUDIO_CALLER", "yes") || !to_callee && !is("LIMIT_PLAYAUDIO_CALLER", "no");
    let channels = [(to_caller, call.channel()), (to_callee, leg.channel)];
    let mut hear = Vec::new();
    for (_, channel) in channels.into_iter().filter(|(hears, _)| *hears) {
        call.request(Request::Play {
            channel,
            prompts: vec![prompt.clone()],
            language: call.with_info(|info| info.language.clone()),
        })?;
        hear.push(channel);
    }
    Ok(hear)
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

/// Ends the conversation from here, which is its normal end.
fn hang_up(call: &Call, leg: &Leg) -> Result<(), ScriptError> {
    causes::note(call, &leg.name, Cause::Normal);
    call.set_hangup_cause(Cause::Normal.number().into());
    call.request(Request::Hangup(leg.channel, Cause::Normal))
        .map(drop)
}
