//! Imported dialplans do what the lines did that they came from.
//!
//! Each row of `flow.jsonl`, and each read of the tables of values, is run as it stands and as `skyplan import` has it.
//! What they say, what the channel hears, and how long it all takes must be the same.

use proptest::prelude::*;
use serde::Deserialize;

use runtime::diagnostic::Code;
use runtime::dialplan::Source;
use runtime::import::{Imported, import};

use crate::table::{Text, parting, rows};
use crate::values;
use crate::world::World;

#[derive(Deserialize)]
struct Row {
    id: String,
    conf: Text,
    context: String,
    exten: String,
}

/// What comes out of a call, a line each.
fn happened(sources: Vec<Source>, context: &str, extension: &str) -> Vec<String> {
    let mut world = World::of(sources);
    world.dial(context, extension);
    let heard = world.heard.borrow().clone();
    let said = world.report.said;
    said.into_iter().chain(heard).collect()
}

/// Counts of rows.
#[derive(Default)]
struct Tally {
    all: usize,
    /// Rows of which some extension stays as it is.
    partly: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn compare(&mut self, id: &str, conf: &str, context: &str, extension: &str) {
        let source = Source::new("extensions.conf", conf);
        let Imported {
            rhai,
            rest,
            findings,
        } = import(std::slice::from_ref(&source), stdlib::LIBRARY);
        self.all += 1;
        let stays = findings
            .iter()
            .any(|finding| finding.code == Code::ImportLeft);
        self.partly += usize::from(stays);
        let mut files = vec![Source::new("imported.rhai", rhai.as_str())];
        if !rest.is_empty() {
            files.push(Source::new("rest.conf", rest.as_str()));
        }
        let before = happened(vec![source], context, extension);
        let after = happened(files, context, extension);
        if before != after {
            let (_, wanted, got) = parting(&before, &after);
            self.wrong
                .push(format!("{id}: `{got}` and not `{wanted}`\n{conf}\n{rhai}"));
        }
    }

    fn finish(self, table: &str) {
        let agree = self.all - self.wrong.len();
        println!(
            "{table} imported: {agree} of {} agree, {} of them partly in lines",
            self.all, self.partly
        );
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
    }
}

#[test]
fn imported_lines_run_as_they_did() {
    let mut tally = Tally::default();
    for row in rows::<Row>("flow.jsonl") {
        if let Some(conf) = row.conf.utf8() {
            tally.compare(&row.id, conf, &row.context, &row.exten);
        }
    }
    tally.finish("flow.jsonl");
}

#[test]
fn imported_values_are_what_they_were() {
    // Most rows differ in a word only, and loading takes its time.
    for (table, every) in [("expr.jsonl", 6), ("subst.jsonl", 2), ("func.jsonl", 6)] {
        let mut tally = Tally::default();
        for (id, conf, extension) in values::dialplans(table).into_iter().step_by(every) {
            tally.compare(&id, &conf, "row", &extension);
        }
        tally.finish(table);
    }
}

/// Line number `at` of a random extension of `count`. `to` is where it may go: back only so often, or on.
fn line(kind: u8, variable: u8, to: usize, at: usize, count: usize) -> String {
    let name = ["a", "b", "c"][usize::from(variable % 3)];
    let back = to % count + 1;
    let on = at + 1 + to % (count + 1 - at);
    let later = count + 1;
    match kind % 12 {
        0 | 1 => format!("Verbose({name} is ${{{name}}})"),
        2 => format!("Set({name}=$[0${{{name}}} + 1])"),
        3 => format!("Set({name}={to})"),
        4 => format!("GotoIf($[${{INC(n)}} < 12]?{back})"),
        5 => format!("GotoIf($[\"${{{name}}}\" = \"2\"]?l{on})"),
        6 => format!("GotoIf($[\"${{{name}}}\" = \"1\" | ${{b}} > 5]?{on}:l{later})"),
        7 => format!("ExecIf($[${{{name}}} < 2]?Verbose(small):Set({name}=9))"),
        8 => format!("GotoIf($[${{INC(n)}} < 12]?l{back}:{on})"),
        9 => "Hangup()".to_owned(),
        10 => format!("Gosub(sub,s,1(${{{name}}}))"),
        _ => format!("GotoIf(${{{name}}}?:l{on})"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever jumps where, the import does the same.
    #[test]
    fn any_extension_runs_as_it_did(
        lines in prop::collection::vec((0_u8..12, 0_u8..3, 0_usize..12), 1..12),
        other in prop::collection::vec((0_u8..9, 0_u8..3, 0_usize..6), 1..5),
        entry in 0_usize..12,
    ) {
        let mut conf = "[globals]\nn=0\n[row]\n".to_owned();
        let count = lines.len();
        for (at, &(kind, variable, to)) in lines.iter().enumerate() {
            let label = at + 1;
            let data = line(kind, variable, to, label, count);
            let first = if at == 0 { "exten => s,1" } else { "same => n" };
            conf.push_str(&format!("{first}(l{label}),{data}\n"));
        }
        conf.push_str(&format!("same => n(l{}),Verbose(end)\nsame => n(l{}),Hangup()\n", count + 1, count + 2));
        let most = other.len();
        for (at, &(kind, variable, to)) in other.iter().enumerate() {
            let first = if at == 0 { "exten => t,1" } else { "same => n" };
            let label = at + 1;
            conf.push_str(&format!("{first}(l{label}),{}\n", line(kind, variable, to, label, most)));
        }
        conf.push_str(&format!("same => n(l{}),Goto(s,{})\n", most + 1, entry % (count + 1) + 1));
        conf.push_str("[sub]\nexten => s,1,Verbose(sub ${ARG1})\nsame => n,Return(${ARG1})\n");
        let mut tally = Tally::default();
        tally.compare("random", &conf, "row", "s");
        tally.compare("random", &conf, "row", "t");
        prop_assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    }
}
