//! `CONNECTEDLINE(item)`: who the caller is told to be connected with.

use std::collections::BTreeMap;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Property, Value, text_of};

use crate::properties::{self, Row};

pub(crate) static CONNECTEDLINE: Function = Function {
    name: "CONNECTEDLINE",
    since: "0.2.0",
    synopsis: "Reads or sets who the caller is said to be connected with.",
    description: "It is kept for the dialplan: telephones are not told here.",
    args: &[
        Arg::required(
            "item",
            "One of the table; upper and lower case are one.",
            Kind::Property(&PROPERTIES),
        ),
        Arg::optional(
            "i",
            "`i`: tell nobody yet, which is so in any case.",
            Kind::Text,
        ),
    ],
    values: &[],
    source: "Asterisk function CONNECTEDLINE",
    example: include_str!("connectedline.rhai"),
    read: Some(read),
    write: Some(write),
};

static PROPERTIES: [Property; ROWS.len()] = properties::listed(&ROWS);

const NOUN: &str = "property of the connected line";

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    properties::read(call, &ROWS, NOUN, &args.text(0)).map(Value::from)
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    properties::write(call, &ROWS, NOUN, &args.text(0), &text_of(value))
}

/// What scripts have set.
#[derive(Default)]
struct Connected(BTreeMap<&'static str, String>);

fn text(call: &Call, item: &str) -> String {
    call.keep(|line: &mut Connected| line.0.get(item).cloned())
        .unwrap_or_default()
}

fn set(call: &Call, item: &'static str, text: &str) -> Result<(), ScriptError> {
    call.keep(|line: &mut Connected| line.0.insert(item, text.to_owned()));
    Ok(())
}

const ROWS: [Row; 6] = [
    Row::of_call(
        "all",
        "Name and number, `\"James Bond\" <007>`.",
        |call| match text(call, "name") {
            name if name.is_empty() => text(call, "num"),
            name => format!("\"{name}\" <{}>", text(call, "num")),
        },
    ),
    Row::of_call("name", "The name.", |call| text(call, "name"))
        .writable(|call, value| set(call, "name", value)),
    Row::of_call("num", "The number.", |call| text(call, "num"))
        .writable(|call, value| set(call, "num", value)),
    Row::of_call("num-valid", "`1` if there is a number, else `0`.", |call| {
        if text(call, "num").is_empty() {
            "0"
        } else {
            "1"
        }
        .to_owned()
    }),
    Row::of_call(
        "pres",
        "Presentation, `allowed` unless set.",
        |call| match text(call, "pres") {
            unset if unset.is_empty() => "allowed".to_owned(),
            set => set,
        },
    )
    .writable(|call, value| set(call, "pres", value)),
    Row::of_call("tag", "A text of the dialplan's own.", |call| {
        text(call, "tag")
    })
    .writable(|call, value| set(call, "tag", value)),
];
