//! `Dial(targets[,timeout[,options]])`: rings somebody and connects the caller.
//!
//! Three parts: [`ring`] until somebody answers or nobody does, [`bridge`] while they talk, and
//! [`outcome`] for what to call the end of it.

mod bridge;
mod outcome;
mod ring;

use std::time::Duration;

use runtime::call::{Call, ScriptError, Target};
use runtime::host::Cause;
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

use self::bridge::Talked;
use self::outcome::DialStatus;
use self::ring::{Leg, Rung};
use crate::options::Options;
use crate::replies;

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
        `SKYPE_CALL_PROPERTY` gives a Skype target its topic and token. `DIALEDPEERNUMBER` is \
        the target that answered; `DIALEDTIME` and `ANSWEREDTIME` are the seconds since dialling \
        and since the answer, and with `_MS` the milliseconds.",
    args: &[
        Arg {
            name: "targets",
            doc: "`SIP/phone`, `Skype/[originator@]destination` or `Local/extension@context`, several \
                joined with `&`. A Skype destination is a name, or a telephone number with `+`.",
            kind: Kind::DialString,
            required: true,
        },
        Arg {
            name: "timeout",
            doc: "Seconds to ring; for ever by default.",
            kind: Kind::Seconds,
            required: false,
        },
        Arg {
            name: "options",
            doc: "Letters.",
            kind: Kind::Options(OPTIONS),
            required: false,
        },
    ],
    status: Some(Status {
        variable: "DIALSTATUS",
        values: DialStatus::NAMES,
    }),
    comes_back: true,
    source: "Asterisk application Dial; Skype for Asterisk Administrator Manual, 3.2.1",
    example: include_str!("dial.rhai"),
    run,
};

const OPTIONS: &[(char, &str)] = &[
    ('g', "Go on in the dialplan when the callee hangs up."),
    ('h', "The callee can hang up by pressing `*`."),
    ('H', "The caller can hang up by pressing `*`."),
    (
        'r',
        "Let the caller hear ringing from the start, and no early media.",
    ),
];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let options = Options::read(call, &args.text(2), OPTIONS);
    let timeout = args.seconds(1)?.filter(|timeout| !timeout.is_zero());
    for variable in ["DIALEDPEERNUMBER", "ANSWEREDTIME", "ANSWEREDTIME_MS"] {
        call.set_variable(variable, "");
    }
    // What an earlier `Dial` hung up may have had something to say since.
    call.discard(|event| event.channel() != call.channel());
    let began = call.elapsed();
    let rung = ring::ring(call, &args.text(0), timeout, &options);
    let status = match rung {
        Ok(Rung::Answered(leg)) => {
            report(call, DialStatus::Answer);
            return talk(call, &leg, began, &options);
        }
        Ok(Rung::Nobody(status)) => status,
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

fn talk(call: &Call, leg: &Leg, began: Duration, options: &Options) -> Result<Value, ScriptError> {
    replies::answer(call)?;
    let answered = call.elapsed();
    let talked = bridge::talk(call, leg, options);
    let now = call.elapsed();
    set_seconds(call, "ANSWEREDTIME", now.saturating_sub(answered));
    set_seconds(call, "DIALEDTIME", now.saturating_sub(began));
    match talked? {
        Talked::CalleeLeft if options.has('g') => Ok(DialStatus::Answer.name().into()),
        Talked::CalleeLeft | Talked::CallerLeft => Err(ScriptError::Hangup(Cause::Normal)),
        Talked::CallerMoved { context, extension } => {
            Err(ScriptError::Goto(Target::start(context, extension)))
        }
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
