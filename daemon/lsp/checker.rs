//! The thread that loads and checks dialplans, so that nobody who types waits for it.
//!
//! In: all files of a dialplan as they are. Out: what the loader made of them, and all findings. When it is asked anew
//! before it has answered, it answers the last question of each dialplan only.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use runtime::diagnostic::Diagnostic;
use runtime::dialplan::{Dialplan, Source};
use runtime::reload::Generations;

use super::project::Around;
use crate::entrances;

/// A dialplan to be checked.
#[derive(Debug)]
pub(super) struct Job {
    /// Which project it is of.
    pub(super) project: usize,
    pub(super) sources: Vec<Source>,
    pub(super) around: Around,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) project: usize,
    /// With the texts that the findings are about.
    pub(super) plan: Arc<Dialplan>,
    pub(super) around: Around,
    pub(super) findings: Vec<Diagnostic>,
}

/// Starts the thread; it ends when nobody can ask or hear it any more.
pub(super) fn start(
    tell: impl Fn(Checked) -> bool + Send + 'static,
) -> std::io::Result<Sender<Job>> {
    let (sender, jobs) = channel();
    std::thread::Builder::new()
        .name("check".to_owned())
        .spawn(move || run(&jobs, tell))?;
    Ok(sender)
}

fn run(jobs: &Receiver<Job>, tell: impl Fn(Checked) -> bool) {
    let mut generations: BTreeMap<usize, Generations> = BTreeMap::new();
    while let Ok(job) = jobs.recv() {
        let mut newest = BTreeMap::from([(job.project, job)]);
        newest.extend(jobs.try_iter().map(|job| (job.project, job)));
        for job in newest.into_values() {
            let known = generations
                .entry(job.project)
                .or_insert_with(|| Generations::new(stdlib::LIBRARY));
            if !tell(check(known, job)) {
                return;
            }
        }
    }
}

fn check(generations: &mut Generations, job: Job) -> Checked {
    let Job {
        project,
        sources,
        around,
    } = job;
    let reload = generations.reload(sources);
    let mut findings = reload.findings(&around.world);
    findings.extend(entrances::closed(&around.entrances, &reload.read));
    findings.extend(around.findings.iter().cloned());
    Checked {
        project,
        plan: reload.read,
        around,
        findings,
    }
}
