//! `DB(family/key)` and its like: the database of scripts, which outlives calls and the switch.

use runtime::call::{Call, ScriptError};
use runtime::conf::separated;
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Function, Kind, Value, text_of};

use crate::texts;

pub(crate) static DB: Function = Function {
    name: "DB",
    since: "0.1.0",
    synopsis: "Reads or writes an entry of the database.",
    description: "What is written is there for all calls, and after a restart. An entry that is not there \
        reads as an empty text. Reading leaves the value in the variable DB_RESULT too.",
    args: &[Arg {
        name: "path",
        doc: "`family/key`; the key may have slashes in it.",
        kind: Kind::Raw,
        required: true,
    }],
    source: "Asterisk function DB",
    example: include_str!("db.rhai"),
    read: Some(read),
    write: Some(write),
};

pub(crate) static DB_DELETE: Function = Function {
    name: "DB_DELETE",
    since: "0.1.0",
    synopsis: "Takes an entry out of the database and gives the value it had.",
    description: "`Set(DB_DELETE(family/key)=)` does it without the value. The value is left in the \
        variable DB_RESULT too.",
    args: &[Arg {
        name: "path",
        doc: "`family/key`; the key may have slashes in it.",
        kind: Kind::Raw,
        required: true,
    }],
    source: "Asterisk function DB_DELETE",
    example: include_str!("db.rhai"),
    read: Some(delete),
    write: Some(|call, args, _| delete(call, args).map(drop)),
};

pub(crate) static DB_EXISTS: Function = Function {
    name: "DB_EXISTS",
    since: "0.1.0",
    synopsis: "Says whether the database has an entry.",
    description: "True or false in Rhai; as text, 1 or 0. The value of one that exists is left in the \
        variable DB_RESULT.",
    args: &[Arg {
        name: "path",
        doc: "`family/key`; the key may have slashes in it.",
        kind: Kind::Raw,
        required: true,
    }],
    source: "Asterisk function DB_EXISTS",
    example: include_str!("db.rhai"),
    read: Some(exists),
    write: None,
};

pub(crate) static DB_KEYCOUNT: Function = Function {
    name: "DB_KEYCOUNT",
    since: "0.1.0",
    synopsis: "Counts the entries at and below a path of the database.",
    description: "",
    args: &[Arg {
        name: "path",
        doc: "A family, or the beginning of keys up to a slash; all by default.",
        kind: Kind::Raw,
        required: false,
    }],
    source: "Asterisk function DB_KEYCOUNT",
    example: include_str!("db.rhai"),
    read: Some(|call, args| {
        Ok(i64::try_from(entries(call, &args.text(0))?.len())
            .unwrap_or(i64::MAX)
            .into())
    }),
    write: None,
};

pub(crate) static DB_KEYS: Function = Function {
    name: "DB_KEYS",
    since: "0.1.0",
    synopsis: "Lists what stands below a path of the database.",
    description: "The next part of each path, up to the next slash, sorted and separated by commas. \
        Without a path, the families.",
    args: &[Arg {
        name: "path",
        doc: "A family, or the beginning of keys up to a slash; all by default.",
        kind: Kind::Raw,
        required: false,
    }],
    source: "Asterisk function DB_KEYS",
    example: include_str!("db.rhai"),
    read: Some(keys),
    write: None,
};

/// Longest path, in octets. Asterisk's limit.
const PATH: usize = 255;

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let value = value(call, &path(args)?)?.unwrap_or_default();
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
    let path = path(args)?;
    done(call.request(Request::DbPut { path, value })?)
}

fn exists(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let value = value(call, &path(args)?)?;
    let exists = value.is_some();
    if let Some(value) = value {
        call.set_variable("DB_RESULT", value);
    }
    Ok(exists.into())
}

fn delete(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let path = path(args)?;
    let value = value(call, &path)?.unwrap_or_default();
    done(call.request(Request::DbDelete(path))?)?;
    call.set_variable("DB_RESULT", value.as_str());
    Ok(value.into())
}

fn keys(call: &Call, args: &Args) -> Result<Value, ScriptError> {
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

/// The path in the only argument, its parts as Asterisk reads them.
fn path(args: &Args) -> Result<String, ScriptError> {
    let parts = separated(&args.text(0), '/', 2);
    let path = parts.join("/");
    match parts.len() {
        2 if path.len() <= PATH => Ok(path),
        2 => Err(texts::bad(format!(
            "a path of the database has {PATH} octets at most"
        ))),
        _ => Err(texts::missing("DB(family/key)")),
    }
}

fn value(call: &Call, path: &str) -> Result<Option<String>, ScriptError> {
    Ok(match call.request(Request::DbGet(path.to_owned()))? {
        Reply::Text(value) => Some(value),
        _ => None,
    })
}

fn entries(call: &Call, path: &str) -> Result<Vec<(String, String)>, ScriptError> {
    let path = path.trim_matches('/').to_owned();
    Ok(match call.request(Request::DbTree(path))? {
        Reply::Rows(rows) => rows,
        _ => Vec::new(),
    })
}

fn done(reply: Reply) -> Result<(), ScriptError> {
    match reply {
        Reply::Refused(_, why) => Err(texts::bad(why)),
        _ => Ok(()),
    }
}
