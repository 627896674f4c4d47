//! `HangupCauseClear()`: forgets why channels have ended.

use runtime::library::{Application, Value};

use crate::causes;

pub(crate) static HANGUP_CAUSE_CLEAR: Application = Application {
    name: "HangupCauseClear",
    since: "0.2.0",
    synopsis: "Forgets why the channels that this call dialled have ended.",
    description: "`HANGUPCAUSE_KEYS` then lists those only that end later.",
    args: &[],
    status: None,
    comes_back: true,
    source: "Asterisk application HangupCauseClear",
    example: include_str!("hangup_cause_clear.rhai"),
    run: |call, _| {
        causes::clear(call);
        Ok(Value::UNIT)
    },
};
