//! `Congestion([timeout])`: tells the caller that the call cannot be placed.

use runtime::call::{Call, ScriptError};
use runtime::host::{Cause, Indication, Request};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::replies;

pub(crate) static CONGESTION: Application = Application {
    name: "Congestion",
    since: "0.1.0",
    synopsis: "Tells the caller that the call cannot be placed, and ends the call.",
    description: "A call that has not been answered is refused, on SIP with 503. One that has been \
        answered is ended when the caller hangs up or the time is over.",
    args: &[Arg::optional(
        "timeout",
        "Seconds until the call is ended; without it, until the caller hangs up.",
        Kind::Seconds,
    )],
    status: None,
    comes_back: false,
    source: "Asterisk application Congestion; Q.850 cause 34",
    example: include_str!("congestion.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let timeout = match args.seconds(0) {
        // A line waits for the caller instead, as in Asterisk.
        Err(error) if call.in_line() => {
            call.complain(error);
            None
        }
        timeout => timeout?,
    };
    // A refused channel is gone before the wait begins; its cause is kept for the call record.
    call.set_cause(Cause::Congestion);
    call.set_hangup_cause(Cause::Congestion.number().into());
    replies::ask(
        call,
        Request::Indicate(call.channel(), Indication::Congestion),
    )?;
    call.event(timeout, |_| false)?;
    Err(ScriptError::Hangup(Cause::Congestion))
}
