//! The running switch as the console sees it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use channels::AccountCommand;
use community::Verdict;
use control::Switchboard;
use runtime::dialplan::Dialplan;
use runtime::library::Library;
use runtime::status::{AccountStatus, BuddyStatus, ChannelStatus, HintStatus, RequestStatus};
use tokio::sync::oneshot;

use crate::config::Config;
use crate::console::{AccountAsk, Answer, Ask};
use crate::loader::Loader;
use crate::mail::{Mail, Mailbox};
use crate::serve::reconfigure;

/// Everything a console command needs.
#[derive(Clone)]
pub(crate) struct Board {
    mailbox: Mailbox,
    loader: Loader,
    config: Arc<Config>,
    file: Option<PathBuf>,
    started: Instant,
}

impl Board {
    /// A board for the switch that reads this mailbox.
    pub(crate) fn new(
        mailbox: Mailbox,
        loader: Loader,
        config: Config,
        file: Option<PathBuf>,
    ) -> Self {
        Self {
            mailbox,
            loader,
            config: Arc::new(config),
            file,
            started: Instant::now(),
        }
    }

    /// Answers one request of a console.
    pub(crate) fn answer(&self, ask: Ask) -> Answer {
        match ask {
            Ask::Command(line) => {
                let outcome = control::execute(&line, self);
                Answer {
                    ok: outcome.ok,
                    text: outcome.text,
                }
            }
            Ask::Complete(line) => Answer {
                ok: true,
                text: control::complete(&line).join("\n"),
            },
            Ask::Account(account) => self.account(account.into()).into(),
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
        reconfigure(&self.mailbox, &self.config, self.file.as_deref())?;
        Ok(report)
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
            Ok(text) => Self { ok: true, text },
            Err(text) => Self { ok: false, text },
        }
    }
}
