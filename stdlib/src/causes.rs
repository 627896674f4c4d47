//! Why the channels that a call dialled have ended, for `HANGUPCAUSE(channel,type)`.

use runtime::call::Call;
use runtime::host::Cause;

/// Channels and their causes, the oldest first.
#[derive(Default)]
struct Causes(Vec<(String, Cause)>);

/// Most channels of which it is remembered.
const MOST: usize = 64;

/// Notes why a channel ended.
pub(crate) fn note(call: &Call, channel: &str, cause: Cause) {
    call.keep(|causes: &mut Causes| {
        causes.0.retain(|(name, _)| name != channel);
        if causes.0.len() == MOST {
            causes.0.remove(0);
        }
        causes.0.push((channel.to_owned(), cause));
    });
}

/// Why a channel ended, if that is known.
pub(crate) fn of(call: &Call, channel: &str) -> Option<Cause> {
    call.keep(|causes: &mut Causes| {
        let mut all = causes.0.iter();
        all.find(|(name, _)| name == channel)
            .map(|(_, cause)| *cause)
    })
}

/// The channels of which it is known.
pub(crate) fn channels(call: &Call) -> Vec<String> {
    call.keep(|causes: &mut Causes| causes.0.iter().map(|(name, _)| name.clone()).collect())
}

/// Forgets all.
pub(crate) fn clear(call: &Call) {
    call.keep(|causes: &mut Causes| causes.0.clear());
}
