//! `GROUP_COUNT([group])`: how many calls are in a group.

use runtime::call::{Call, ScriptError};
use runtime::groups::Membership;
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::{number, own};

pub(crate) static GROUP_COUNT: Function = Function {
    name: "GROUP_COUNT",
    since: "0.1.0",
    synopsis: "Counts the calls of a group, so that there are no more than a trunk or a team can take.",
    description: "",
    args: &[Arg::optional(
        "group",
        "`group@category` or `group`; by default that of this call.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function GROUP_COUNT",
    example: include_str!("group_count.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let mut wanted = Membership::parse(&args.text(0));
    if wanted.group.is_empty() {
        let Some(group) = own(call, &wanted.category) else {
            return Ok(0_i64.into());
        };
        wanted.group = group;
    }
    Ok(number(call.group_size(&wanted)))
}
