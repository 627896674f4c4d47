//! `DEVICE_STATE(device)`: what a telephone or a buddy is doing.

use runtime::call::{Call, ScriptError};
use runtime::device_state::DeviceState;
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Closed, Function, Kind, Value, text_of};

use crate::texts;

pub(crate) static DEVICE_STATE: Function = Function {
    name: "DEVICE_STATE",
    since: "0.1.0",
    synopsis: "Reads the state of a device, or sets that of one of the dialplan's own.",
    description: "One of UNKNOWN, NOT_INUSE, INUSE, BUSY, INVALID, UNAVAILABLE, RINGING, RINGINUSE and \
        ONHOLD. What is no device at all is INVALID.\n\n`Custom:` devices have the state that a \
        script gave them last, also after a restart, and UNKNOWN before that. Hints that watch \
        them show it.",
    args: &[Arg::required(
        "device",
        "`SIP/phone`, `Skype:originator@buddy` for what one account sees of another, or `Custom:name`.",
        Kind::Device,
    )],
    values: &[Closed {
        item: "",
        values: DeviceState::WORDS,
    }],
    source: "Asterisk function DEVICE_STATE; Skype for Asterisk Administrator Manual, 3.4",
    example: include_str!("device_state.rhai"),
    read: Some(read),
    write: Some(write),
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let device = args.text(0);
    if device.is_empty() {
        return Ok("INVALID".into());
    }
    Ok(match call.request(Request::DeviceState(device))? {
        Reply::Text(state) => state.into(),
        _ => "INVALID".into(),
    })
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let (device, state) = (args.text(0), text_of(value));
    let custom = device
        .get(..PREFIX.len())
        .filter(|prefix| prefix.eq_ignore_ascii_case(PREFIX));
    if custom.is_none() || device.len() > LONGEST {
        return Err(texts::bad(format!(
            "the state of `{device}` cannot be set, only that of `Custom:name`"
        )));
    }
    let state = state
        .parse()
        .map_err(|()| texts::bad(format!("`{state}` is no state of a device")))?;
    match call.request(Request::SetDeviceState(device, state))? {
        Reply::Refused(_, why) => Err(texts::bad(why)),
        _ => Ok(()),
    }
}

const PREFIX: &str = "Custom:";

/// Longest name of a device, in octets.
const LONGEST: usize = 255;
