//! `Busy([timeout])`: tells the caller that the destination is busy.

use runtime::call::{Call, ScriptError};
use runtime::host::{Cause, Indication, Request};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::replies;

pub(crate) static BUSY: Application = Application {
    name: "Busy",
    since: "0.1.0",
    synopsis: "Tells the caller that the destination is busy, and ends the call.",
    description: "A call that has not been answered is refused, on SIP with 486. One that has been \
        answered is ended when the caller hangs up or the time is over.",
    args: &[Arg::optional(
        "timeout",
        "Seconds until the call is ended; without it, until the caller hangs up.",
        Kind::Seconds,
    )],
    status: None,
    comes_back: false,
    source: "Asterisk application Busy; Q.850 cause 17",
    example: include_str!("busy.rhai"),
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
    call.set_cause(Cause::Busy);
    call.set_hangup_cause(Cause::Busy.number().into());
    replies::ask(call, Request::Indicate(call.channel(), Indication::Busy))?;
    call.event(timeout, |_| false)?;
    Err(ScriptError::Hangup(Cause::Busy))
}
