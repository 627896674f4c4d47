//! What is said of a caller beyond number and name: validity, presentation, numbering plan, and other parties.
//!
//! It lives as long as the call and is for the dialplan; what `Dial` tells the far end are number and name.

use runtime::call::Call;
use runtime::host::CallerId;

/// What scripts have set. What they have not is taken from the channel.
#[derive(Debug, Default)]
pub(super) struct Party {
    /// Whether the number is valid; by default if there is one.
    pub(super) num_valid: Option<bool>,
    /// Whether the name is valid; by default if there is one.
    pub(super) name_valid: Option<bool>,
    /// Presentation of the number.
    pub(super) num_presentation: u8,
    /// Presentation of the name.
    pub(super) name_presentation: u8,
    /// Type of number and numbering plan (ITU-T Q.931, 4.5.10).
    pub(super) plan: u8,
    /// Character set of the name, as Asterisk calls it.
    pub(super) charset: Option<String>,
    pub(super) tag: String,
    /// The party that is charged (ANI).
    pub(super) charged: CallerId,
    /// What kind of line the charged party has.
    pub(super) line: i32,
    /// The party in private.
    pub(super) private: CallerId,
    /// Who forwarded the call; by default what the Skype call knows.
    pub(super) forwarder: Option<String>,
}

/// Reads or changes what is said of the caller.
pub(super) fn with<T>(call: &Call, with: impl FnOnce(&mut Party) -> T) -> T {
    call.keep(with)
}

/// Whether the caller's number counts.
pub(super) fn has_number(call: &Call) -> bool {
    let told = !call.caller().num.is_empty();
    with(call, |party| party.num_valid).unwrap_or(told)
}

/// Whether the caller's name counts.
pub(super) fn has_name(call: &Call) -> bool {
    let told = !call.caller().name.is_empty();
    with(call, |party| party.name_valid).unwrap_or(told)
}

/// The caller with what counts.
pub(super) fn caller(call: &Call) -> CallerId {
    let mut caller = call.caller();
    if !has_number(call) {
        caller.num.clear();
    }
    if !has_name(call) {
        caller.name.clear();
    }
    caller
}
