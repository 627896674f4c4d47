//! Which extension a dialled text leads to, against what was observed from Asterisk 22.
//!
//! `tests/data/asterisk-oracle/match.jsonl` (or the folder that `SKYPLAN_ORACLE` names) holds dialplans in
//! `extensions.conf` form with look-ups. The cases about caller IDs, other priorities than 1 and times
//! are left to the reader of that form.
#![allow(clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use runtime::dialplan::{Dialplan, Source};
use runtime::library::Library;
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    id: String,
    conf: Text,
    context: String,
    exten: Text,
    callerid: Text,
    priority: u32,
    expect: Expect,
}

#[derive(Deserialize)]
struct Expect {
    r#match: Option<Found>,
}

#[derive(Deserialize)]
struct Found {
    pattern: Text,
    context: String,
}

/// A text that is not UTF-8 comes in another form, and no Rhai file can hold it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Utf8(String),
    Other(serde::de::IgnoredAny),
}

impl Text {
    fn utf8(&self) -> Option<&str> {
        match self {
            Self::Utf8(text) => Some(text),
            Self::Other(_) => None,
        }
    }
}

const LIBRARY: Library = Library {
    applications: &[],
    functions: &[],
};

fn table() -> String {
    let folder = std::env::var_os("SKYPLAN_ORACLE").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/asterisk-oracle"),
        PathBuf::from,
    );
    std::fs::read_to_string(folder.join("match.jsonl")).expect("the table can be read")
}

/// The dialplan of a row in Rhai, if it has nothing that only the other form has.
fn rhai(conf: &str) -> Option<String> {
    let mut contexts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut context = "";
    for line in conf.lines() {
        if let Some(name) = line.strip_prefix('[') {
            context = name.strip_suffix(']')?;
            contexts.entry(context).or_default();
        } else if let Some(name) = line.strip_prefix("include => ") {
            if name.contains(',') {
                return None;
            }
            let item = format!("include {name:?};");
            contexts.entry(context).or_default().push(item);
        } else {
            let rest = line.strip_prefix("exten => ")?;
            let (name, rest) = rest.split_once(',')?;
            if name.contains(['/', '\\', ' ']) || !rest.starts_with("1,") {
                return None;
            }
            let item = format!("extension {name:?} => {{ }}");
            contexts.entry(context).or_default().push(item);
        }
    }
    let contexts = contexts.iter();
    Some(
        contexts
            .map(|(name, items)| format!("context {name:?} {{ {} }}\n", items.join("\n")))
            .collect(),
    )
}

#[test]
fn what_was_dialled_leads_where_asterisk_goes() {
    let table = table();
    let (mut agree, mut differ) = (0, Vec::new());
    for line in table.lines() {
        let row: Row = serde_json::from_str(line).expect("each line is a row");
        let parts = (
            row.conf.utf8().and_then(rhai),
            row.exten.utf8(),
            row.callerid.utf8(),
        );
        let (Some(text), Some(exten), Some(""), 1) = (parts.0, parts.1, parts.2, row.priority)
        else {
            continue;
        };
        let (plan, _) = Dialplan::load(vec![Source::new("row.rhai", text)], LIBRARY);
        let found = plan.find(&row.context, exten);
        let found = found.map(|found| (found.pattern.to_string(), found.context.to_string()));
        let expected = row.expect.r#match.as_ref();
        let expected = expected
            .and_then(|found| Some((found.pattern.utf8()?.to_owned(), found.context.clone())));
        if found == expected {
            agree += 1;
        } else {
            differ.push(format!(
                "{} {exten}: {found:?} and not {expected:?}",
                row.id
            ));
        }
    }
    assert!(differ.is_empty(), "{agree} agree, {differ:#?}");
    assert!(agree > 100, "only {agree} rows could be tried");
}
