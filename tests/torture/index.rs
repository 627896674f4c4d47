//! The torture messages of RFC 4475 and RFC 5118 with what their indexes say of them.
//!
//! `tests/data/README.md` says what the columns mean. The reader's tests, the switch's in virtual time
//! and those of the running switch all read them here, so that no file can be left out of one of them.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value};

/// One row of an index and the octets it is about.
pub(crate) struct Case {
    pub(crate) file: String,
    pub(crate) action: String,
    pub(crate) facts: Map<String, Value>,
    pub(crate) bytes: Vec<u8>,
}

/// All rows of both folders of `data`. Panics when a message has no row, or a row no message.
#[allow(clippy::disallowed_methods, reason = "a test reads its data")]
pub(crate) fn cases(data: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for folder in ["rfc4475", "rfc5118"].map(|folder| data.join(folder)) {
        let index = std::fs::read_to_string(folder.join("index.tsv")).unwrap();
        let rows = index.lines().filter(|line| !line.starts_with('#')).skip(1);
        let rows: Vec<Vec<&str>> = rows.map(|row| row.split('\t').collect()).collect();
        let named: BTreeSet<&str> = rows.iter().map(|columns| columns[0]).collect();
        let there = std::fs::read_dir(&folder).unwrap().map(Result::unwrap);
        let there: BTreeSet<String> = there
            .filter(|entry| entry.file_type().unwrap().is_file())
            .map(|entry| entry.file_name().into_string().unwrap())
            .filter(|name| name != "index.tsv")
            .collect();
        assert!(there.iter().eq(&named), "{there:?} are not {named:?}");
        cases.extend(rows.iter().map(|columns| Case {
            file: columns[0].to_owned(),
            action: columns[3].to_owned(),
            facts: serde_json::from_str(columns[6]).unwrap(),
            bytes: std::fs::read(folder.join(columns[0])).unwrap(),
        }));
    }
    assert_eq!(cases.len(), 62, "50 of RFC 4475 and 12 of RFC 5118");
    cases
}

impl Case {
    /// A fact that is text; empty when it is none or not there.
    pub(crate) fn text(&self, fact: &str) -> &str {
        self.facts.get(fact).and_then(Value::as_str).unwrap_or("")
    }

    /// What the index says that one of these roles does, in its order.
    pub(crate) fn actions<'a>(&'a self, roles: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let parts = self.action.split("; ");
        let parts = parts.filter_map(|part| part.split_once(':'));
        let parts = parts.filter(|(role, _)| roles.contains(role));
        parts.map(|(_, what)| what)
    }
}
