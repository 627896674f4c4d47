//! `GROUP([category])`: the group of this call.

use runtime::call::{Call, ScriptError};
use runtime::groups::Membership;
use runtime::library::{Arg, Args, Function, Kind, Value, text_of};

use super::own;
use crate::texts;

pub(crate) static GROUP: Function = Function {
    name: "GROUP",
    since: "0.1.0",
    synopsis: "Reads or sets the group of this call, in one category or in none.",
    description: "Counting the calls of a group is how a dialplan limits them: `GROUP[\"out\"] = \
        \"trunk\"`, then `GROUP_COUNT(\"trunk@out\")`. A call leaves its groups when it ends, or \
        when the group is set to an empty text. A category can also be written into the value, \
        `trunk@out`. Upper and lower case are one.",
    args: &[Arg::optional(
        "category",
        "The category; without it, any is read, and that of no name is set.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function GROUP",
    example: include_str!("group.rhai"),
    read: Some(|call, args| Ok(own(call, &args.text(0)).unwrap_or_default().into())),
    write: Some(write),
};

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let category = args.text(0);
    let value = text_of(value);
    let membership = match category.as_str() {
        "" => Membership::parse(&value),
        category => Membership::parse(&format!("{value}@{category}")),
    };
    if membership.group.len() > LONGEST || membership.category.len() > LONGEST {
        return Err(texts::bad(format!(
            "names of groups have {LONGEST} octets at most"
        )));
    }
    call.join_group(membership);
    Ok(())
}

/// Longest name of a group or category, in octets. Asterisk's limit.
const LONGEST: usize = 80;
