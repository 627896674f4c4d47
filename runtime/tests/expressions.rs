//! What `${…}` and `$[…]` amount to, against what was observed from Asterisk 22.
//!
//! `tests/data/asterisk-oracle/expr.jsonl` and `subst.jsonl` (or those in the folder that `SKYPLAN_ORACLE` names)
//! hold texts with their values. Here the runtime is alone with `Set` and `LEN`: rows that need more are left to
//! the test of the library. No row differs.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use runtime::dialplan::{Dialplan, Source};
use runtime::executor::{Budgets, Executor, Output};
use runtime::globals::Globals;
use runtime::host::{CallId, ChannelId, ChannelInfo, Reply, Start, Technology};
use runtime::library::{Application, Arg, Function, Kind, Library, Value};
use runtime::trace::{Wanted, What};
use serde::Deserialize;
use serde_json::Map;

#[derive(Deserialize)]
struct Row {
    id: String,
    group: String,
    #[serde(default)]
    vars: Map<String, serde_json::Value>,
    #[serde(default)]
    steps: Vec<String>,
    #[serde(default)]
    extra: Vec<String>,
    exten: Option<String>,
    dial: Option<String>,
    reads: Vec<serde_json::Value>,
    #[serde(default)]
    platform: bool,
    expect: Expect,
}

#[derive(Deserialize)]
struct Expect {
    values: Vec<serde_json::Value>,
    #[serde(default)]
    log: Vec<(String, String)>,
}

const RAW: Arg = Arg {
    name: "data",
    doc: "",
    kind: Kind::Raw,
    required: false,
};

static SET: Application = Application {
    name: "Set",
    since: "",
    synopsis: "",
    description: "",
    args: &[RAW],
    status: None,
    comes_back: true,
    source: "",
    example: "",
    run: |call, args| {
        let text = args.text(0);
        let (name, value) = text.split_once('=').unwrap_or((&text, ""));
        call.write(name, &value.into())?;
        Ok(Value::UNIT)
    },
};

static NOTE: Application = Application {
    name: "Note",
    status: None,
    comes_back: true,
    run: |_, _| Ok(Value::UNIT),
    ..SET
};

static LEN: Function = Function {
    name: "LEN",
    since: "",
    synopsis: "",
    description: "",
    args: &[RAW],
    values: &[],
    source: "",
    example: "",
    read: Some(|_, args| Ok(Value::from(args.text(0).len() as i64))),
    write: None,
};

const LIBRARY: Library = Library {
    applications: &[&NOTE, &SET],
    functions: &[&LEN],
};

impl Row {
    /// Whether it has nothing but variables that are set, or functions that the runtime alone need not have.
    fn is_plain(&self) -> bool {
        let sets = |step: &String| step.starts_with("Set(") && step.contains('=');
        !self.platform && self.extra.is_empty() && self.steps.iter().all(sets)
    }

    /// Whether a function is missing here that there was in Asterisk.
    fn needs_more(&self, faults: &[String]) -> bool {
        let unknown = faults
            .iter()
            .any(|fault| fault.starts_with("unknown dialplan function"));
        unknown
            && !self
                .expect
                .log
                .iter()
                .any(|(_, text)| text.contains("not registered"))
    }

    fn extension(&self) -> &str {
        self.exten.as_deref().unwrap_or("s")
    }

    /// The dialplan of the row; `None` if it holds what is not UTF-8.
    fn conf(&self) -> Option<String> {
        // A step at the beginning and one before the reads, as there were when they were observed.
        let mut lines = vec!["Set(R=)".to_owned()];
        for (name, value) in &self.vars {
            lines.push(format!("Set({name}={})", value.as_str()?));
        }
        lines.extend(self.steps.iter().cloned());
        lines.push("Set(R=)".to_owned());
        for read in &self.reads {
            lines.push(format!("Set(R={})", read.as_str()?));
            lines.push("Note(${R})".to_owned());
        }
        let mut conf = "[row]\n".to_owned();
        for (line, priority) in lines.iter().zip(1..) {
            let line = line.replace(';', "\\;");
            writeln!(conf, "exten => {},{priority},{line}", self.extension()).ok()?;
        }
        Some(conf)
    }

    /// The values that were read, and the faults that were told.
    fn run(&self) -> Option<(Vec<String>, Vec<String>)> {
        let plan = Dialplan::load(vec![Source::new("extensions.conf", self.conf()?)], LIBRARY).0;
        let mut executor =
            Executor::new(Budgets::default(), LIBRARY, Arc::new(plan), Globals::new());
        executor.follow(vec![Wanted::All]);
        let (now, call) = (Instant::now(), CallId(1));
        let extension = self.dial.as_deref().unwrap_or(self.extension());
        executor.start(now, start(call, extension));
        executor.run(
            now,
            SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000),
        );
        let (mut values, mut faults) = (Vec::new(), Vec::new());
        while let Some(output) = executor.poll_output() {
            match output {
                Output::Traced(_, entry) => {
                    if let What::Step {
                        application, data, ..
                    } = entry.what
                        && application == "Note"
                    {
                        values.push(data.into());
                    }
                }
                Output::Fault(_, fault) => faults.push(fault.message.clone()),
                Output::Request(id, _) => executor.reply(now, id, Reply::Done),
                _ => {}
            }
            executor.run(now, SystemTime::UNIX_EPOCH);
        }
        Some((values, faults))
    }
}

fn start(call: CallId, extension: &str) -> Start {
    let name = format!("Local/{extension}@row-00000001;2");
    let channel = ChannelInfo::new(ChannelId(1), name, Technology::Local, extension);
    Start::new(call, channel, "row")
}

fn table(name: &str) -> String {
    let folder = std::env::var_os("SKYPLAN_ORACLE").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/asterisk-oracle"),
        PathBuf::from,
    );
    std::fs::read_to_string(folder.join(name)).expect("the table can be read")
}

/// Runs the rows of a table, and gives how many were run.
fn check(name: &str) -> usize {
    let mut groups: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in table(name).lines() {
        let row: Row = serde_json::from_str(line).expect("each line is a row");
        if !row.is_plain() {
            continue;
        }
        let Some((values, faults)) = row.run() else {
            continue;
        };
        if row.needs_more(&faults) {
            continue;
        }
        let expected: Vec<&str> = row
            .expect
            .values
            .iter()
            .filter_map(|value| value.as_str())
            .collect();
        let (agree, all) = groups.entry(row.group.clone()).or_default();
        *all += 1;
        // What is told about steps is the affair of their applications.
        let told = !row.steps.is_empty() || faults.is_empty() == row.expect.log.is_empty();
        if values == expected && told {
            *agree += 1;
        } else {
            let (id, reads) = (&row.id, &row.reads);
            wrong.push(format!(
                "{id} {reads:?} is {values:?} and not {expected:?}: {faults:?}"
            ));
        }
    }
    for (group, (agree, all)) in &groups {
        println!("{name} {group}: {agree} of {all} agree");
    }
    assert!(
        wrong.is_empty(),
        "{} rows differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    groups.values().map(|(_, all)| all).sum()
}

#[test]
fn expressions_amount_to_what_they_do_in_asterisk() {
    let tried = check("expr.jsonl");
    assert!(tried > 200, "only {tried} rows could be tried");
}

#[test]
fn substitution_gives_what_it_does_in_asterisk() {
    let tried = check("subst.jsonl");
    assert!(tried > 50, "only {tried} rows could be tried");
}
