//! `Transfer([technology/]destination)`: sends the caller elsewhere.

use runtime::call::{Call, ScriptError};
use runtime::host::{Reply, Request, Technology};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

pub(crate) static TRANSFER: Application = Application {
    name: "Transfer",
    since: "0.1.0",
    synopsis: "Asks the caller's side to call somebody else instead.",
    description: "Before the call is answered, SIP callers are redirected; afterwards they are \
        referred (RFC 3515). When it succeeds the call leaves this dialplan. A technology in front of \
        the destination has to be the caller's own.",
    args: &[Arg::required(
        "destination",
        "Where to: an extension, number or Skype name, or one with its technology as in \
            `Skype/austin_powers`.",
        Kind::Text,
    )],
    status: Some(Status {
        variable: "TRANSFERSTATUS",
        values: &["SUCCESS", "FAILURE", "UNSUPPORTED"],
    }),
    comes_back: true,
    source: "Asterisk application Transfer; Skype for Asterisk Administrator Manual, 3.2.2.1",
    example: include_str!("transfer.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let target = args.text(0);
    let status = if fits(call, &target) {
        transfer(call, target, String::new())?
    } else {
        "UNSUPPORTED"
    };
    call.set_variable("TRANSFERSTATUS", status);
    Ok(status.into())
}

/// Moves the caller; `SUCCESS` or `FAILURE`.
pub(super) fn transfer(
    call: &Call,
    target: String,
    topic: String,
) -> Result<&'static str, ScriptError> {
    let request = Request::Transfer {
        channel: call.channel(),
        target,
        topic,
    };
    match call.request(request)? {
        Reply::Done => Ok("SUCCESS"),
        Reply::Gone => Err(ScriptError::Ended),
        Reply::Refused(_, why) => {
            call.verbose(1, why);
            Ok("FAILURE")
        }
        _ => Ok("FAILURE"),
    }
}

fn fits(call: &Call, target: &str) -> bool {
    let technology = call.with_info(|info| info.technology);
    let own = technology.name();
    let is_own = |named: &str| {
        named.eq_ignore_ascii_case(own) || Technology::named(named) == Some(technology)
    };
    technology != Technology::Local
        && target
            .split_once('/')
            .is_none_or(|(named, _)| is_own(named))
}
