//! The loader thread: reads the dialplan folder when something in it has changed, and hands a new
//! generation to workers and switch.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use channels::Input;
use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use runtime::dialplan::Dialplan;
use runtime::reload::{Generations, Reload};

use crate::config::Config;
use crate::files;
use crate::mail::Mailbox;
use crate::surroundings;
use crate::worker::Publisher;

/// How long a folder must be quiet before it is read: an editor's save is several steps.
const QUIET: Duration = Duration::from_millis(100);

/// For the loader.
enum ToLoader {
    /// Something changed.
    Changed,
    /// An operator wants it read now, and the report.
    Reload(Sender<Result<String, String>>),
}

/// A handle of the loader.
#[derive(Clone)]
pub(crate) struct Loader {
    sender: Sender<ToLoader>,
    live: Arc<Mutex<Arc<Dialplan>>>,
}

/// What has been loaded before the switch starts.
pub(crate) struct Loaded {
    config: Config,
    folder: PathBuf,
    generations: Generations,
}

impl Loaded {
    /// Reads the folder for the first time. A dialplan with errors does not keep the switch from starting:
    /// it starts with an empty one, and the findings in its log.
    pub(crate) fn read(config: &Config) -> std::io::Result<Self> {
        let folder = &config.dialplan.path;
        let mut generations = Generations::new(stdlib::LIBRARY);
        let reload = generations.reload(files::dialplan(folder)?);
        report(&reload, config);
        Ok(Self {
            config: config.clone(),
            folder: folder.clone(),
            generations,
        })
    }

    /// The generation to start with.
    pub(crate) fn live(&self) -> &Arc<Dialplan> {
        self.generations.live()
    }

    /// Starts the thread, and the watch on the folder.
    pub(crate) fn start(self, mailbox: Mailbox, publisher: Publisher) -> Result<Loader, String> {
        let (sender, receiver) = channel();
        let live = Arc::new(Mutex::new(Arc::clone(self.generations.live())));
        let loader = Loader {
            sender: sender.clone(),
            live: Arc::clone(&live),
        };
        let watch = watch(&self.folder, sender)
            .map_err(|error| format!("cannot watch {}: {error}", self.folder.display()))?;
        let thread = Thread {
            config: self.config,
            folder: self.folder,
            generations: self.generations,
            live,
            mailbox,
            publisher,
        };
        let run = move || {
            thread.run(&receiver);
            drop(watch);
        };
        std::thread::Builder::new()
            .name("loader".into())
            .spawn(run)
            .map_err(|error| format!("no thread for the loader: {error}"))?;
        Ok(loader)
    }
}

impl Loader {
    /// Reads the folder now; what changed, or what is wrong.
    pub(crate) fn reload(&self) -> Result<String, String> {
        let (answer, report) = channel();
        let gone = || "the loader has stopped".to_owned();
        self.sender
            .send(ToLoader::Reload(answer))
            .map_err(|_| gone())?;
        report.recv().map_err(|_| gone())?
    }

    /// The live generation.
    pub(crate) fn live(&self) -> Arc<Dialplan> {
        Arc::clone(
            &self
                .live
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        )
    }
}

struct Thread {
    config: Config,
    folder: PathBuf,
    generations: Generations,
    live: Arc<Mutex<Arc<Dialplan>>>,
    mailbox: Mailbox,
    publisher: Publisher,
}

impl Thread {
    fn run(mut self, receiver: &Receiver<ToLoader>) {
        while let Ok(message) = receiver.recv() {
            let report = self.load();
            match (message, report) {
                (ToLoader::Reload(answer), report) => {
                    let _ = answer.send(report);
                }
                // The findings are in the log already; the last line says what comes of them.
                (ToLoader::Changed, Err(error)) => {
                    tracing::error!("{}", error.lines().next_back().unwrap_or_default());
                }
                (ToLoader::Changed, Ok(_)) => {}
            }
        }
    }

    fn load(&mut self) -> Result<String, String> {
        let sources = files::dialplan(&self.folder).map_err(|error| {
            format!(
                "cannot read {}: {error}; the dialplan stays as it is",
                self.folder.display()
            )
        })?;
        let count = sources.len();
        let reload = self.generations.reload(sources);
        if reload.replaced {
            *self
                .live
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::clone(&reload.live);
            // The workers first: when the switch knows an extension, a script can enter it.
            self.publisher.publish(&reload.live);
            self.mailbox
                .input(Input::Generation(Arc::clone(&reload.live)));
        }
        let findings = report(&reload, &self.config);
        let number = self.generations.number();
        if reload.is_refused() {
            return Err(format!(
                "{findings}the dialplan has errors: generation {number} stays in force"
            ));
        }
        let state = if reload.replaced {
            "is in force now"
        } else {
            "stays: nothing has changed"
        };
        Ok(format!(
            "{findings}generation {number} of {count} files {state}"
        ))
    }
}

/// Logs what was found; gives it as text too.
fn report(reload: &Reload, config: &Config) -> String {
    let mut text = String::new();
    for finding in &reload.findings(&surroundings::of_switch(config)) {
        let rendered = finding.render(|path| reload.read.text(path), false);
        if finding.is_error() {
            tracing::error!(target: "dialplan", "\n{}", rendered.trim_end());
        } else {
            tracing::warn!(target: "dialplan", "\n{}", rendered.trim_end());
        }
        text += &rendered;
    }
    if reload.replaced {
        tracing::info!(target: "dialplan", "a new generation is in force");
    }
    text
}

fn watch(
    folder: &Path,
    sender: Sender<ToLoader>,
) -> notify_debouncer_full::notify::Result<Debouncer<RecommendedWatcher, RecommendedCache>> {
    let mut debouncer = new_debouncer(
        QUIET,
        None,
        move |result: DebounceEventResult| match result {
            Ok(events) => {
                if events
                    .iter()
                    .any(|event| !matches!(event.kind, EventKind::Access(_)))
                {
                    let _ = sender.send(ToLoader::Changed);
                }
            }
            Err(errors) => {
                for error in errors {
                    tracing::warn!("watching the dialplan: {error}");
                }
            }
        },
    )?;
    debouncer.watch(folder, RecursiveMode::Recursive)?;
    Ok(debouncer)
}
