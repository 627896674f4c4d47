//! `DB(family/key)`: an entry of the database.

use runtime::call::{Call, ScriptError};
use runtime::host::Request;
use runtime::library::{Arg, Args, Function, Judge, Kind, Value, text_of};

use super::{done, path, value};
use crate::texts;

pub(crate) static DB: Function = Function {
    name: "DB",
    since: "0.1.0",
    synopsis: "Reads or writes an entry of the database.",
    description: "What is written is there for all calls, and after a restart. An entry that is not there \
        reads as an empty text. Reading leaves the value in the variable DB_RESULT too.",
    args: &[Arg::required(
        "path",
        "`family/key`; the key may have slashes in it.",
        Kind::Whole(Judge(super::wrong)),
    )],
    values: &[],
    source: "Asterisk function DB",
    example: include_str!("db.rhai"),
    read: Some(read),
    write: Some(write),
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let value = value(call, &path(args, USAGE)?)?.unwrap_or_default();
    call.set_variable("DB_RESULT", value.as_str());
    Ok(value.into())
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let value = text_of(value);
    if value.len() > texts::LONGEST {
        return Err(texts::bad(format!(
            "a value of the database has {} octets at most",
            texts::LONGEST
        )));
    }
    let path = path(args, USAGE)?;
    done(call.request(Request::DbPut { path, value })?)
}

const USAGE: &str = "DB(family/key)";
