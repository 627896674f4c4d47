//! `DB_DELETE(family/key)`: takes an entry out of the database.

use runtime::call::{Call, ScriptError};
use runtime::host::Request;
use runtime::library::{Arg, Args, Function, Judge, Kind, Value};

use super::{done, path, value};

pub(crate) static DB_DELETE: Function = Function {
    name: "DB_DELETE",
    since: "0.1.0",
    synopsis: "Takes an entry out of the database and gives the value it had.",
    description: "`Set(DB_DELETE(family/key)=)` does it without the value. The value is left in the \
        variable DB_RESULT too.",
    args: &[Arg::required(
        "path",
        "`family/key`; the key may have slashes in it.",
        Kind::Whole(Judge(super::wrong)),
    )],
    values: &[],
    source: "Asterisk function DB_DELETE",
    example: include_str!("db_delete.rhai"),
    read: Some(delete),
    write: Some(|call, args, _| delete(call, args).map(drop)),
};

fn delete(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let path = path(args, "DB_DELETE(family/key)")?;
    let value = value(call, &path)?.unwrap_or_default();
    done(call.request(Request::DbDelete(path))?)?;
    call.set_variable("DB_RESULT", value.as_str());
    Ok(value.into())
}
