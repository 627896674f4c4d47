//! `HANGUPCAUSE_KEYS()`: of which channels it is known why they ended.

use runtime::library::Function;

use crate::causes;

pub(crate) static HANGUPCAUSE_KEYS: Function = Function {
    name: "HANGUPCAUSE_KEYS",
    since: "0.1.0",
    synopsis: "Lists the channels that this call dialled and that have ended, for `HANGUPCAUSE`.",
    description: "Separated by commas, the oldest first.",
    args: &[],
    values: &[],
    source: "Asterisk function HANGUPCAUSE_KEYS",
    example: include_str!("hangupcause_keys.rhai"),
    read: Some(|call, _| Ok(causes::channels(call).join(",").into())),
    write: None,
};
