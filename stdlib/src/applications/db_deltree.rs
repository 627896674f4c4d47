//! `DBdeltree(path)`: takes a whole family out of the database.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::functions::database;
use crate::texts;

pub(crate) static DB_DELTREE: Application = Application {
    name: "DBdeltree",
    since: "0.1.0",
    synopsis: "Takes all entries at and below a path out of the database.",
    description: "Single entries are read and written with the function `DB`.",
    args: &[Arg::required(
        "path",
        "A family, or the beginning of keys up to a slash.",
        Kind::Raw,
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application DBdeltree",
    example: include_str!("db_deltree.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let path = args.text(0).trim_matches('/').to_owned();
    if path.is_empty() {
        return Err(texts::missing("DBdeltree(path)"));
    }
    database::clear(call, &path)?;
    Ok(Value::UNIT)
}
