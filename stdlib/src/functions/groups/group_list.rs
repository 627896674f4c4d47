//! `GROUP_LIST()`: the groups of this call.

use runtime::call::{Call, ScriptError};
use runtime::library::{Args, Function, Value};

use crate::texts;

pub(crate) static GROUP_LIST: Function = Function {
    name: "GROUP_LIST",
    since: "0.1.0",
    synopsis: "Lists the groups of this call.",
    description: "Each as `group@category` or `group`, separated by blanks.",
    args: &[],
    values: &[],
    source: "Asterisk function GROUP_LIST",
    example: include_str!("group_list.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let rows = call.groups();
    let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
    texts::value(rows.join(" ").into_bytes())
}
