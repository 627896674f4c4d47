//! `DB_EXISTS(family/key)`: whether the database has an entry.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Judge, Kind, Value};

use super::{path, value};

pub(crate) static DB_EXISTS: Function = Function {
    name: "DB_EXISTS",
    since: "0.1.0",
    synopsis: "Says whether the database has an entry.",
    description: "True or false in Rhai; as text, 1 or 0. The value of one that exists is left in the \
        variable DB_RESULT.",
    args: &[Arg::required(
        "path",
        "`family/key`; the key may have slashes in it.",
        Kind::Whole(Judge(super::wrong)),
    )],
    values: &[],
    source: "Asterisk function DB_EXISTS",
    example: include_str!("db_exists.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let value = value(call, &path(args, "DB_EXISTS(family/key)")?)?;
    let exists = value.is_some();
    if let Some(value) = value {
        call.set_variable("DB_RESULT", value);
    }
    Ok(exists.into())
}
