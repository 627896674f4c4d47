//! `GROUP_MATCH_COUNT(group)`: how many calls are in groups of such names.

use runtime::call::{Call, ScriptError};
use runtime::groups::Membership;
use runtime::library::{Arg, Args, Function, Kind, Value};
use runtime::regex::Regex;

use super::number;
use crate::texts;

pub(crate) static GROUP_MATCH_COUNT: Function = Function {
    name: "GROUP_MATCH_COUNT",
    since: "0.1.0",
    synopsis: "Counts the memberships in groups whose names fit a regular expression.",
    description: "",
    args: &[Arg::required(
        "group",
        "`expression@expression` for group and category, or `expression` for the group.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function GROUP_MATCH_COUNT",
    example: include_str!("group_match_count.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let wanted = Membership::parse(&args.text(0));
    let (group, category) = (
        texts::regex(&wanted.group)?,
        texts::regex(&wanted.category)?,
    );
    let fits = |regex: &Regex, text: &str| match texts::search(call, regex, text) {
        Err(ScriptError::Ended) => Err(ScriptError::Ended),
        found => Ok(matches!(found, Ok(Some(_)))),
    };
    let any = wanted.category.is_empty();
    let mut fit = |row: &Membership| {
        call.work(texts::EACH)?;
        Ok(fits(&group, &row.group)? && (any || fits(&category, &row.category)?))
    };
    let what = format!("groups like {wanted}");
    Ok(number(call.groups_size(&what, &mut fit)?))
}
