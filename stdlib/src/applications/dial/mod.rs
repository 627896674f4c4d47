//! `Dial(targets[,timeout[,options]])`: rings somebody and connects the caller.
//!
//! Its parts: [`letters`] for what the options say, [`ring`] until somebody answers or nobody does,
//! [`subroutine`] for what happens before they talk, [`bridge`] while they do, and [`outcome`] for what to call
//! the end of it.

mod bridge;
mod leg;
mod letters;
mod limit;
mod outcome;
mod ring;
mod subroutine;
mod transfer;

use std::time::Duration;

use runtime::call::{Call, ScriptError, Target};
use runtime::host::{Cause, Request};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

use self::bridge::Talked;
use self::leg::Leg;
pub(super) use self::letters::LETTERS;
use self::letters::Wishes;
use self::outcome::DialStatus;
use self::ring::Rung;
use self::subroutine::Next;
use crate::{options, replies};

pub(crate) static DIAL: Application = Application {
    name: "Dial",
    since: "0.1.0",
    synopsis: "Calls one or several destinations and connects the caller to the first who answers.",
    description: "Several targets joined with `&` ring together; when one answers the others stop \
        ringing. The caller is answered when the callee answers, and hears ringing or, from a single \
        target, its early media until then.\n\n\
        When nobody answers, the dialplan goes on with the status. After a conversation the call is \
        over, as in Asterisk: it goes on only if the callee hung up and option `g` was given. When one \
        side's telephone transfers the other, the extension is looked up in the context that the caller \
        is in, or in the one that `TRANSFER_CONTEXT` names.\n\n\
        A subroutine that an option runs on the callee's channel sees that channel's variables, caller and \
        hangup handlers, and can play and read keys there once the callee has answered. The handlers it pushes \
        run when that channel is gone.\n\n\
        `SKYPE_CALL_PROPERTY` gives a Skype target its topic and token. `DIALEDPEERNUMBER` is \
        the target that answered and `DIALEDPEERNAME` its channel; `DIALEDTIME` and `ANSWEREDTIME` are the seconds since dialling \
        and since the answer, and with `_MS` the milliseconds.",
    args: &[
        Arg::required(
            "targets",
            "`SIP/phone`, `Skype/[originator@]destination` or `Local/extension@context`, several \
                joined with `&`. A Skype destination is a name, or a telephone number with `+`. `SIP/number@phone` asks \
                that telephone for a number; `PJSIP/` is the same as `SIP/`.",
            Kind::DialString,
        ),
        Arg::optional(
            "timeout",
            "Seconds to ring; for ever by default.",
            Kind::Seconds,
        ),
        Arg::optional(
            "options",
            "Letters, some with an argument in parentheses.",
            Kind::Options(LETTERS),
        ),
        Arg::optional(
            "url",
            "An address for telephones that show one. None does here.",
            Kind::Text,
        ),
    ],
    status: Some(Status {
        variable: "DIALSTATUS",
        values: STATUSES,
    }),
    comes_back: true,
    source: "Asterisk application Dial; Skype for Asterisk Administrator Manual, 3.2.1",
    example: include_str!("dial.rhai"),
    run,
};

/// How it may end.
pub(super) const STATUSES: &[&str] = DialStatus::NAMES;

/// Does what `Dial` does, for whatever dials in its own way.
pub(super) fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let wishes = Wishes::read(call, &args.text(2))?;
    expect_forwards(call)?;
    let timeout = args.seconds(1)?.filter(|timeout| !timeout.is_zero());
    for variable in [
        "DIALEDPEERNAME",
        "DIALEDPEERNUMBER",
        "ANSWEREDTIME",
        "ANSWEREDTIME_MS",
    ] {
        call.set_variable(variable, "");
    }
    if let Some(text) = wishes.options.argument('B') {
        let (place, arguments) = options::subroutine(text);
        call.gosub_and_wait(call.target(&place)?, &arguments)?;
    }
    // What an earlier `Dial` hung up may have had something to say since.
    call.discard(|event| event.channel() != call.channel());
    let began = call.elapsed();
    let rung = ring::ring(call, &args.text(0), timeout, &wishes);
    let status = match rung {
        Ok(Rung::Answered { leg, bridged }) => {
            report(call, DialStatus::Answer);
            return answered(call, leg, bridged, began, &wishes);
        }
        Ok(Rung::Nobody(status)) => status,
        Ok(Rung::Dialled { context, key }) => {
            report(call, DialStatus::Cancel);
            return Err(ScriptError::Goto(Target::start(context, key)));
        }
        Err(error) => {
            // The caller gave up; this is for what runs after the hangup.
            report(call, DialStatus::Cancel);
            return Err(error);
        }
    };
    set_seconds(call, "DIALEDTIME", call.elapsed().saturating_sub(began));
    report(call, status);
    Ok(status.name().into())
}

/// A call that goes in circles, through Local channels or accounts, ends here.
fn expect_forwards(call: &Call) -> Result<(), ScriptError> {
    if call.with_info(|info| info.max_forwards) > 0 {
        return Ok(());
    }
    let why = "Dial: this call has been called on too often, CHANNEL(max_forwards) is 0";
    call.verbose(2, why.to_owned());
    report(call, DialStatus::Busy);
    Err(ScriptError::Hangup(Cause::Congestion))
}

fn answered(
    call: &Call,
    mut leg: Leg,
    bridged: bool,
    began: Duration,
    wishes: &Wishes,
) -> Result<Value, ScriptError> {
    let channel = leg.channel;
    let mut heard = bridged;
    if subroutine::is_needed(wishes) {
        if heard {
            call.request(Request::Unbridge(call.channel(), channel))?;
            heard = false;
        }
        let next = match subroutine::before_talking(call, &mut leg, wishes) {
            Ok(next) => next,
            Err(error) => {
                leave(call, leg, wishes);
                return Err(error);
            }
        };
        let outcome = match next {
            Next::Talk => None,
            Next::Status(status) => {
                report(call, status);
                Some(Ok(status.name().into()))
            }
            Next::End => Some(Err(ScriptError::Hangup(Cause::Normal))),
            Next::CalleeLeft => Some(callee_left(wishes)),
            Next::Goto(target) => Some(Err(ScriptError::Goto(target))),
        };
        if let Some(outcome) = outcome {
            set_seconds(call, "DIALEDTIME", call.elapsed().saturating_sub(began));
            leg.over(call);
            return outcome;
        }
    }
    if !heard {
        call.request(Request::Bridge(call.channel(), channel))?;
    }
    let talked = talk(call, &leg, began, wishes);
    match talked {
        Ok(Talked::CalleeLeft) => {
            leave(call, leg, wishes);
            callee_left(wishes)
        }
        Ok(Talked::CallerLeft) => {
            leave(call, leg, wishes);
            Err(ScriptError::Hangup(Cause::Normal))
        }
        Ok(Talked::CallerMoved { context, extension }) => {
            leave(call, leg, wishes);
            Err(ScriptError::Goto(Target::start(context, extension)))
        }
        Err(error) => {
            caller_left(call, leg, wishes)?;
            Err(error)
        }
    }
}

fn talk(call: &Call, leg: &Leg, began: Duration, wishes: &Wishes) -> Result<Talked, ScriptError> {
    replies::answer(call)?;
    let answered = call.elapsed();
    let talked = bridge::talk(call, leg, wishes);
    let now = call.elapsed();
    set_seconds(call, "ANSWEREDTIME", now.saturating_sub(answered));
    set_seconds(call, "DIALEDTIME", now.saturating_sub(began));
    talked
}

/// The callee has gone after the answer.
fn callee_left(wishes: &Wishes) -> Result<Value, ScriptError> {
    if wishes.has('g') {
        Ok(DialStatus::Answer.name().into())
    } else {
        Err(ScriptError::Hangup(Cause::Normal))
    }
}

/// The caller has gone: the callee goes where option `F` says, or too.
fn caller_left(call: &Call, leg: Leg, wishes: &Wishes) -> Result<(), ScriptError> {
    let place = match wishes.options.argument('F') {
        None => {
            if leg.guest.is_some() || wishes.has('e') || call.is_taken_away() {
                call.tell(Request::Hangup(leg.channel, Cause::Normal));
            }
            leave(call, leg, wishes);
            return Ok(());
        }
        Some("") => Target {
            context: call.context(),
            extension: call.extension(),
            priority: call.priority_now() + 1,
        },
        Some(place) => options::place(call, place)?,
    };
    subroutine::redirect(call, leg.channel, place)
}

/// What is left to do for a callee that is gone.
fn leave(call: &Call, leg: Leg, wishes: &Wishes) {
    if wishes.has('e') {
        leg.over_with_h(call);
    } else {
        leg.over(call);
    }
}

fn report(call: &Call, status: DialStatus) {
    call.set_variable("DIALSTATUS", status.name());
    call.set_cause(status.cause());
}

fn set_seconds(call: &Call, variable: &str, time: Duration) {
    call.set_variable(variable, time.as_secs().to_string());
    call.set_variable(&format!("{variable}_MS"), time.as_millis().to_string());
}
