//! What `GotoIfTime`, `ExecIfTime` and `IFTIME` make of times.

use std::time::{Duration, SystemTime};

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::dialplan::Times;

/// The variable with the time, in seconds since 1970, that `TESTTIME` has set.
pub(crate) const TEST_TIME: &str = "TESTTIME";

/// Whether times hold. What cannot be read of them is reported, and does not count.
pub(crate) fn hold(call: &Call, times: &str, now: SystemTime) -> bool {
    let (parsed, faults) = Times::parse(times);
    for fault in faults {
        call.complain(ScriptError::fault(Code::BadArgument, fault.to_string()));
    }
    // An empty text is no time at all.
    !times.is_empty() && parsed.hold_at(now)
}

/// The time that `TESTTIME` has set for this call, or that of the clock.
pub(crate) fn tested(call: &Call) -> SystemTime {
    let seconds: Option<u64> = call.variable(TEST_TIME).parse().ok();
    let set = seconds
        .and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
    set.unwrap_or_else(|| call.wall_clock())
}
