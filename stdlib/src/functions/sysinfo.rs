//! `SYSINFO(parameter)`: the machine that the switch runs on.

use runtime::call::{Call, ScriptError};
use runtime::errand::{Errand, Gauge};
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Function, Kind, Property, Value};

use super::channels;
use crate::texts;

pub(crate) static SYSINFO: Function = Function {
    name: "SYSINFO",
    since: "0.2.0",
    synopsis: "Measures the machine that the switch runs on.",
    description: "So that a dialplan can turn calls away before the machine is too busy for those there are. Empty where \
        nobody can tell.",
    args: &[Arg::required(
        "parameter",
        "One of the table.",
        Kind::Property(PARAMETERS),
    )],
    values: &[],
    source: "Asterisk function SYSINFO",
    example: include_str!("sysinfo.rhai"),
    read: Some(read),
    write: None,
};

const PARAMETERS: &[Property] = &[
    parameter("bufferram", "Memory that holds parts of disks, in KiB."),
    parameter("freeram", "Memory that nobody uses, in KiB."),
    parameter("freeswap", "Swap space that nobody uses, in KiB."),
    parameter(
        "loadavg",
        "Programs that ran or wanted to in the last minute, on average.",
    ),
    parameter("numcalls", "Channels there are."),
    parameter("numprocs", "Processes and threads of the machine."),
    parameter("totalram", "Memory, in KiB."),
    parameter("totalswap", "Swap space, in KiB."),
    parameter("uptime", "Hours since the machine was started."),
];

const fn parameter(name: &'static str, doc: &'static str) -> Property {
    Property {
        name,
        doc,
        values: "",
        writable: false,
    }
}

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let parameter = args.text(0);
    let gauge = match parameter.to_ascii_lowercase().as_str() {
        "numcalls" => return Ok(channels::names(call)?.len().to_string().into()),
        "loadavg" => Gauge::Load,
        "uptime" => Gauge::Uptime,
        "totalram" => Gauge::Ram,
        "freeram" => Gauge::FreeRam,
        "bufferram" => Gauge::BufferRam,
        "totalswap" => Gauge::Swap,
        "freeswap" => Gauge::FreeSwap,
        "numprocs" => Gauge::Processes,
        _ => {
            return Err(texts::bad(format!(
                "`{parameter}` is nothing that is measured"
            )));
        }
    };
    Ok(
        match call.request(Request::Errand(Errand::Measure(gauge)))? {
            Reply::Text(value) => value.into(),
            _ => "".into(),
        },
    )
}
