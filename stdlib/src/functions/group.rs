//! `GROUP([category])` and its like: counts of calls that scripts put together.

use runtime::call::{Call, ScriptError};
use runtime::groups::Membership;
use runtime::library::{Arg, Args, Function, Kind, Value, text_of};
use runtime::regex::Regex;

use crate::texts;

pub(crate) static GROUP: Function = Function {
    name: "GROUP",
    since: "0.1.0",
    synopsis: "Reads or sets the group of this call, in one category or in none.",
    description: "Counting the calls of a group is how a dialplan limits them: `GROUP[\"out\"] = \
        \"trunk\"`, then `GROUP_COUNT(\"trunk@out\")`. A call leaves its groups when it ends, or \
        when the group is set to an empty text. A category can also be written into the value, \
        `trunk@out`. Upper and lower case are one.",
    args: &[Arg {
        name: "category",
        doc: "The category; without it, any is read, and that of no name is set.",
        kind: Kind::Raw,
        required: false,
    }],
    source: "Asterisk function GROUP",
    example: include_str!("group.rhai"),
    read: Some(read),
    write: Some(write),
};

pub(crate) static GROUP_COUNT: Function = Function {
    name: "GROUP_COUNT",
    since: "0.1.0",
    synopsis: "Counts the calls of a group.",
    description: "",
    args: &[Arg {
        name: "group",
        doc: "`group@category` or `group`; by default that of this call.",
        kind: Kind::Raw,
        required: false,
    }],
    source: "Asterisk function GROUP_COUNT",
    example: include_str!("group.rhai"),
    read: Some(count),
    write: None,
};

pub(crate) static GROUP_LIST: Function = Function {
    name: "GROUP_LIST",
    since: "0.1.0",
    synopsis: "Lists the groups of this call.",
    description: "Each as `group@category` or `group`, separated by blanks.",
    args: &[],
    source: "Asterisk function GROUP_LIST",
    example: include_str!("group.rhai"),
    read: Some(list),
    write: None,
};

pub(crate) static GROUP_MATCH_COUNT: Function = Function {
    name: "GROUP_MATCH_COUNT",
    since: "0.1.0",
    synopsis: "Counts the memberships in groups whose names fit a regular expression.",
    description: "",
    args: &[Arg {
        name: "group",
        doc: "`expression@expression` for group and category, or `expression` for the group.",
        kind: Kind::Raw,
        required: true,
    }],
    source: "Asterisk function GROUP_MATCH_COUNT",
    example: include_str!("group.rhai"),
    read: Some(count_matching),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let category = args.text(0);
    let own = call.groups(true);
    let found = own
        .into_iter()
        .find(|row| category.is_empty() || row.is_of(&category));
    Ok(found.map(|row| row.group).unwrap_or_default().into())
}

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

fn count(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let mut wanted = Membership::parse(&args.text(0));
    if wanted.group.is_empty() {
        let own = call.groups(true);
        let found = own
            .into_iter()
            .find(|row| wanted.category.is_empty() || row.is_of(&wanted.category));
        let Some(found) = found else {
            return Ok(0_i64.into());
        };
        wanted.group = found.group;
    }
    let rows = call.groups(false);
    let counts = rows.iter().filter(|row| {
        row.group.eq_ignore_ascii_case(&wanted.group)
            && (wanted.category.is_empty() || row.is_of(&wanted.category))
    });
    Ok(i64::try_from(counts.count()).unwrap_or(i64::MAX).into())
}

fn list(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let rows = call.groups(true);
    let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
    texts::value(rows.join(" ").into_bytes())
}

fn count_matching(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let wanted = Membership::parse(&args.text(0));
    let expression =
        |text: &str| Regex::new(text).map_err(|error| texts::bad(format!("`{text}`: {error}")));
    let (group, category) = (expression(&wanted.group)?, expression(&wanted.category)?);
    let fits = |expression: &Regex, text: &str| matches!(expression.find(text), Ok(Some(_)));
    let rows = call.groups(false);
    let counts = rows.iter().filter(|row| {
        fits(&group, &row.group) && (wanted.category.is_empty() || fits(&category, &row.category))
    });
    Ok(i64::try_from(counts.count()).unwrap_or(i64::MAX).into())
}
