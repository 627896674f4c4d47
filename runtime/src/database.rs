//! The database of scripts: values under paths, `family/key`.
//!
//! In: reads and writes (`Request::DbGet` and its like). Out: replies. [`Database`] is for simulated hosts;
//! keeping entries on disk is the affair of a real one.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::host::{Cause, Reply, Request};

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
            Request::DbTree(path) => self.tree(&path),
            Request::DbPut { path, value } => {
                self.put(path, value);
                Reply::Done
            }
            Request::DbDelete(path) => done(self.delete(&path), path),
            Request::DbDeleteTree(path) => done(!self.delete_tree(&path).is_empty(), path),
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
    pub fn tree(&self, path: &str) -> Reply {
        let rows = self.within(path);
        Reply::Rows(
            rows.map(|(path, value)| (path.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    /// Takes out all entries at and below a path. Gives their paths.
    pub fn delete_tree(&mut self, path: &str) -> Vec<String> {
        let paths: Vec<String> = self.within(path).map(|(path, _)| path.to_owned()).collect();
        for path in &paths {
            self.entries.remove(path);
        }
        paths
    }

    fn within<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        within(&self.entries, path)
    }
}

/// The entries at and below a path, sorted by path; with an empty path all.
pub fn within<'a>(
    entries: &'a BTreeMap<String, String>,
    path: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let from = (Bound::Included(path), Bound::Unbounded);
    let rows = entries.range::<str, _>(from);
    // `a-b` stands between `a` and `a/b`, and is not below `a`.
    rows.take_while(move |(entry, _)| entry.starts_with(path))
        .filter(move |(entry, _)| {
            let rest = &entry[path.len()..];
            path.is_empty() || rest.is_empty() || rest.starts_with('/')
        })
        .map(|(path, value)| (path.as_str(), value.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &str) {
        let mut database = Database::default();
        for path in ["a/1", "a/2", "a-b/1", "ab/1", "a"] {
            database.put(path, "");
        }
        let rows: Vec<&str> = database.within(path).map(|(path, _)| path).collect();
        assert_eq!(rows.join(" "), expected, "below {path}");
    }

    #[test]
    fn what_is_below_a_path_is_in_its_family() {
        check("a", "a a/1 a/2");
        check("ab", "ab/1");
        check("a/1", "a/1");
        check("b", "");
        check("", "a a-b/1 a/1 a/2 ab/1");
    }
}
