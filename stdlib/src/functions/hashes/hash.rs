//! `HASH(name[,key])`: a variable under a key.

use runtime::call::{Call, ScriptError};
use runtime::conf::separated;
use runtime::library::{Arg, Args, Function, Kind, Value, text_of};

use super::{keys, prefix};
use crate::texts;

pub(crate) static HASH: Function = Function {
    name: "HASH",
    since: "0.1.0",
    synopsis: "Reads or sets a variable under a key of a hash.",
    description: "A value under `key` of hash `h` is the channel variable `~HASH~h~key~`, so \
        `Set(HASH(_h,key)=…)` is inherited.\n\nWithout a key all values are read, separated by \
        commas, what was set last first. Written without a key, the values go to the keys that \
        were read so before. `ClearHash` empties a hash.",
    args: &[
        Arg::required("name", "The hash.", Kind::Text),
        Arg::optional("key", "The key.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function HASH",
    example: include_str!("hash.rhai"),
    read: Some(read),
    write: Some(write),
};

/// The keys that were read last, for writing all values at once. Its name is Asterisk's.
const FIELDS: &str = "~ODBCFIELDS~";

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let name = args.text(0);
    match args.len() {
        0 => Ok("".into()),
        1 => {
            let keys = keys(call, &name);
            call.set_variable(FIELDS, keys.join(","));
            let mut values = Vec::new();
            for key in &keys {
                call.work(texts::EACH)?;
                values.push(call.variable(&variable(&name, key)));
            }
            texts::value(values.join(",").into_bytes())
        }
        _ => Ok(call.variable(&variable(&name, &args.text(1))).into()),
    }
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let name = args.text(0);
    if args.len() > 1 {
        call.set_variable(&variable(&name, &args.text(1)), text_of(value));
        return Ok(());
    }
    let values = separated(&text_of(value), ',', usize::MAX);
    for (at, key) in separated(&call.variable(FIELDS), ',', usize::MAX)
        .iter()
        .enumerate()
    {
        call.work(texts::EACH)?;
        let value = values.get(at).map_or("", String::as_str);
        call.set_variable(&variable(&name, key), value);
    }
    Ok(())
}

/// The variable that holds a value; the underscores of inheritance stay in front.
fn variable(name: &str, key: &str) -> String {
    let bare = name.trim_start_matches('_');
    let bare = &name[(name.len() - bare.len()).min(2)..];
    let marks = &name[..name.len() - bare.len()];
    format!("{marks}{}{key}~", prefix(bare))
}
