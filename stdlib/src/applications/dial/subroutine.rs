//! What happens between the answer of the callee and the conversation (`A`, `D`, `G` and `U`).

use std::time::Duration;

use runtime::call::{Call, ScriptError, Target, Wake};
use runtime::host::{Cause, ChannelId, Digits, Event, Reply, Request};

use super::leg::Leg;
use super::letters::Wishes;
use super::outcome::DialStatus;
use crate::{options, replies};

/// How it goes on.
pub(super) enum Next {
    /// They talk.
    Talk,
    /// The callee has gone, and the dialplan goes on with this status.
    Status(DialStatus),
    /// The callee has gone or goes, and the caller does too.
    End,
    /// The callee has hung up meanwhile.
    CalleeLeft,
    /// The caller goes there.
    Goto(Target),
}

/// How long a key sounds, and the silence behind it. Those of `SendDTMF`.
const KEY: Duration = Duration::from_millis(100);
const GAP: Duration = Duration::from_millis(250);

/// Whether anything happens before they talk.
pub(super) fn is_needed(wishes: &Wishes) -> bool {
    ['A', 'D', 'G', 'U', 'a']
        .iter()
        .any(|&letter| wishes.has(letter))
}

/// Does what the options say. The two are not connected meanwhile.
pub(super) fn before_talking(
    call: &Call,
    leg: &mut Leg,
    wishes: &Wishes,
) -> Result<Next, ScriptError> {
    if wishes.has('a') {
        replies::answer(call)?;
    }
    let [to_callee, to_caller] = &wishes.prompts;
    if !play(call, leg.channel, to_callee)? {
        return Ok(Next::CalleeLeft);
    }
    if !to_caller.is_empty() {
        replies::answer(call)?;
        play(call, call.channel(), to_caller)?;
    }
    let [to_callee, to_caller, _] = &wishes.keys;
    if !send(call, leg.channel, to_callee)? {
        return Ok(Next::CalleeLeft);
    }
    if !to_caller.is_empty() {
        replies::answer(call)?;
        send(call, call.channel(), to_caller)?;
    }
    if let Some(place) = wishes.options.argument('G') {
        return part(call, leg, place);
    }
    match wishes.options.argument('U') {
        Some(text) => subroutine(call, leg, text),
        None => Ok(Next::Talk),
    }
}

/// Caller and callee go to places of the dialplan, each on its own (option `G`).
fn part(call: &Call, leg: &Leg, place: &str) -> Result<Next, ScriptError> {
    let caller = options::place(call, place)?;
    replies::answer(call)?;
    let callee = Target {
        priority: caller.priority + 1,
        ..caller.clone()
    };
    redirect(call, leg.channel, callee)?;
    Ok(Next::Goto(caller))
}

/// Sends the callee into the dialplan; there it has a script of its own.
pub(super) fn redirect(call: &Call, channel: ChannelId, place: Target) -> Result<(), ScriptError> {
    let Target {
        context,
        extension,
        priority,
    } = &place;
    let request = if call.priority_exists(context, extension, *priority) {
        Request::Redirect(channel, place)
    } else {
        call.verbose(
            1,
            format!(
                "there is no priority {priority} of `{extension}` in `{context}` for the callee"
            ),
        );
        Request::Hangup(channel, Cause::Normal)
    };
    if call.is_over() {
        // The caller has gone, and nobody is there to wait for a reply.
        call.tell(request);
        return Ok(());
    }
    call.request(request).map(drop)
}

/// The subroutine of option `U`, and what it wants.
fn subroutine(call: &Call, leg: &mut Leg, text: &str) -> Result<Next, ScriptError> {
    let text = text.replace('^', ",");
    let (context, arguments) = match text.split_once(',') {
        Some((context, arguments)) => (context, crate::lines::subroutine_arguments(arguments)),
        None => (&*text, Vec::new()),
    };
    let guest = leg.answered(call);
    call.gosub_on(&guest, Target::start(context, "s"), &arguments)?;
    if guest.is_over() {
        hang_up(call, leg)?;
        return Ok(Next::CalleeLeft);
    }
    let result = guest.variable("GOSUB_RESULT");
    let next = match result.as_str() {
        "ABORT" => Next::End,
        "BUSY" => Next::Status(DialStatus::Busy),
        "CONGESTION" => Next::Status(DialStatus::Congestion),
        "CONTINUE" => Next::Status(DialStatus::Answer),
        other => match other.strip_prefix("GOTO:") {
            Some(place) => Next::Goto(options::place(call, place)?),
            None => return Ok(Next::Talk),
        },
    };
    hang_up(call, leg)?;
    Ok(next)
}

/// Plays a prompt to one of the two; `false` when that one has hung up.
fn play(call: &Call, channel: ChannelId, prompt: &str) -> Result<bool, ScriptError> {
    if prompt.is_empty() {
        return Ok(true);
    }
    let request = Request::Play {
        channel,
        prompts: prompt.split('&').map(str::to_owned).collect(),
        language: call.with_info(|info| info.language.clone()),
    };
    done(call, channel, request, &Event::Played(channel))
}

/// Sends keys to one of the two; `false` when that one has hung up.
fn send(call: &Call, channel: ChannelId, keys: &str) -> Result<bool, ScriptError> {
    if keys.is_empty() {
        return Ok(true);
    }
    done(
        call,
        channel,
        keys_for(channel, keys),
        &Event::DigitsSent(channel),
    )
}

/// The request that sends keys to a channel.
pub(super) fn keys_for(channel: ChannelId, keys: &str) -> Request {
    let digits = Digits {
        keys: keys.replace('W', "ww"),
        duration: KEY,
        gap: GAP,
    };
    Request::SendDigits(channel, digits)
}

/// Asks for something and waits for its end; `false` when the channel has ended.
fn done(
    call: &Call,
    channel: ChannelId,
    request: Request,
    end: &Event,
) -> Result<bool, ScriptError> {
    match call.request(request)? {
        Reply::Done => {}
        Reply::Gone => return Ok(false),
        reply => {
            call.verbose(1, format!("before the conversation: {reply:?}"));
            return Ok(true);
        }
    }
    let gone = |event: &Event| matches!(event, Event::Ended(ended, _) if *ended == channel);
    let wake = call.event(None, |event| event == end || gone(event))?;
    Ok(!matches!(wake, Wake::Event(Event::Ended(..))))
}

fn hang_up(call: &Call, leg: &Leg) -> Result<(), ScriptError> {
    let hangup = Request::Hangup(leg.channel, Cause::Normal);
    call.request(hangup).map(drop)
}
