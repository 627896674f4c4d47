//! `DB_KEYS([path])`: what the database has below a path.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::entries;
use crate::texts;

pub(crate) static DB_KEYS: Function = Function {
    name: "DB_KEYS",
    since: "0.1.0",
    synopsis: "Lists what stands below a path of the database.",
    description: "The next part of each path, up to the next slash, sorted and separated by commas. \
        Without a path, the families.",
    args: &[Arg::optional(
        "path",
        "A family, or the beginning of keys up to a slash; all by default.",
        Kind::Raw,
    )],
    source: "Asterisk function DB_KEYS",
    example: include_str!("db_keys.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let within = args.text(0);
    let within = within.trim_matches('/');
    let rows = entries(call, within)?;
    let part = |path: &String| {
        let rest = path[within.len()..].trim_start_matches('/');
        rest.split('/').next().map(str::to_owned)
    };
    let mut keys: Vec<String> = rows.iter().filter_map(|(path, _)| part(path)).collect();
    keys.retain(|key| !key.is_empty());
    keys.dedup();
    texts::value(keys.join(",").into_bytes())
}
