//! The running switch as the console sees it.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use channels::AccountCommand;
use community::Verdict;
use control::{Follower, Switchboard};
use runtime::dialplan::Dialplan;
use runtime::host::CallId;
use runtime::library::Library;
use runtime::status::{
    AccountStatus, BuddyStatus, ChannelStatus, GenerationStatus, HintStatus, RequestStatus,
};
use runtime::trace::{Kept, Shelf, Wanted, What};
use tokio::sync::oneshot;

use crate::config::Config;
use crate::console::{AccountAsk, Answer, Answers, Ask};
use crate::loader::Loader;
use crate::mail::{Mail, Mailbox};
use crate::reconfigure::reconfigure;
use crate::worker::{Publisher, Traces};
use crate::{files, settings};

/// How often a console that follows calls is looked at whether it is still there.
const ALIVE: Duration = Duration::from_secs(1);

/// Everything a console command needs.
#[derive(Clone)]
pub(crate) struct Board {
    mailbox: Mailbox,
    loader: Loader,
    traces: Traces,
    workers: Publisher,
    config: Arc<Config>,
    file: Option<PathBuf>,
    started: Instant,
}

impl Board {
    /// A board for the switch that reads this mailbox.
    pub(crate) fn new(
        mailbox: Mailbox,
        loader: Loader,
        traces: Traces,
        workers: Publisher,
        config: Config,
        file: Option<PathBuf>,
    ) -> Self {
        Self {
            mailbox,
            loader,
            traces,
            workers,
            config: Arc::new(config),
            file,
            started: Instant::now(),
        }
    }

    /// Whom a console wants to follow, if that is what it asked for, with the answer to what it asked.
    fn do_command(&self, line: &str) -> (Answer, Option<Wanted>) {
        let outcome = control::execute(line, self);
        let answer = Answer {
            ok: outcome.ok,
            text: outcome.text,
            more: outcome.follow.is_some(),
        };
        (answer, outcome.follow)
    }

    /// Tells what calls do, as lines, until `say` fails: the console has gone.
    fn follow(
        &self,
        wanted: Wanted,
        say: &mut dyn FnMut(Answer) -> io::Result<()>,
    ) -> io::Result<()> {
        let following = self.traces.followers.follow(wanted);
        let mut calls: BTreeMap<CallId, Follower> = BTreeMap::new();
        loop {
            let Some(told) = following.next(ALIVE) else {
                // A console that has gone is noticed by writing to it.
                say(Answer::more(String::new()))?;
                continue;
            };
            if told.lost > 0 {
                let lost = told.lost;
                say(Answer::more(format!(
                    "… {lost} lines were lost: this console is slow"
                )))?;
            }
            let dialplan = self.loader.live();
            let follower = calls.entry(told.call).or_default();
            let line = follower.tell(&told.entry, |file| dialplan.text(file));
            if let What::Finished(_) = told.entry.what {
                calls.remove(&told.call);
            }
            if let Some(line) = line {
                say(Answer::more(line))?;
            }
        }
    }

    /// SIGHUP: dialplan and configuration, with the findings in the log.
    pub(crate) fn reload_in_background(&self) {
        let board = self.clone();
        let run = move || match board.reload() {
            Ok(report) => tracing::info!("{}", report.trim_end()),
            Err(error) => tracing::error!("{}", error.trim_end()),
        };
        if let Err(error) = std::thread::Builder::new().name("reload".into()).spawn(run) {
            tracing::error!("no thread for the reload: {error}");
        }
    }

    fn account(&self, command: AccountCommand) -> Result<String, String> {
        let (answer, result) = oneshot::channel();
        self.mailbox.put(Mail::Account(command, answer));
        result
            .blocking_recv()
            .unwrap_or_else(|_| Err("the switch is stopping".into()))
    }
}

impl Answers for Board {
    fn answer(&self, ask: Ask, say: &mut dyn FnMut(Answer) -> io::Result<()>) -> io::Result<()> {
        match ask {
            Ask::Command(line) => {
                let (answer, follow) = self.do_command(&line);
                say(answer)?;
                follow.map_or(Ok(()), |wanted| self.follow(wanted, say))
            }
            Ask::Complete(line) => say(Answer {
                ok: true,
                text: control::complete(&line).join("\n"),
                more: false,
            }),
            Ask::Account(account) => say(self.account(account.into()).into()),
        }
    }
}

impl Switchboard for Board {
    fn channels(&self) -> Vec<ChannelStatus> {
        self.mailbox
            .look(|switch, now| switch.snapshot(now).channels)
            .unwrap_or_default()
    }

    fn hints(&self) -> Vec<HintStatus> {
        self.mailbox
            .look(|switch, now| switch.snapshot(now).hints)
            .unwrap_or_default()
    }

    fn accounts(&self) -> Vec<AccountStatus> {
        self.mailbox
            .look(|switch, now| switch.accounts(now))
            .unwrap_or_default()
    }

    fn buddies(&self, account: &str) -> Option<Vec<BuddyStatus>> {
        let account = account.to_owned();
        self.mailbox
            .look(move |switch, _| switch.buddies(&account))
            .flatten()
    }

    fn requests(&self, account: &str) -> Option<Vec<RequestStatus>> {
        let account = account.to_owned();
        self.mailbox
            .look(move |switch, _| switch.requests(&account))
            .flatten()
    }

    fn judge(&self, account: &str, other: &str, verdict: Verdict) -> Result<String, String> {
        self.account(AccountCommand::Judge {
            name: account.into(),
            other: other.into(),
            verdict,
        })
    }

    fn dialplan(&self) -> Arc<Dialplan> {
        self.loader.live()
    }

    fn reload(&self) -> Result<String, String> {
        let report = self.loader.reload()?;
        reconfigure(
            &self.mailbox,
            &self.workers,
            &self.config,
            self.file.as_deref(),
        )?;
        Ok(report)
    }

    fn rollback(&self) -> Result<String, String> {
        self.loader.rollback()
    }

    fn generations(&self) -> Vec<GenerationStatus> {
        self.loader.generations()
    }

    fn library(&self) -> Library {
        stdlib::LIBRARY
    }

    fn show_application(&self, name: &str) -> Option<String> {
        stdlib::LIBRARY
            .application(name)
            .map(stdlib::reference::show_application)
    }

    fn show_function(&self, name: &str) -> Option<String> {
        stdlib::LIBRARY
            .function(name)
            .map(stdlib::reference::show_function)
    }

    fn log_in(&self, account: &str) -> Result<String, String> {
        self.account(AccountCommand::LogIn {
            name: account.into(),
        })
    }

    fn log_off(&self, account: &str) -> Result<String, String> {
        self.account(AccountCommand::LogOff {
            name: account.into(),
        })
    }

    fn traces(&self) -> Vec<Kept> {
        self.traces.look(Shelf::all)
    }

    fn trace(&self, number: u64) -> Option<Kept> {
        self.traces.look(|shelf| shelf.find(number))
    }

    fn save_trace(&self, name: &str, json: &str) -> Result<String, String> {
        let folder = self.config.data.join("traces");
        let path = folder.join(name);
        settings::make_data(&folder)?;
        files::save_private(&path, json)
            .map(|()| format!("wrote {}", path.display()))
            .map_err(|error| format!("cannot write {}: {error}", path.display()))
    }

    fn uptime(&self) -> Duration {
        self.started.elapsed()
    }
}

impl From<AccountAsk> for AccountCommand {
    fn from(ask: AccountAsk) -> Self {
        match ask {
            AccountAsk::Add { name, password } => Self::Add { name, password },
            AccountAsk::Passwd { name, password } => Self::SetPassword { name, password },
            AccountAsk::Remove { name } => Self::Remove { name },
            AccountAsk::List => Self::List,
        }
    }
}

impl From<Result<String, String>> for Answer {
    fn from(result: Result<String, String>) -> Self {
        match result {
            Ok(text) => Self {
                ok: true,
                text,
                more: false,
            },
            Err(text) => Self {
                ok: false,
                text,
                more: false,
            },
        }
    }
}
