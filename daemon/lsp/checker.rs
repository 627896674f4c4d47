//! The thread that loads and checks dialplans, so that nobody who types waits for it.
//!
//! In: all files of a dialplan as they are. Out: what the loader made of them, and all findings. When it is asked anew
//! before it has answered, it answers the last question of each dialplan only. In a dialplan so large that a look at the
//! whole of it takes its time, what is known without it is told first.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use runtime::diagnostic::Diagnostic;
use runtime::dialplan::{Dialplan, Source};
use runtime::reload::{Generations, Reload};

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

/// Advice that takes longer than that comes after what is known without it.
const QUICK: Duration = Duration::from_millis(50);

fn run(jobs: &Receiver<Job>, tell: impl Fn(Checked) -> bool) {
    let mut known: BTreeMap<usize, Known> = BTreeMap::new();
    let mut wanted: BTreeMap<usize, Job> = BTreeMap::new();
    loop {
        if wanted.is_empty() {
            let Ok(job) = jobs.recv() else { return };
            wanted.insert(job.project, job);
        }
        wanted.extend(jobs.try_iter().map(|job| (job.project, job)));
        let Some((project, job)) = wanted.pop_first() else {
            continue;
        };
        let known = known.entry(project).or_insert_with(Known::new);
        let found = known.read(job);
        if known.took > QUICK {
            if !tell(found.with(known.advice_that_stays(&found.reload.read))) {
                return;
            }
            wanted.extend(jobs.try_iter().map(|job| (job.project, job)));
            if wanted.contains_key(&project) {
                continue;
            }
        }
        known.advise(&found);
        if !tell(found.with(known.advice.clone())) {
            return;
        }
    }
}

/// A dialplan as it was checked last.
struct Known {
    generations: Generations,
    /// What a look at the whole program found, and at which.
    advice: Vec<Diagnostic>,
    plan: Arc<Dialplan>,
    /// How long that took.
    took: Duration,
}

/// A dialplan that was read.
struct Found {
    project: usize,
    reload: Reload,
    around: Around,
}

impl Known {
    fn new() -> Self {
        let generations = Generations::new(stdlib::LIBRARY);
        Self {
            advice: Vec::new(),
            plan: Arc::clone(generations.live()),
            took: Duration::ZERO,
            generations,
        }
    }

    fn read(&mut self, job: Job) -> Found {
        Found {
            project: job.project,
            reload: self.generations.reload(job.sources),
            around: job.around,
        }
    }

    /// The advice of last time, as far as it is about files that are as they were.
    fn advice_that_stays(&self, plan: &Dialplan) -> Vec<Diagnostic> {
        let stays = |finding: &&Diagnostic| {
            let texts = (self.plan.text(&finding.file), plan.text(&finding.file));
            matches!(texts, (Some(before), Some(now)) if std::ptr::eq(before, now))
        };
        self.advice.iter().filter(stays).cloned().collect()
    }

    fn advise(&mut self, found: &Found) {
        let began = Instant::now();
        self.advice = found.reload.advice(&found.around.world);
        self.took = began.elapsed();
        self.plan = Arc::clone(&found.reload.read);
    }
}

impl Found {
    /// All findings, with this advice.
    fn with(&self, advice: Vec<Diagnostic>) -> Checked {
        let around = self.around.clone();
        let mut findings = self.reload.findings_with(advice);
        findings.extend(entrances::closed(&around.entrances, &self.reload.read));
        findings.extend(around.findings.iter().cloned());
        Checked {
            project: self.project,
            plan: Arc::clone(&self.reload.read),
            around,
            findings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn until_the_whole_is_looked_at_again_advice_on_other_files_stays() {
        let file = |name: &str, body: &str| {
            let context = name.trim_end_matches(".rhai");
            let text = format!("context \"{context}\" {{ extension \"1\" => {{ {body} }} }}");
            Source::new(name, text)
        };
        let (a, b) = (
            file("a.rhai", "NoOp(NEVER_SET);"),
            file("b.rhai", "NoOp(NOR_THIS);"),
        );
        let job = |a: &Source| Job {
            project: 0,
            sources: vec![a.clone(), b.clone()],
            around: Around::default(),
        };
        let files = |findings: &[Diagnostic]| -> Vec<String> {
            findings
                .iter()
                .map(|finding| finding.file.to_string())
                .collect()
        };
        let mut known = Known::new();
        let found = known.read(job(&a));
        known.advise(&found);
        assert_eq!(files(&known.advice), ["a.rhai", "b.rhai"]);
        let found = known.read(job(&file("a.rhai", "NoOp(NEVER_SET); ")));
        let kept = known.advice_that_stays(&found.reload.read);
        assert_eq!(files(&found.with(kept).findings), ["b.rhai"]);
    }
}
