//! `ClearHash(name)`: empties a hash.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::functions::hash_prefix;

pub(crate) static CLEAR_HASH: Application = Application {
    name: "ClearHash",
    since: "0.1.0",
    synopsis: "Takes all keys of a hash away.",
    description: "See the function `HASH`.",
    args: &[Arg::required("name", "The hash.", Kind::Raw)],
    status: None,
    comes_back: true,
    source: "Asterisk application ClearHash",
    example: include_str!("clear_hash.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    for name in call.variables_beginning(&hash_prefix(&args.text(0))) {
        call.remove_variable(&name);
    }
    Ok(Value::UNIT)
}
