//! `REDIRECTING(item)`: who forwarded the call.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Property, Value, text_of};

use super::callerid::{forwarder, set_forwarder};
use crate::properties::{self, Row};

pub(crate) static REDIRECTING: Function = Function {
    name: "REDIRECTING",
    since: "0.1.0",
    synopsis: "Reads or sets who forwarded the call here.",
    description: "The same as `CALLERID(rdnis)`.",
    args: &[Arg::required(
        "item",
        "One of the table; upper and lower case are one.",
        Kind::Property(&PROPERTIES),
    )],
    values: &[],
    source: "Asterisk function REDIRECTING",
    example: include_str!("redirecting.rhai"),
    read: Some(read),
    write: Some(write),
};

static PROPERTIES: [Property; ROWS.len()] = properties::listed(&ROWS);

const NOUN: &str = "redirecting property";

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    properties::read(call, &ROWS, NOUN, &args.text(0)).map(Value::from)
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    properties::write(call, &ROWS, NOUN, &args.text(0), &text_of(value))
}

const ROWS: [Row; 2] = [
    Row::of_call(
        "from-num",
        "Who forwarded the call here; empty when nobody did.",
        forwarder,
    )
    .writable(set_forwarder),
    Row::of_call("from-num-valid", "`1` if somebody did, else `0`.", |call| {
        if forwarder(call).is_empty() { "0" } else { "1" }.to_owned()
    }),
];
