//! Commands of operators about accounts: `skyplan account …`, `skype login user`, `skype logoff user`,
//! `skype block` and its like.

use std::fmt::Write;

use community::{AccountStatus, Change, Refusal, SkypeName};

use super::login::Logins;
use crate::agenda::{Agenda, Then};
use crate::core::Core;
use crate::io::{AccountCommand, Now, Output, Ticket};

impl Logins {
    /// Does it, and answers once it is on disk.
    pub(crate) fn handle_command(
        &self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        ticket: Ticket,
        command: &AccountCommand,
    ) {
        match self.execute(core, agenda, now, command) {
            Ok((changes, text)) => agenda.commit(core, changes, Then::Answer(ticket, text)),
            Err(reason) => core.output(Output::Answer(ticket, Err(reason))),
        }
    }

    fn execute(
        &self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        command: &AccountCommand,
    ) -> Result<(Vec<Change>, String), String> {
        let domain = core.config.domain.clone();
        let text = |refusal: Refusal| refusal.to_string();
        match command {
            AccountCommand::Add { name, password } => {
                let name = parse(name)?;
                if core.auth.endpoint(&core.config, name.as_str()).is_some() {
                    return Err(format!("an endpoint has the name `{name}`"));
                }
                let changes = core
                    .community
                    .create_account(now.wall, &name, &domain, password)
                    .map_err(text)?;
                Ok((changes, format!("added `{name}`")))
            }
            AccountCommand::SetPassword { name, password } => {
                let name = parse(name)?;
                let changes = core
                    .community
                    .change_password(&name, &domain, password)
                    .map_err(text)?;
                Ok((changes, format!("changed the password of `{name}`")))
            }
            AccountCommand::Remove { name } => {
                let name = parse(name)?;
                let changes = core.community.remove_account(&name).map_err(text)?;
                Ok((changes, format!("removed `{name}`")))
            }
            AccountCommand::List => Ok((Vec::new(), list(core))),
            AccountCommand::Judge {
                name,
                other,
                verdict,
            } => {
                let name = parse(name)?;
                let changes = core.community.judge(now.wall, &name, other, *verdict);
                let done = format!("`{name}` {} `{other}`", verdict.done());
                Ok((changes.map_err(text)?, done))
            }
            AccountCommand::LogIn { name } => {
                self.switch_login(core, agenda, now, name, AccountStatus::LoggedIn)
            }
            AccountCommand::LogOff { name } => {
                self.switch_login(core, agenda, now, name, AccountStatus::LoggedOut)
            }
        }
    }

    fn switch_login(
        &self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        name: &str,
        status: AccountStatus,
    ) -> Result<(Vec<Change>, String), String> {
        let name = parse(name)?;
        if !self.is_configured(&name) {
            return Err(format!("`{name}` is not in chan_skype.conf"));
        }
        self.write_status(core, agenda, now, &name, Some(status));
        let word = if status == AccountStatus::LoggedIn {
            "logging in"
        } else {
            "logged off"
        };
        Ok((Vec::new(), format!("{word} `{name}`")))
    }
}

fn parse(name: &str) -> Result<SkypeName, String> {
    SkypeName::parse(name).map_err(|bad| bad.to_string())
}

/// A line an account: name, availability, full name.
fn list(core: &Core) -> String {
    core.community
        .accounts()
        .fold(String::new(), |mut text, account| {
            let availability = core.community.own_presence(&account.name).availability;
            let fullname = &account.profile.fullname;
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{}",
                format!("{:<32} {availability:<16} {fullname}", account.name).trim_end()
            );
            text
        })
}
