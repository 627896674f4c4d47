//! The database of scripts, which outlives calls and the switch: `DB` and its like.

mod db;
mod db_delete;
mod db_exists;
mod db_keycount;
mod db_keys;

use runtime::call::{Call, ScriptError};
use runtime::conf::separated;
use runtime::host::{Reply, Request};
use runtime::library::Args;

use crate::texts;

pub(crate) use db::DB;
pub(crate) use db_delete::DB_DELETE;
pub(crate) use db_exists::DB_EXISTS;
pub(crate) use db_keycount::DB_KEYCOUNT;
pub(crate) use db_keys::DB_KEYS;

/// The path in the only argument, its parts as Asterisk reads them.
fn path(args: &Args, usage: &str) -> Result<String, ScriptError> {
    let parts = separated(&args.text(0), '/', 2);
    let path = parts.join("/");
    match parts.len() {
        2 if path.len() <= PATH => Ok(path),
        2 => Err(texts::bad(format!(
            "a path of the database has {PATH} octets at most"
        ))),
        _ => Err(texts::missing(usage)),
    }
}

/// Longest path, in octets. Asterisk's limit.
pub(super) const PATH: usize = 255;

/// The value of an entry, none if there is no such entry.
pub(super) fn value(call: &Call, path: &str) -> Result<Option<String>, ScriptError> {
    Ok(match call.request(Request::DbGet(path.to_owned()))? {
        Reply::Text(value) => Some(value),
        _ => None,
    })
}

/// The entries at and below a path, sorted by their paths.
pub(super) fn entries(call: &Call, path: &str) -> Result<Vec<(String, String)>, ScriptError> {
    let path = path.trim_matches('/').to_owned();
    Ok(match call.request(Request::DbTree(path))? {
        Reply::Rows(rows) => rows,
        _ => Vec::new(),
    })
}

/// What the database answered to a change.
pub(super) fn done(reply: Reply) -> Result<(), ScriptError> {
    match reply {
        Reply::Refused(_, why) => Err(texts::bad(why)),
        _ => Ok(()),
    }
}
