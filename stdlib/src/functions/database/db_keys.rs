//! `DB_KEYS([path])`: what the database has below a path.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::each;
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
    values: &[],
    source: "Asterisk function DB_KEYS",
    example: include_str!("db_keys.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let within = args.text(0);
    let within = within.trim_matches('/');
    let mut keys: Vec<String> = Vec::new();
    each(call, within, |path| {
        let rest = path[within.len()..].trim_start_matches('/');
        let part = rest.split('/').next().unwrap_or("");
        if !part.is_empty() && keys.last().is_none_or(|last| last != part) {
            keys.push(part.to_owned());
        }
    })?;
    texts::value(keys.join(",").into_bytes())
}
