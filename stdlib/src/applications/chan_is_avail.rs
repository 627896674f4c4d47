//! `ChanIsAvail(targets[,options])`: which of several devices could be dialled.

use runtime::call::{Call, ScriptError};
use runtime::device_state::DeviceState;
use runtime::host::{Reply, Request};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::options::Options;

pub(crate) static CHAN_IS_AVAIL: Application = Application {
    name: "ChanIsAvail",
    since: "0.2.0",
    synopsis: "Finds the first of several devices that could be dialled, without dialling it.",
    description: "`AVAILCHAN` and `AVAILORIGCHAN` are the device, empty when none is there; `AVAILSTATUS` is the state of the last one \
        looked at, with the numbers of Asterisk: 1 not in use, 2 in use, 3 busy, 4 invalid, 5 unavailable, 6 ringing, 7 ringing \
        in use, 8 on hold, 0 unknown.",
    args: &[
        Arg::required("targets", "Dial strings joined with `&`.", Kind::DialString),
        Arg::optional("options", "Letters.", Kind::Options(OPTIONS)),
    ],
    status: None,
    comes_back: true,
    source: "Asterisk application ChanIsAvail",
    example: include_str!("chan_is_avail.rhai"),
    run,
};

const OPTIONS: &[(char, &str)] = &[
    ('s', "A device in use is not there."),
    (
        'a',
        "Look at all, and give all that are there, joined with `&`.",
    ),
    (
        't',
        "Look at nothing but whether there is such a device. It is always so here.",
    ),
];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let options = Options::read(call, &args.text(1), OPTIONS);
    let mut found: Vec<String> = Vec::new();
    let mut statuses: Vec<String> = Vec::new();
    for device in args.text(0).split('&').map(str::trim).take(MOST) {
        let reply = call.request(Request::DeviceState(device.to_owned()))?;
        let state = match reply {
            Reply::Text(state) => state.parse().unwrap_or(DeviceState::Unknown),
            _ => DeviceState::Invalid,
        };
        statuses.push(number(state).to_string());
        let is_there = match state {
            DeviceState::Invalid | DeviceState::Unavailable => false,
            DeviceState::Unknown | DeviceState::NotInUse => true,
            _ => !options.has('s'),
        };
        if is_there {
            found.push(device.to_owned());
            if !options.has('a') {
                break;
            }
        }
    }
    call.set_variable("AVAILCHAN", found.join("&"));
    call.set_variable("AVAILORIGCHAN", found.join("&"));
    let status = if options.has('a') {
        statuses.join("&")
    } else {
        statuses.pop().unwrap_or_default()
    };
    call.set_variable("AVAILSTATUS", status);
    Ok(found.join("&").into())
}

/// Most devices that are looked at.
const MOST: usize = 100;

/// Asterisk's number of a state.
fn number(state: DeviceState) -> u8 {
    match state {
        DeviceState::Unknown => 0,
        DeviceState::NotInUse => 1,
        DeviceState::InUse => 2,
        DeviceState::Busy => 3,
        DeviceState::Invalid => 4,
        DeviceState::Unavailable => 5,
        DeviceState::Ringing => 6,
        DeviceState::RingInUse => 7,
        DeviceState::OnHold => 8,
    }
}
