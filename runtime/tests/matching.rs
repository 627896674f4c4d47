//! Which extension a dialled text leads to, against what was observed from Asterisk 22.
//!
//! `tests/data/asterisk-oracle/match.jsonl` (or the folder that `SKYPLAN_ORACLE` names) holds dialplans in
//! `extensions.conf` form with look-ups: what matches, what could match with more digits.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use runtime::dialplan::{Dialplan, Query, Source};
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
    canmatch: Option<Found>,
    matchmore: Option<Found>,
}

#[derive(Deserialize)]
struct Found {
    pattern: Text,
    cid: Option<Text>,
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

/// What a row says of one look-up, as a text to compare.
fn shown(found: Option<&Found>) -> Option<String> {
    let found = found?;
    let caller = found.cid.as_ref().and_then(Text::utf8);
    let caller = caller.map_or(String::new(), |caller| format!("/{caller}"));
    Some(format!(
        "{}{caller}@{}",
        found.pattern.utf8()?,
        found.context
    ))
}

/// What is not as observed.
fn difference(row: &Row) -> Option<String> {
    let (Some(conf), Some(exten), Some(caller)) =
        (row.conf.utf8(), row.exten.utf8(), row.callerid.utf8())
    else {
        return None;
    };
    let (plan, _) = Dialplan::load(vec![Source::new("extensions.conf", conf)], LIBRARY);
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let query = Query::new(exten).by(caller).priority(row.priority).at(now);
    let found = plan.find(&row.context, query).map(|found| {
        let caller = found
            .caller
            .map_or(String::new(), |caller| format!("/{caller}"));
        format!("{}{caller}@{}", found.pattern, found.context)
    });
    let expected = shown(row.expect.r#match.as_ref());
    if found != expected {
        return Some(format!("`{exten}` leads to {found:?} and not {expected:?}"));
    }
    let can = (
        plan.can_match(&row.context, query),
        row.expect.canmatch.is_some(),
    );
    if can.0 != can.1 {
        return Some(format!("`{exten}` can match: {} and not {}", can.0, can.1));
    }
    let more = (
        plan.could_grow(&row.context, query),
        row.expect.matchmore.is_some(),
    );
    (more.0 != more.1).then(|| format!("`{exten}` could grow: {} and not {}", more.0, more.1))
}

#[test]
fn what_was_dialled_leads_where_asterisk_goes() {
    let table = table();
    let (mut agree, mut differ) = (0, Vec::new());
    for line in table.lines() {
        let row: Row = serde_json::from_str(line).expect("each line is a row");
        match difference(&row) {
            None => agree += 1,
            Some(difference) => differ.push(format!("{}: {difference}", row.id)),
        }
    }
    println!("match.jsonl: {agree} of {} agree", agree + differ.len());
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
