//! The switch's own logins to the accounts of `chan_skype.conf`.
//!
//! In: the configuration, at start and when it is read anew; accounts that are made or get another
//! password. Out: accounts that did not exist, properties of `setvar`, and the status of each login. A
//! wrong secret leaves the account logged out and says so in the log.

use std::collections::BTreeMap;

use community::config::User;
use community::{AccountStatus, Ha1, SkypeName};

use crate::agenda::{Agenda, Then};
use crate::core::Core;
use crate::io::Now;

/// The accounts that are to be logged in, as they were configured.
#[derive(Debug, Default)]
pub(crate) struct Logins {
    users: BTreeMap<SkypeName, User>,
}

impl Logins {
    /// The configuration is there, or another one.
    pub(crate) fn handle_configuration(&mut self, core: &mut Core, agenda: &mut Agenda, now: Now) {
        let users = core
            .config
            .skype
            .users
            .iter()
            .map(|user| (user.name.clone(), user.clone()));
        let before = std::mem::replace(&mut self.users, users.collect());
        for name in before.keys().filter(|name| !self.users.contains_key(*name)) {
            core.community.set_buddy_policy(name, None);
            agenda.notice(core.community.set_status(name, AccountStatus::LoggedOut));
        }
        let names: Vec<_> = self.users.keys().cloned().collect();
        for name in names {
            let user = &self.users[&name];
            core.community
                .set_buddy_policy(&name, Some(user.buddy_policy()));
            let unchanged = before.get(&name) == Some(user);
            if !unchanged || core.community.status(&name) != AccountStatus::LoggedIn {
                self.log_in(core, agenda, now, &name);
            }
        }
    }

    /// Whether the account is one of `chan_skype.conf`.
    pub(crate) fn is_configured(&self, name: &SkypeName) -> bool {
        self.users.contains_key(name)
    }

    /// Logs in to an account, which is made if there is none.
    pub(crate) fn log_in(&self, core: &mut Core, agenda: &mut Agenda, now: Now, name: &SkypeName) {
        let Some(user) = self.users.get(name) else {
            return;
        };
        if core.community.account(name).is_none() {
            return make(core, agenda, now, user);
        }
        if !knows_secret(core, user) {
            return self.handle_failed(core, agenda, name);
        }
        let mut changes = Vec::new();
        for (property, value) in user.account_properties() {
            let present = core.community.property(name, property);
            if property == "status" || present.is_ok_and(|present| present == value) {
                continue;
            }
            match core.community.set_property(name, property, &value) {
                Ok(change) => changes.extend(change),
                Err(refusal) => {
                    tracing::error!(account = %name, %refusal, "a property was not set")
                }
            }
        }
        if !changes.is_empty() {
            agenda.notice(core.community.set_status(name, AccountStatus::LoggingIn));
        }
        agenda.commit(core, changes, Then::LoggedIn(name.clone()));
    }

    /// The properties of an account are set.
    pub(crate) fn handle_logged_in(&self, core: &mut Core, agenda: &mut Agenda, name: &SkypeName) {
        // The configuration may have changed meanwhile.
        if self.is_configured(name) {
            agenda.notice(core.community.set_status(name, AccountStatus::LoggedIn));
        }
    }

    /// A login did not succeed; why is in the log.
    pub(crate) fn handle_failed(&self, core: &mut Core, agenda: &mut Agenda, name: &SkypeName) {
        agenda.notice(core.community.set_status(name, AccountStatus::LoggedOut));
    }

    /// An account was made, or has another password.
    pub(crate) fn handle_secret(
        &self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        name: &SkypeName,
    ) {
        let Some(user) = self.users.get(name) else {
            return;
        };
        if core.community.status(name) != AccountStatus::LoggedIn || !knows_secret(core, user) {
            self.log_in(core, agenda, now, name);
        }
    }
}

fn make(core: &mut Core, agenda: &mut Agenda, now: Now, user: &User) {
    let name = &user.name;
    let Some(secret) = &user.secret else {
        tracing::error!(account = %name, "cannot log in: there is no such account, and without `secret` it is not made");
        return;
    };
    if core.auth.endpoint(&core.config, name.as_str()).is_some() {
        tracing::error!(account = %name, "cannot log in: an endpoint has that name");
        return;
    }
    let domain = core.config.domain.clone();
    match core
        .community
        .create_account(now.wall, name, &domain, secret)
    {
        Ok(changes) => agenda.commit(core, changes, Then::Made(name.clone())),
        Err(refusal) => tracing::error!(account = %name, %refusal, "cannot make the account"),
    }
}

/// Whether the configured secret is the account's; without one the switch needs none.
fn knows_secret(core: &Core, user: &User) -> bool {
    let (Some(secret), Some(kept)) = (&user.secret, core.community.ha1(&user.name)) else {
        return true;
    };
    if kept.realm != core.config.domain {
        tracing::error!(account = %user.name, realm = kept.realm, domain = core.config.domain,
            "cannot log in: the password was set for another domain; set it again");
        return false;
    }
    let known =
        Ha1::new(user.name.as_str(), &core.config.domain, secret).is_ok_and(|ha1| ha1 == *kept);
    if !known {
        tracing::error!(account = %user.name, line = user.line,
            "cannot log in: `secret` in chan_skype.conf is not the account's password");
    }
    known
}
