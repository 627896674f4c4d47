//! `REDIRECTING(item[,i])`: who forwarded the call, to whom and why.

use std::collections::BTreeMap;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Property, Value, text_of};

use super::super::callerid::{PRESENTATIONS, forwarder, set_forwarder, whole};
use super::{Identity, apart, joined, party, row};
use crate::properties::unknown;

pub(crate) static REDIRECTING: Function = Function {
    name: "REDIRECTING",
    since: "0.1.0",
    synopsis: "Reads or sets who forwarded the call, to whom and why.",
    description: "`from-num` is the same as `CALLERID(rdnis)` and is told by Skype calls that were forwarded; what else is set \
        here is kept for the dialplan.",
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
    source: "Asterisk function REDIRECTING",
    example: include_str!("redirecting.rhai"),
    read: Some(read),
    write: Some(write),
};

static PROPERTIES: [Property; 69] = joined(&[
    &party!("from-"),
    &party!("orig-"),
    &party!("to-"),
    &party!("priv-from-"),
    &party!("priv-orig-"),
    &party!("priv-to-"),
    &[
        row("count", "How often the call was forwarded.", ""),
        row("orig-reason", "Why it was forwarded first.", REASONS),
        row("reason", "Why it was forwarded last.", REASONS),
    ],
]);

const REASONS: &str = "`unknown`, `cfu`, `cfb`, `cfnr`, `unavailable`, `time_of_day`, `dnd`, `deflection`, `follow_me`, \
    `out_of_order`, `away`, `cf_dte`, `send_to_vm`, or a word of your own";

/// The longer ones first, since they end in the others.
const PREFIXES: [&str; 6] = [
    "priv-from-",
    "priv-orig-",
    "priv-to-",
    "from-",
    "orig-",
    "to-",
];

const NOUN: &str = "redirecting property";

/// What scripts have set.
#[derive(Default)]
struct Redirected {
    parties: BTreeMap<&'static str, Identity>,
    reasons: BTreeMap<String, String>,
    count: i32,
}

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let item = args.text(0).to_ascii_lowercase();
    let forwarder = forwarder(call);
    let value = call.keep(|redirected: &mut Redirected| {
        match item.as_str() {
            "count" => return Some(redirected.count.to_string()),
            "reason" | "orig-reason" => {
                let said = redirected.reasons.get(&item).cloned();
                return Some(said.unwrap_or_else(|| "unknown".to_owned()));
            }
            _ => {}
        }
        let (prefix, item) = apart(&item, &PREFIXES);
        let mut party = redirected.parties.get(prefix).cloned().unwrap_or_default();
        if prefix == "from-" && !forwarder.is_empty() {
            party.write("num", &forwarder).ok()?;
        }
        party.read(item).filter(|_| !prefix.is_empty())
    });
    value.map(Value::from).ok_or_else(|| nothing(&item))
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let (item, text) = (args.text(0).to_ascii_lowercase(), text_of(value));
    let is_there = call.keep(|redirected: &mut Redirected| {
        match item.as_str() {
            "count" => redirected.count = whole(&text),
            "reason" | "orig-reason" => {
                let reason = text.trim().to_owned();
                redirected.reasons.insert(item.clone(), reason);
            }
            _ => {
                let (prefix, item) = apart(&item, &PREFIXES);
                if prefix.is_empty() {
                    return Ok(false);
                }
                return redirected
                    .parties
                    .entry(prefix)
                    .or_default()
                    .write(item, &text);
            }
        }
        Ok(true)
    })?;
    if !is_there {
        return Err(nothing(&item));
    }
    let from = call.keep(|redirected: &mut Redirected| {
        let party = redirected.parties.get("from-")?;
        party.read("num")
    });
    match from.filter(|_| ["from-num", "from-all", "from-num-valid"].contains(&&*item)) {
        Some(number) => set_forwarder(call, &number),
        None => Ok(()),
    }
}

fn nothing(item: &str) -> ScriptError {
    unknown(NOUN, item, PROPERTIES.iter().map(|row| row.name))
}
