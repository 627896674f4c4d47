//! `CONNECTEDLINE(item[,i])`: who the caller is told to be connected with.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Property, Value, text_of};

use super::super::callerid::PRESENTATIONS;
use super::{Identity, apart, joined, party, row};
use crate::properties::unknown;

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

static PROPERTIES: [Property; 23] = joined(&[
    &party!(""),
    &party!("priv-"),
    &[row(
        "source",
        "Why it is said.",
        "`unknown`, `answer`, `diversion`, `transfer` or `transfer_alerting`",
    )],
]);

const NOUN: &str = "property of the connected line";

/// What scripts have set.
#[derive(Default)]
struct Connected {
    public: Identity,
    private: Identity,
    source: Option<String>,
}

impl Connected {
    fn party(&mut self, prefix: &str) -> &mut Identity {
        match prefix {
            "" => &mut self.public,
            _ => &mut self.private,
        }
    }
}

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let item = args.text(0).to_ascii_lowercase();
    let value = call.keep(|line: &mut Connected| {
        if item == "source" {
            return Some(line.source.clone().unwrap_or_else(|| "unknown".to_owned()));
        }
        let (prefix, item) = apart(&item, &["priv-"]);
        line.party(prefix).read(item)
    });
    value.map(Value::from).ok_or_else(|| nothing(&item))
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let (item, text) = (args.text(0).to_ascii_lowercase(), text_of(value));
    let is_there = call.keep(|line: &mut Connected| {
        if item == "source" {
            line.source = Some(text.trim().to_ascii_lowercase());
            return Ok(true);
        }
        let (prefix, item) = apart(&item, &["priv-"]);
        line.party(prefix).write(item, &text)
    })?;
    match is_there {
        true => Ok(()),
        false => Err(nothing(&item)),
    }
}

fn nothing(item: &str) -> ScriptError {
    unknown(NOUN, item, PROPERTIES.iter().map(|row| row.name))
}
