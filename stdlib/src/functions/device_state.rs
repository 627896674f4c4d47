//! `DEVICE_STATE(device)`: what a telephone or a buddy is doing.

use runtime::call::{Call, ScriptError};
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Function, Kind, Value};

pub(crate) static DEVICE_STATE: Function = Function {
    name: "DEVICE_STATE",
    since: "0.1.0",
    synopsis: "Reads the state of a device.",
    description: "One of UNKNOWN, NOT_INUSE, INUSE, BUSY, INVALID, UNAVAILABLE, RINGING, \
        RINGINUSE and ONHOLD. What is no device at all is INVALID.",
    args: &[Arg {
        name: "device",
        doc: "`SIP/phone`, or `Skype:originator@buddy` for what one account sees of another.",
        kind: Kind::Device,
        required: true,
    }],
    source: "Asterisk function DEVICE_STATE; Skype for Asterisk Administrator Manual, 3.4",
    example: include_str!("device_state.rhai"),
    read: Some(read),
    write: None,
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
