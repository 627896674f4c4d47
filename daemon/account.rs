//! `skyplan account`: members of the community, with or without a running switch.
//!
//! A running switch holds the database, so it is asked through its control socket; without one the
//! database is opened here.

use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

use community::{Change, Community, SkypeName, SqliteStore, Store};

use crate::background::database;
use crate::config::Config;
use crate::console::{self, AccountAsk, Ask};
use crate::settings;

/// Does it; what to print.
pub fn account(config: &Config, command: AccountAsk) -> Result<String, String> {
    let asked = console::ask(&config.control_socket(), &Ask::Account(command.clone()))
        .map_err(|error| format!("cannot ask the running switch: {error}"))?;
    match asked {
        Some(answer) if answer.ok => Ok(answer.text),
        Some(answer) => Err(answer.text),
        None => offline(config, command),
    }
}

fn offline(config: &Config, command: AccountAsk) -> Result<String, String> {
    settings::make_data(&config.data)?;
    let mut store =
        SqliteStore::open(&database(&config.data)).map_err(|error| error.to_string())?;
    let mut community = Community::new(store.load().map_err(|error| error.to_string())?);
    let (changes, text) = plan(config, &mut community, command)?;
    store.commit(&changes).map_err(|error| error.to_string())?;
    Ok(text)
}

fn plan(
    config: &Config,
    community: &mut Community,
    command: AccountAsk,
) -> Result<(Vec<Change>, String), String> {
    let domain = config.sip.domain.as_str();
    let parse = |name: &str| SkypeName::parse(name).map_err(|bad| bad.to_string());
    let planned = match command {
        AccountAsk::Add { name, password } => {
            if config
                .endpoint
                .iter()
                .any(|endpoint| *endpoint.name.get_ref() == name)
            {
                return Err(format!("an endpoint has the name `{name}`"));
            }
            let changes =
                community.create_account(SystemTime::now(), &parse(&name)?, domain, &password);
            changes.map(|changes| (changes, format!("added `{name}`")))
        }
        AccountAsk::Passwd { name, password } => {
            let changes = community.change_password(&parse(&name)?, domain, &password);
            changes.map(|changes| (changes, format!("changed the password of `{name}`")))
        }
        AccountAsk::Remove { name } => {
            let changes = community.remove_account(&parse(&name)?);
            changes.map(|changes| (changes, format!("removed `{name}`")))
        }
        AccountAsk::List => {
            let rows = community.accounts().map(|account| {
                format!("{:<32} {}", account.name, account.profile.fullname)
                    .trim_end()
                    .to_owned()
                    + "\n"
            });
            return Ok((Vec::new(), rows.collect()));
        }
    };
    planned.map_err(|refusal| refusal.to_string())
}

/// Reads a password: the first line of the file, or of standard input for `-` and for none.
pub fn password(file: Option<&Path>) -> Result<String, String> {
    /// Longer than any password, shorter than a file named by mistake.
    const MAX: u64 = 4096;
    let mut text = String::new();
    match file {
        Some(file) if file != Path::new("-") => std::fs::File::open(file)
            .and_then(|open| open.take(MAX).read_to_string(&mut text))
            .map_err(|error| {
                format!("cannot read the password from {}: {error}", file.display())
            })?,
        _ => std::io::BufRead::read_line(&mut std::io::stdin().lock().take(MAX), &mut text)
            .map_err(|error| format!("cannot read the password: {error}"))?,
    };
    match text.lines().next() {
        Some(password) if !password.is_empty() => Ok(password.to_owned()),
        _ => Err(
            "the password is empty; its file, or standard input, holds it in the first line".into(),
        ),
    }
}
