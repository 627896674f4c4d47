//! The thread that waits for the disk: commits of the community, and prompts.
//!
//! Commits that queue up while one is being written go into the next transaction together; each is
//! answered only when it is on disk.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use channels::{Input, Job, JobDone, JobId};
use community::{Change, Store};

use crate::mail::Mailbox;
use crate::prompts::Prompts;

/// Most commits in one transaction.
const BATCH: usize = 1000;

/// A handle of the thread.
pub(crate) struct Background {
    sender: Sender<(JobId, Job)>,
    thread: JoinHandle<()>,
}

impl Background {
    /// Starts the thread with the store it owns from now on.
    pub(crate) fn start(
        store: Box<dyn Store>,
        prompts: PathBuf,
        mailbox: Mailbox,
    ) -> std::io::Result<Self> {
        let (sender, receiver) = channel();
        let run = move || {
            Desk {
                store,
                prompts: Prompts::new(prompts),
                mailbox,
            }
            .run(&receiver)
        };
        let thread = std::thread::Builder::new().name("disk".into()).spawn(run)?;
        Ok(Self { sender, thread })
    }

    /// Hands it a job.
    pub(crate) fn send(&self, id: JobId, job: Job) {
        let _ = self.sender.send((id, job));
    }

    /// Ends the thread when it has done what it has.
    pub(crate) fn stop(self) {
        drop(self.sender);
        let _ = self.thread.join();
    }
}

struct Desk {
    store: Box<dyn Store>,
    prompts: Prompts,
    mailbox: Mailbox,
}

impl Desk {
    fn run(mut self, receiver: &Receiver<(JobId, Job)>) {
        while let Ok(first) = receiver.recv() {
            let jobs = std::iter::once(first).chain(receiver.try_iter().take(BATCH));
            let mut commits: Vec<(JobId, Vec<Change>)> = Vec::new();
            let mut prompts = Vec::new();
            for (id, job) in jobs {
                match job {
                    Job::Commit(changes) => commits.push((id, changes)),
                    Job::Prompts { names, language } => prompts.push((id, names, language)),
                }
            }
            for (id, names, language) in prompts {
                let audio = self.prompts.read(&names, &language);
                self.mailbox.input(Input::Done(id, JobDone::Prompts(audio)));
            }
            self.commit(commits);
        }
    }

    /// All in one transaction; when that fails, each alone, so that one bad change hurts nobody else.
    fn commit(&mut self, commits: Vec<(JobId, Vec<Change>)>) {
        if commits.len() > 1 {
            let all: Vec<Change> = commits
                .iter()
                .flat_map(|(_, changes)| changes.iter().cloned())
                .collect();
            if self.store.commit(&all).is_ok() {
                for (id, changes) in commits {
                    self.mailbox
                        .input(Input::Done(id, JobDone::Committed(changes, Ok(()))));
                }
                return;
            }
        }
        for (id, changes) in commits {
            let result = self
                .store
                .commit(&changes)
                .map_err(|error| error.to_string());
            if let Err(error) = &result {
                tracing::error!("{error}");
            }
            self.mailbox
                .input(Input::Done(id, JobDone::Committed(changes, result)));
        }
    }
}

/// Where the database of a data folder is.
pub(crate) fn database(data: &Path) -> PathBuf {
    data.join("community.db")
}
