//! `EXTENSION_STATE(extension[@context])`: the state that a hint shows.

use runtime::call::{Call, ScriptError};
use runtime::device_state::DeviceState;
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Closed, Function, Kind, Value};

use super::devices;

pub(crate) static EXTENSION_STATE: Function = Function {
    name: "EXTENSION_STATE",
    since: "0.1.0",
    synopsis: "Gives the state that the hint of an extension shows.",
    description: "Of several devices the most engaged counts; RINGING beside one that is engaged is \
        RINGINUSE. One of UNKNOWN (there is no hint), NOT_INUSE, INUSE, BUSY, UNAVAILABLE, \
        RINGING, RINGINUSE and ONHOLD.",
    args: &[Arg::required(
        "extension",
        "`100@phones`; the context is `default` if none is given.",
        Kind::Raw,
    )],
    values: &[Closed {
        item: "",
        values: DeviceState::WORDS,
    }],
    source: "Asterisk function EXTENSION_STATE",
    example: include_str!("extension_state.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let Some(hint) = devices(call, &args.text(0), "EXTENSION_STATE(extension[@context])")? else {
        return Ok(DeviceState::Unknown.as_str().into());
    };
    let devices = hint.split(',').next().unwrap_or_default().split('&');
    let mut states = Vec::new();
    for device in devices.filter(|device| !device.is_empty()).take(MOST) {
        let reply = call.request(Request::DeviceState(device.to_owned()))?;
        if let Reply::Text(state) = reply {
            states.extend(state.parse::<DeviceState>());
        }
    }
    Ok(DeviceState::of_extension(states).as_str().into())
}

/// Most devices of a hint that are asked for.
const MOST: usize = 1_000;
