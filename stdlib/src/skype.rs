//! The Skype call of a script: the one it arrived on, or the one its next `Dial` will place.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::host::SkypeCall;

/// What a script on another kind of channel has said of the Skype call that it is going to place.
#[derive(Default)]
struct Planned {
    topic: String,
    token: String,
}

/// Topic and token for the next outgoing Skype call.
pub(crate) fn topic_and_token(call: &Call) -> (String, String) {
    call.with_info(|info| {
        let skype = info.skype.as_deref()?;
        Some((skype.topic.clone(), skype.token.clone()))
    })
    .unwrap_or_else(|| {
        call.keep(|planned: &mut Planned| (planned.topic.clone(), planned.token.clone()))
    })
}

/// Notes a new topic; says whether the script's own channel is a Skype call that has to be told.
pub(crate) fn set_topic(call: &Call, topic: &str) -> bool {
    let told = on_channel(call, |skype| topic.clone_into(&mut skype.topic));
    if !told {
        call.keep(|planned: &mut Planned| topic.clone_into(&mut planned.topic));
    }
    told
}

/// Notes a new token; says whether the script's own channel is a Skype call that has to be told.
pub(crate) fn set_token(call: &Call, token: &str) -> bool {
    let told = on_channel(call, |skype| token.clone_into(&mut skype.token));
    if !told {
        call.keep(|planned: &mut Planned| token.clone_into(&mut planned.token));
    }
    told
}

fn on_channel(call: &Call, write: impl FnOnce(&mut SkypeCall)) -> bool {
    call.with_info_mut(|info| info.skype.as_deref_mut().map(write).is_some())
}

/// Whether the script runs on a Skype channel.
pub(crate) fn is_skype(call: &Call) -> bool {
    call.with_info(|info| info.skype.is_some())
}

/// Reads from the Skype call that the script runs on.
pub(crate) fn read<T>(call: &Call, read: impl FnOnce(&SkypeCall) -> T) -> Result<T, ScriptError> {
    call.with_info(|info| info.skype.as_deref().map(read))
        .ok_or_else(|| not_skype(call))
}

/// A value of a profile as scripts see it; what is not told is empty.
pub(crate) fn told<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The error for what only a Skype channel can do.
pub(crate) fn not_skype(call: &Call) -> ScriptError {
    let name = call.with_info(|info| info.name.clone());
    ScriptError::fault(Code::NotSkype, format!("`{name}` is not a Skype call"))
        .with_help("ask for `CHANNEL(\"channeltype\") == \"Skype\"` first")
}

/// The error for a Skype name that the switch is not logged in to, or that does not exist.
pub(crate) fn unknown_account(name: &str) -> ScriptError {
    ScriptError::fault(
        Code::UnknownAccount,
        format!("unknown Skype account `{name}`"),
    )
}
