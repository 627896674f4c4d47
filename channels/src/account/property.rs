//! `SKYPE_ACCOUNT_PROPERTY` and `SKYPE_BUDDIES` (001, 3.3.4 and 3.3.5).

use community::{AccountStatus, Property, Refusal, SkypeName};
use runtime::host::{Cause, Reply, RequestId};

use super::login::Logins;
use crate::agenda::{Agenda, Then};
use crate::core::Core;
use crate::io::Now;
use crate::refusal;

/// The value of a property of any account.
pub(crate) fn read_property(core: &Core, account: &str, property: &str) -> Reply {
    let value = SkypeName::parse(account).map_err(Refusal::from);
    match value.and_then(|name| core.community.property(&name, property)) {
        Ok(text) => Reply::Text(text),
        Err(refusal) => refusal::reply(&refusal),
    }
}

/// The buddies of an account with their states.
pub(crate) fn buddies(core: &Core, account: &str) -> Reply {
    let name = SkypeName::parse(account)
        .ok()
        .filter(|name| core.community.account(name).is_some());
    let Some(name) = name else {
        return Reply::NotFound(account.to_owned());
    };
    let rows = core.community.buddies(&name).into_iter();
    Reply::Rows(
        rows.map(|(buddy, state)| (buddy.to_string(), state.to_string()))
            .collect(),
    )
}

impl Logins {
    /// A script writes `[account, property, value]`. The account has to be one that the switch is logged
    /// in to, except that writing the status is how to log in.
    pub(crate) fn write_property(
        &self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        id: RequestId,
        what: [&str; 3],
    ) {
        match self.property_changes(core, agenda, now, what) {
            Ok(Some(changes)) => agenda.commit(core, changes, Then::Reply(id, Reply::Done)),
            Ok(None) => core.reply(id, Reply::Done),
            Err(reply) => core.reply(id, reply),
        }
    }

    /// What has to be on disk; nothing for a status.
    fn property_changes(
        &self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        [account, property, value]: [&str; 3],
    ) -> Result<Option<Vec<community::Change>>, Reply> {
        let refused = |refusal: Refusal| refusal::reply(&refusal);
        let name = SkypeName::parse(account).map_err(|bad| refused(bad.into()))?;
        let row = Property::find(property).map_err(refused)?;
        row.check(value).map_err(refused)?;
        if core.community.account(&name).is_none() {
            return Err(Reply::NotFound(name.to_string()));
        }
        let not_ours = || {
            Reply::Refused(
                Cause::Rejected,
                format!("the switch is not logged in to `{name}`"),
            )
        };
        if row.name == "status" && self.is_configured(&name) {
            self.write_status(core, agenda, now, &name, AccountStatus::parse(value));
            return Ok(None);
        }
        if super::logged_in(core, &name).is_none() {
            return Err(not_ours());
        }
        core.community
            .set_property(&name, row.name, value)
            .map(Some)
            .map_err(refused)
    }

    /// Logs off, or in. The steps of a login cannot be chosen: they lead where it leads.
    pub(super) fn write_status(
        &self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        name: &SkypeName,
        status: Option<AccountStatus>,
    ) {
        match status {
            Some(AccountStatus::LoggedOutAndPasswordSaved) => {
                agenda.notice(
                    core.community
                        .set_status(name, AccountStatus::LoggedOutAndPasswordSaved),
                );
            }
            Some(AccountStatus::LoggedOut | AccountStatus::LoggingOut) => {
                agenda.notice(core.community.set_status(name, AccountStatus::LoggedOut));
            }
            Some(_) if core.community.status(name) != AccountStatus::LoggedIn => {
                self.log_in(core, agenda, now, name);
            }
            _ => {}
        }
    }
}
