//! The loader thread: reads the dialplan folder when something in it has changed, and hands a new
//! generation to workers and switch; or a former one, when an operator wants it back.

mod adviser;
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use adviser::Told;
use channels::Input;
use notify::Event;
use runtime::dialplan::Dialplan;
use runtime::reload::{GenerationState, Generations};
use runtime::status::GenerationStatus;

use crate::config::Config;
use crate::folder::{Contents, Folder};
use crate::mail::Mailbox;
use crate::watch::{Burst, Filter, Watch};
use crate::worker::Publisher;

/// How often the folder is looked at when the system does not say what changes.
const POLL: Duration = Duration::from_secs(2);
/// How often folders are looked at again because others appeared meanwhile.
const TURNS: usize = 5;

/// What came of an order, for people.
type Answer = Result<String, String>;

/// For the loader.
enum ToLoader {
    /// Something changed around the folder.
    Seen(notify::Result<Event>),
    /// An operator wants it read now, and the report.
    Reload(Sender<Answer>),
    /// An operator wants the former generation back.
    Rollback(Sender<Answer>),
    /// Somebody asks which generations there are.
    List(Sender<Vec<GenerationStatus>>),
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
    folder: Folder,
    generations: Generations,
}

impl Loaded {
    /// Reads the folder for the first time. A dialplan with errors does not keep the switch from starting:
    /// it starts with an empty one, and the findings in its log.
    pub(crate) fn read(config: &Config) -> std::io::Result<Self> {
        let mut folder = Folder::new(&config.dialplan.path);
        let mut generations = Generations::new(stdlib::LIBRARY);
        let contents = folder.read()?;
        if contents.faults.is_empty() {
            let reload = generations.reload(contents.sources);
            report::findings(&reload, config);
        } else {
            report::faults(&contents.faults);
        }
        Ok(Self {
            config: config.clone(),
            folder,
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
        let seen = move |event| {
            let _ = sender.send(ToLoader::Seen(event));
        };
        let root = self.config.dialplan.path.clone();
        let watch = Watch::new(&root, seen);
        let began = BTreeMap::from([(self.generations.number(), Instant::now())]);
        let adviser = adviser::start(self.config, publisher.clone())
            .map_err(|error| format!("no thread for the loader: {error}"))?;
        let mut thread = Thread {
            adviser,
            folder: self.folder,
            root,
            generations: self.generations,
            began,
            watch: None,
            filter: Filter::default(),
            folders: BTreeSet::new(),
            live,
            mailbox,
            publisher,
        };
        match watch {
            Ok(watch) => thread.watch = Some(watch),
            Err(error) => thread.poll_instead(&error),
        }
        std::thread::Builder::new()
            .name("loader".into())
            .spawn(move || thread.run(&receiver))
            .map_err(|error| format!("no thread for the loader: {error}"))?;
        Ok(loader)
    }
}

impl Loader {
    /// Reads the folder now; what changed, or what is wrong.
    pub(crate) fn reload(&self) -> Answer {
        self.ask(ToLoader::Reload)?
    }

    /// Brings the former generation back; what changed, or why there is none.
    pub(crate) fn rollback(&self) -> Answer {
        self.ask(ToLoader::Rollback)?
    }

    /// The generations there are, by number.
    pub(crate) fn generations(&self) -> Vec<GenerationStatus> {
        self.ask(ToLoader::List).unwrap_or_default()
    }

    fn ask<T>(&self, order: impl FnOnce(Sender<T>) -> ToLoader) -> Result<T, String> {
        let (answer, told) = channel();
        let gone = || "the loader has stopped".to_owned();
        self.sender.send(order(answer)).map_err(|_| gone())?;
        told.recv().map_err(|_| gone())
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
    adviser: Sender<Told>,
    folder: Folder,
    root: PathBuf,
    generations: Generations,
    /// When each generation went live.
    began: BTreeMap<u64, Instant>,
    /// `None` where the folder is polled.
    watch: Option<Watch>,
    filter: Filter,
    /// The folders of the dialplan when they were read last.
    folders: BTreeSet<PathBuf>,
    live: Arc<Mutex<Arc<Dialplan>>>,
    mailbox: Mailbox,
    publisher: Publisher,
}

impl Thread {
    fn run(mut self, receiver: &Receiver<ToLoader>) {
        // What changed before the watch began.
        self.changed(Instant::now());
        let mut burst: Option<Burst> = None;
        loop {
            let wait = match &burst {
                Some(burst) => Some(burst.over_at().saturating_duration_since(Instant::now())),
                None if self.watch.is_none() => Some(POLL),
                None => None,
            };
            let message = match wait {
                Some(wait) => receiver.recv_timeout(wait),
                None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match message {
                Ok(ToLoader::Seen(event)) => self.seen(event, &mut burst),
                Ok(ToLoader::Reload(answer)) => {
                    burst = None;
                    self.load(Some(answer), Instant::now());
                }
                Ok(ToLoader::Rollback(answer)) => {
                    let _ = answer.send(self.rollback());
                }
                Ok(ToLoader::List(answer)) => {
                    let _ = answer.send(self.list());
                }
                Err(RecvTimeoutError::Timeout) => {
                    let seen = burst.take().map(|burst| burst.last());
                    self.changed(seen.unwrap_or_else(Instant::now));
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn seen(&self, event: notify::Result<Event>, burst: &mut Option<Burst>) {
        let now = Instant::now();
        match event {
            Ok(event) if self.filter.concerns(&event, &self.folders) => {
                burst
                    .get_or_insert_with(|| Burst::new(now))
                    .take(now, &event);
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!("watching the dialplan: {error}; it is read again");
                burst.get_or_insert_with(|| Burst::new(now));
            }
        }
    }

    /// Something may have changed. What comes of it goes to the log.
    fn changed(&mut self, seen: Instant) {
        self.load(None, seen);
    }

    /// Reads the folder: because somebody wants it, who is answered, or because something may have changed.
    fn load(&mut self, answer: Option<Sender<Answer>>, seen: Instant) {
        let contents = match self.readable() {
            Ok(contents) => contents,
            Err(why) => {
                match answer {
                    Some(operator) => drop(operator.send(Err(why))),
                    None => report::refusal(&Err(why)),
                }
                return;
            }
        };
        let files = contents.sources.len();
        let reload = match answer {
            Some(_) => self.generations.reload(contents.sources),
            None => self.generations.notice(contents.sources),
        };
        if reload.replaced {
            self.publish(&reload.live);
            report::live(&reload.live, files, seen.elapsed());
        } else if answer.is_none() && Arc::ptr_eq(&reload.former, &reload.read) {
            return;
        }
        // It is there as long as this thread.
        let _ = self.adviser.send(Told {
            reload,
            number: self.generations.number(),
            files,
            answer,
        });
    }

    /// What is in the folder, if all of it can be read.
    fn readable(&mut self) -> Result<Contents, String> {
        let number = self.generations.number();
        let contents = self.contents().map_err(|error| {
            format!(
                "cannot read {}: {error}; the dialplan stays as it is",
                self.root.display()
            )
        })?;
        if contents.faults.is_empty() {
            return Ok(contents);
        }
        let faults = report::faults(&contents.faults);
        Err(format!(
            "{faults}the dialplan cannot be read: generation {number} stays in force"
        ))
    }

    fn rollback(&mut self) -> Answer {
        let rollback = self.generations.rollback();
        let rollback = rollback.map_err(|error| error.to_string())?;
        self.publish(&rollback.live);
        let (live, left) = (rollback.live.number(), rollback.left.number());
        let files = rollback.live.sources().len();
        let changes = report::changes(&rollback.changes());
        let elsewhere = self.elsewhere();
        let text = format!(
            "generation {live} of {files} files is in force again, in place of {left}\n{changes}{elsewhere}\
             it stays until a file changes, or until `dialplan reload`"
        );
        tracing::warn!(target: "dialplan", "{text}");
        Ok(text)
    }

    /// Hands a generation to all who use it.
    fn publish(&mut self, live: &Arc<Dialplan>) {
        *self
            .live
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::clone(live);
        // The workers first: when the switch knows an extension, a script can enter it.
        self.publisher.publish(live);
        self.mailbox.input(Input::Generation(Arc::clone(live)));
        self.began.entry(live.number()).or_insert_with(Instant::now);
    }

    /// What is in the folder, with all folders in it watched before they were read.
    fn contents(&mut self) -> std::io::Result<Contents> {
        let mut contents = self.folder.read();
        for _ in 0..TURNS {
            let folders = contents.as_ref().map(|contents| &contents.folders);
            self.folders = folders.cloned().unwrap_or_default();
            self.filter = Filter::of(&self.root);
            let Some(watch) = &mut self.watch else {
                break;
            };
            match watch.follow(&self.folders) {
                Ok(false) => break,
                Ok(true) => contents = self.folder.read(),
                Err(error) => self.poll_instead(&error),
            }
        }
        contents
    }

    /// The system does not tell of changes.
    fn poll_instead(&mut self, error: &notify::Error) {
        self.watch = None;
        let help = match error.kind {
            notify::ErrorKind::MaxFilesWatch => {
                "; more folders can be watched after `sysctl fs.inotify.max_user_watches=524288`"
            }
            _ => "",
        };
        tracing::warn!(
            "cannot watch {}: {error}; it is looked at every {} s instead{help}",
            self.root.display(),
            POLL.as_secs()
        );
    }

    /// A line about calls in other generations, if there are any.
    fn elsewhere(&self) -> String {
        let live = self.generations.number();
        let calls = self.publisher.calls();
        let older = calls.into_iter().filter(|(number, _)| *number != live);
        report::elsewhere(older)
    }

    fn list(&mut self) -> Vec<GenerationStatus> {
        let calls = self.publisher.calls();
        let all = self.generations.all();
        let numbers: BTreeSet<u64> = all.iter().map(|one| one.dialplan.number()).collect();
        self.began.retain(|number, _| numbers.contains(number));
        let status = all.iter().map(|one| {
            let number = one.dialplan.number();
            GenerationStatus {
                number,
                state: match one.state {
                    GenerationState::Live => "In force",
                    GenerationState::Kept => "Kept",
                    GenerationState::Left => "Left",
                },
                age: self.began.get(&number).map(Instant::elapsed),
                files: one.dialplan.sources().len(),
                calls: calls.get(&number).copied().unwrap_or(0),
            }
        });
        status.collect()
    }
}
