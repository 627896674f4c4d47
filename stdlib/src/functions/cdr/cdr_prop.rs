//! `CDR_PROP(property)`: how the record of this call is kept.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Property, Value, text_of};

use super::record;
use crate::properties::{self, Row};
use crate::texts;

pub(crate) static CDR_PROP: Function = Function {
    name: "CDR_PROP",
    since: "0.2.0",
    synopsis: "Says whether a record of this call is wanted.",
    description: "Records are not written anywhere yet: what `CDR` gives is there while the call is. So \
        `CDR_PROP[\"disable\"] = 1` changes nothing but what it reads itself; dialplans that say it run as they did.",
    args: &[Arg::required(
        "property",
        "One of the table.",
        Kind::Property(&PROPERTIES),
    )],
    values: &[],
    source: "Asterisk function CDR_PROP",
    example: include_str!("cdr_prop.rhai"),
    read: Some(|call, args| properties::read(call, &ROWS, NOUN, &args.text(0)).map(Value::from)),
    write: Some(write),
};

static PROPERTIES: [Property; ROWS.len()] = properties::listed(&ROWS);

const NOUN: &str = "property of the record";

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    properties::write(call, &ROWS, NOUN, &args.text(0), &text_of(value))
}

const ROWS: [Row; 2] = [
    Row::of_call("disable", "Whether no record is kept.", |call| {
        u8::from(record::is_disabled(call)).to_string()
    })
    .one_of("0 or 1")
    .writable(|call, text| {
        record::disable(call, texts::holds(text));
        Ok(())
    }),
    Row::of_call(
        "party_a",
        "Whether this channel is the one whose record counts. It always is: a call has one record here.",
        |_| "1".to_owned(),
    )
    .one_of("1")
    .writable(|_, _| Ok(())),
];
