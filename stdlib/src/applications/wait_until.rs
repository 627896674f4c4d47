//! `WaitUntil(epoch)`: waits until a time.

use std::time::{Duration, SystemTime};

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

pub(crate) static WAIT_UNTIL: Application = Application {
    name: "WaitUntil",
    since: "0.2.0",
    synopsis: "Waits until a time.",
    description: "Goes on at once if it has passed.",
    args: &[Arg::required(
        "epoch",
        "Seconds since 1970, fractions allowed.",
        Kind::Text,
    )],
    status: Some(Status {
        variable: "WAITUNTILSTATUS",
        values: &["OK", "FAILURE", "HANGUP", "PAST"],
    }),
    comes_back: true,
    source: "Asterisk application WaitUntil",
    example: include_str!("wait_until.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let status = match left(call, &args.text(0)) {
        None => "FAILURE",
        Some(time) if time.is_zero() => "PAST",
        Some(time) => {
            call.sleep(time).inspect_err(|_| {
                // For what runs after the hangup.
                call.set_variable("WAITUNTILSTATUS", "HANGUP");
            })?;
            "OK"
        }
    };
    call.set_variable("WAITUNTILSTATUS", status);
    Ok(status.into())
}

/// How long it is until then; nothing if it has passed. `None` when the text is no time.
fn left(call: &Call, epoch: &str) -> Option<Duration> {
    let then = Duration::try_from_secs_f64(epoch.trim().parse().ok()?).ok()?;
    let now = call.wall_clock().duration_since(SystemTime::UNIX_EPOCH);
    Some(then.saturating_sub(now.unwrap_or_default()))
}
