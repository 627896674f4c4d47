//! `flow.jsonl`: which lines run, in which order, with which data.

use serde::Deserialize;

use crate::table::{Tally, Text, parting, rows};
use crate::world::World;

#[derive(Deserialize)]
struct Row {
    id: String,
    conf: Text,
    context: String,
    exten: String,
    expect: Expect,
}

#[derive(Deserialize)]
struct Expect {
    trace: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    chan: String,
    context: String,
    exten: String,
    priority: u32,
    app: String,
    data: Text,
}

/// The steps of a row as lines to compare, channel by channel.
fn expected(row: &Row) -> Vec<String> {
    let line = |step: &Step| {
        let data = step.data.utf8().unwrap_or("(not UTF-8)");
        let Step {
            chan,
            context,
            exten,
            priority,
            app,
            ..
        } = step;
        format!("{chan} {exten}@{context}:{priority} {app}({data})")
    };
    row.expect.trace.iter().map(line).collect()
}

fn happened(world: &World) -> Vec<String> {
    let channels = world.report.steps.iter().map(|(_, steps)| steps);
    let lines = channels.zip(1..).flat_map(|(steps, number)| {
        steps.iter().map(move |step| {
            let (extension, context) = (&step.extension, &step.context);
            let (priority, application) = (step.priority, &step.application);
            format!(
                "c{number} {extension}@{context}:{priority} {application}({})",
                step.data
            )
        })
    });
    lines.collect()
}

#[test]
fn lines_run_as_they_do_in_asterisk() {
    let mut tally = Tally::default();
    for row in rows::<Row>("flow.jsonl") {
        let Some(conf) = row.conf.utf8() else {
            continue;
        };
        let mut world = World::new(conf);
        world.dial(&row.context, &row.exten);
        let (expected, happened) = (expected(&row), happened(&world));
        let difference = (expected != happened).then(|| {
            let (at, wanted, got) = parting(&expected, &happened);
            format!("step {}: `{got}` and not `{wanted}`", at + 1)
        });
        tally.count("flow", &row.id, difference);
    }
    tally.finish("flow.jsonl");
}
