//! `DIALGROUP(group[,operation])`: telephones that ring together, kept in the database.

use runtime::call::{Call, ScriptError};
use runtime::host::Request;
use runtime::library::{Arg, Args, Function, Kind, Value, text_of};

use super::database;
use crate::texts;

pub(crate) static DIALGROUP: Function = Function {
    name: "DIALGROUP",
    since: "0.2.0",
    synopsis: "Reads a group of telephones as a dial string, or changes who is in it.",
    description: "What is read goes to `Dial`: the members, sorted and joined with `&`. Written with `add` a member joins, \
        with `del` it leaves, and without an operation those in the value, joined with `&`, are the group; an empty value \
        leaves nobody.\n\nGroups are there for all calls and after a restart: they are the family `dialgroup` of the \
        database.",
    args: &[
        Arg::required("group", "Its name, without a slash.", Kind::Text),
        Arg::optional(
            "operation",
            "`add` or `del`, when it is written.",
            Kind::Text,
        ),
    ],
    values: &[],
    source: "Asterisk function DIALGROUP",
    example: include_str!("dialgroup.rhai"),
    read: Some(read),
    write: Some(write),
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let family = family(args)?;
    let mut members: Vec<String> = Vec::new();
    database::each(call, &family, |path| {
        members.extend(path[family.len()..].strip_prefix('/').map(str::to_owned));
    })?;
    texts::value(members.join("&").into_bytes())
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let family = family(args)?;
    let value = text_of(value);
    let members = value
        .split('&')
        .map(str::trim)
        .filter(|member| !member.is_empty());
    match args.text(1).to_ascii_lowercase().as_str() {
        "add" => add(call, &family, members),
        "del" => {
            for member in members.take(MOST) {
                database::done(call.request(Request::DbDelete(format!("{family}/{member}")))?)?;
            }
            Ok(())
        }
        "" => {
            database::clear(call, &family)?;
            add(call, &family, members)
        }
        operation => Err(texts::bad(format!(
            "`{operation}` is neither `add` nor `del`"
        ))),
    }
}

fn add<'a>(
    call: &Call,
    family: &str,
    members: impl Iterator<Item = &'a str>,
) -> Result<(), ScriptError> {
    for member in members.take(MOST) {
        let path = format!("{family}/{member}");
        if path.len() > database::PATH {
            return Err(texts::bad(format!("`{member}` is too long a name")));
        }
        let value = String::new();
        database::done(call.request(Request::DbPut { path, value })?)?;
    }
    Ok(())
}

fn family(args: &Args) -> Result<String, ScriptError> {
    let group = args
        .given(0)
        .ok_or_else(|| texts::missing("DIALGROUP(group[,operation])"))?;
    if group.contains('/') {
        return Err(texts::bad(format!(
            "the name of a group has no slash: `{group}`"
        )));
    }
    Ok(format!("dialgroup/{group}"))
}

/// Most members that are written at once.
const MOST: usize = 1_000;
