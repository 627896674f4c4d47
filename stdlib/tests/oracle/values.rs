//! `expr.jsonl`, `subst.jsonl` and `func.jsonl`: what `$[…]` and `${…}` amount to.

use std::fmt::Write;

use serde::Deserialize;

use crate::table::{Pairs, Tally, Text, rows};
use crate::world::{MARK, World};

#[derive(Deserialize)]
struct Row {
    id: String,
    group: String,
    #[serde(default)]
    vars: Pairs,
    #[serde(default)]
    steps: Vec<Text>,
    #[serde(default)]
    extra: Vec<Text>,
    exten: Option<String>,
    dial: Option<String>,
    reads: Vec<Text>,
    /// What depends on the processor or the C library.
    #[serde(default)]
    platform: bool,
    /// What shows the time zone of the process, which was UTC.
    #[serde(default)]
    tz_dependent: bool,
    expect: Expect,
}

#[derive(Deserialize)]
struct Expect {
    values: Vec<Option<Text>>,
}

/// The dialplan of a row; `None` if it holds what is not UTF-8.
fn conf(row: &Row) -> Option<String> {
    let exten = row.exten.as_deref().unwrap_or("s");
    // Where the rows were observed, a step stood before the variables and one before the reads.
    let mut lines = vec!["NoOp()".to_owned()];
    for (name, value) in &row.vars.0 {
        lines.push(format!("Set({name}={})", value.utf8()?));
    }
    for step in &row.steps {
        lines.push(step.utf8()?.to_owned());
    }
    lines.push("NoOp()".to_owned());
    for read in &row.reads {
        lines.push(format!("Set(R={})", read.utf8()?));
        lines.push(format!("NoOp({MARK}${{R}})"));
    }
    let mut conf = "[row]\n".to_owned();
    for (line, priority) in lines.iter().zip(1..) {
        let line = line.replace(';', "\\;");
        writeln!(conf, "exten => {exten},{priority},{line}").ok()?;
    }
    for line in &row.extra {
        writeln!(conf, "{}", line.utf8()?).ok()?;
    }
    Some(conf)
}

fn check(table: &str) {
    let mut tally = Tally::default();
    for row in rows::<Row>(table) {
        let Some(conf) = conf(&row) else {
            continue;
        };
        if row.platform || row.tz_dependent {
            continue;
        }
        let exten = row.exten.as_deref().unwrap_or("s");
        let mut world = World::new(&conf);
        world.dial("row", row.dial.as_deref().unwrap_or(exten));
        let values = world.read();
        let expected: Vec<Option<String>> = (row.expect.values.iter())
            .map(|value| value.as_ref().map(Text::replaced))
            .collect();
        let same = (expected.iter().enumerate())
            .all(|(at, value)| values.get(at).copied() == value.as_deref());
        let difference = (!same).then(|| {
            let reads: Vec<&str> = row.reads.iter().filter_map(Text::utf8).collect();
            format!("{reads:?} is {values:?} and not {expected:?}")
        });
        tally.count(&row.group, &row.id, difference);
    }
    tally.finish(table);
}

#[test]
fn expressions_amount_to_what_they_do_in_asterisk() {
    check("expr.jsonl");
}

#[test]
fn substitution_gives_what_it_does_in_asterisk() {
    check("subst.jsonl");
}

#[test]
fn functions_give_what_they_do_in_asterisk() {
    check("func.jsonl");
}

/// The dialplans of a table's rows: id, text, and what is dialled.
pub(crate) fn dialplans(table: &str) -> Vec<(String, String, String)> {
    let rows = rows::<Row>(table).into_iter();
    let rows = rows.filter_map(|row| {
        let conf = conf(&row)?;
        let dialled = row.dial.or(row.exten).unwrap_or_else(|| "s".to_owned());
        Some((row.id, conf, dialled))
    });
    rows.collect()
}
