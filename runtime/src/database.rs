//! The database of scripts: values under paths, `family/key`.
//!
//! In: reads and writes (`Request::DbGet` and its like). Out: replies. [`Database`] is for simulated hosts;
//! keeping entries on disk is the affair of a real one.
//!
//! What concerns many entries is done [`PAGE`] by page, because all calls wait for the host meanwhile.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::host::{Cause, Reply, Request};

/// Most entries that one request lists or takes out; some 0.2 ms of the host's thread.
pub const PAGE: usize = 1_000;

/// The entries, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Database {
    entries: BTreeMap<String, String>,
}

impl Database {
    /// Does what a request about the database asks for, at once.
    pub fn answer(&mut self, request: Request) -> Reply {
        let done = |some, path| {
            if some {
                Reply::Done
            } else {
                Reply::NotFound(path)
            }
        };
        match request {
            Request::DbGet(path) => self.get(&path),
            Request::DbTree { path, after } => self.tree(&path, &after),
            Request::DbPut { path, value } => {
                self.put(path, value);
                Reply::Done
            }
            Request::DbDelete(path) => done(self.delete(&path), path),
            Request::DbDeleteTree(path) => match self.delete_tree(&path).len() {
                PAGE => Reply::Text(PAGE.to_string()),
                count => done(count > 0, path),
            },
            _ => Reply::Refused(Cause::Rejected, "not about the database".to_owned()),
        }
    }

    /// The answer to `Request::DbGet`.
    pub fn get(&self, path: &str) -> Reply {
        match self.entries.get(path) {
            Some(value) => Reply::Text(value.clone()),
            None => Reply::NotFound(path.to_owned()),
        }
    }

    /// Writes an entry.
    pub fn put(&mut self, path: impl Into<String>, value: impl Into<String>) {
        self.entries.insert(path.into(), value.into());
    }

    /// Takes an entry out. Gives whether there was one.
    pub fn delete(&mut self, path: &str) -> bool {
        self.entries.remove(path).is_some()
    }

    /// The answer to `Request::DbTree`.
    pub fn tree(&self, path: &str, after: &str) -> Reply {
        page(&self.entries, path, after)
    }

    /// Takes out entries at and below a path, [`PAGE`] at most. Gives their paths.
    pub fn delete_tree(&mut self, path: &str) -> Vec<String> {
        let some = within(&self.entries, path, "").take(PAGE);
        let paths: Vec<String> = some.map(|(path, _)| path.to_owned()).collect();
        for path in &paths {
            self.entries.remove(path);
        }
        paths
    }
}

/// A page of the entries at and below a path, as `Request::DbTree` is answered.
pub fn page(entries: &BTreeMap<String, String>, path: &str, after: &str) -> Reply {
    let rows = within(entries, path, after).take(PAGE);
    let rows = rows.map(|(path, value)| (path.to_owned(), value.to_owned()));
    Reply::Rows(rows.collect())
}

/// The entries at and below a path that come after another one, sorted by path; with an empty path all.
pub fn within<'a>(
    entries: &'a BTreeMap<String, String>,
    path: &str,
    after: &str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    // `a-b` stands between `a` and `a/b`, and is not below `a`.
    let below = match path {
        "" => String::new(),
        path => format!("{path}/"),
    };
    let from = if after < below.as_str() {
        Bound::Included(below.as_str())
    } else {
        Bound::Excluded(after)
    };
    let rows = entries.range::<str, _>((from, Bound::Unbounded));
    let rows = rows.take_while(move |(entry, _)| entry.starts_with(&below));
    let own = entries.get_key_value(path).filter(|_| after < path);
    let all = own.into_iter().chain(rows);
    all.map(|(path, value)| (path.as_str(), value.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &str) {
        let mut database = Database::default();
        for path in ["a/1", "a/2", "a-b/1", "ab/1", "a"] {
            database.put(path, "");
        }
        let rows: Vec<&str> = within(&database.entries, path, "")
            .map(|(path, _)| path)
            .collect();
        assert_eq!(rows.join(" "), expected, "below {path}");
        for (at, after) in rows.iter().enumerate() {
            let rest = within(&database.entries, path, after).map(|(path, _)| path);
            assert!(rest.eq(rows[at + 1..].iter().copied()), "after {after}");
        }
    }

    #[test]
    fn what_is_below_a_path_is_in_its_family() {
        check("a", "a a/1 a/2");
        check("ab", "ab/1");
        check("a/1", "a/1");
        check("b", "");
        check("", "a a-b/1 a/1 a/2 ab/1");
    }

    #[test]
    fn one_request_moves_no_more_than_a_page() {
        let mut database = Database::default();
        for at in 0..PAGE + 1 {
            database.put(format!("a/{at:06}"), "");
        }
        database.put("b", "");
        let listed = |after: &str| match database.tree("a", after) {
            Reply::Rows(rows) => rows.len(),
            other => panic!("{other:?}"),
        };
        assert_eq!(listed(""), PAGE);
        assert_eq!(listed(&format!("a/{:06}", PAGE - 1)), 1);
        let mut clear = || database.answer(Request::DbDeleteTree("a".to_owned()));
        assert_eq!(clear(), Reply::Text(PAGE.to_string()));
        assert_eq!(clear(), Reply::Done);
        assert_eq!(clear(), Reply::NotFound("a".to_owned()));
        assert_eq!(database.entries.len(), 1);
    }
}
