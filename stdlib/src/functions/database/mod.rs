//! The database of scripts, which outlives calls and the switch: `DB` and its like.

mod db;
mod db_delete;
mod db_exists;
mod db_keycount;
mod db_keys;

use runtime::call::{Call, ScriptError};
use runtime::conf::separated;
use runtime::database::PAGE;
use runtime::host::{Reply, Request};
use runtime::library::{Args, Wrong};

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

/// What is wrong with a path that is written out.
fn wrong(text: &str, _: &[Option<&str>]) -> Option<Wrong> {
    let whole = text.is_empty() || separated(text, '/', 2).len() == 2;
    let message = || format!("`{text}` names a family and no key: write `{text}/key`");
    (!whole).then(|| Wrong::Fails(message()))
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

/// Shows the paths of the entries at and below one, sorted. What other calls change meanwhile may be among them or not.
pub(super) fn each(call: &Call, path: &str, mut show: impl FnMut(&str)) -> Result<(), ScriptError> {
    let path = path.trim_matches('/');
    let mut after = String::new();
    loop {
        let request = Request::DbTree {
            path: path.to_owned(),
            after: after.clone(),
        };
        let Reply::Rows(rows) = call.request(request)? else {
            return Ok(());
        };
        rows.iter().for_each(|(path, _)| show(path));
        let whole = rows.len() >= PAGE;
        match rows.into_iter().next_back() {
            Some((last, _)) if whole && last > after => after = last,
            _ => return Ok(()),
        }
    }
}

/// Takes out all entries at and below a path.
pub(crate) fn clear(call: &Call, path: &str) -> Result<(), ScriptError> {
    loop {
        match call.request(Request::DbDeleteTree(path.to_owned()))? {
            Reply::Text(_) => {}
            reply => return done(reply),
        }
    }
}

/// What the database answered to a change.
pub(super) fn done(reply: Reply) -> Result<(), ScriptError> {
    match reply {
        Reply::Refused(_, why) => Err(texts::bad(why)),
        _ => Ok(()),
    }
}
