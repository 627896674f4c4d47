//! Requests whose replies need no thought: done, or the channel is gone.

use runtime::call::{Call, ScriptError};
use runtime::host::{Indication, Reply, Request};

/// Asks for something on the script's own channel. A channel that is gone ends the script; a refusal
/// is left on the console and passed over, as the call goes on without.
pub(crate) fn ask(call: &Call, request: Request) -> Result<(), ScriptError> {
    begun(call, request).map(drop)
}

/// The same; says whether it has begun, for what ends with an event.
pub(crate) fn begun(call: &Call, request: Request) -> Result<bool, ScriptError> {
    match call.request(request)? {
        Reply::Done => Ok(true),
        Reply::Gone => Err(ScriptError::Ended),
        Reply::Refused(_, why) => {
            call.verbose(1, why);
            Ok(false)
        }
        _ => Ok(false),
    }
}

/// Answers the script's own channel unless it is up.
pub(crate) fn answer(call: &Call) -> Result<(), ScriptError> {
    if call.is_answered() {
        return Ok(());
    }
    match call.request(Request::Answer(call.channel()))? {
        Reply::Gone => Err(ScriptError::Ended),
        // Without an answer there is nothing the rest of the dialplan could do for this caller.
        Reply::Refused(cause, why) => {
            call.verbose(1, why);
            Err(ScriptError::Hangup(cause))
        }
        _ => Ok(()),
    }
}

/// Lets a caller that has not been answered hear what is sent to it.
pub(crate) fn open_early_media(call: &Call) -> Result<(), ScriptError> {
    if call.is_answered() {
        return Ok(());
    }
    ask(
        call,
        Request::Indicate(call.channel(), Indication::Progress),
    )
}
