//! `GROUP_MATCH_COUNT(group)`: how many calls are in groups of such names.

use runtime::call::{Call, ScriptError};
use runtime::groups::Membership;
use runtime::library::{Arg, Args, Function, Kind, Value};
use runtime::regex::Regex;

use super::count;
use crate::texts;

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
    example: include_str!("group_match_count.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let wanted = Membership::parse(&args.text(0));
    let expression =
        |text: &str| Regex::new(text).map_err(|error| texts::bad(format!("`{text}`: {error}")));
    let (group, category) = (expression(&wanted.group)?, expression(&wanted.category)?);
    let fits = |expression: &Regex, text: &str| matches!(expression.find(text), Ok(Some(_)));
    Ok(count(call, |row| {
        fits(&group, &row.group) && (wanted.category.is_empty() || fits(&category, &row.category))
    }))
}
