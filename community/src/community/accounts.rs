//! Accounts: made, removed, proved, described.

use std::time::SystemTime;

use crate::account::Account;
use crate::buddy::Standing;
use crate::change::Change;
use crate::community::Community;
use crate::destination::Destination;
use crate::ha1::Ha1;
use crate::name::SkypeName;
use crate::profile::{Privacy, Profile, Reader, visible_profile};
use crate::property::{AccountView, Property};
use crate::refusal::Refusal;

impl Community {
    /// Makes an account. The name is taken from now on, even while it is not on disk yet.
    pub fn create_account(
        &mut self,
        now: SystemTime,
        name: &SkypeName,
        realm: &str,
        password: &str,
    ) -> Result<Vec<Change>, Refusal> {
        if self.tables.accounts.contains_key(name) || self.reserved.contains(name) {
            return Err(Refusal::AccountExists { name: name.clone() });
        }
        let ha1 = Ha1::new(name.as_str(), realm, password)?;
        self.reserved.insert(name.clone());
        Ok(vec![Change::AccountAdded {
            name: name.clone(),
            ha1,
            at: now.into(),
        }])
    }

    /// An account of `chan_skype.conf`: there afterwards, with this password.
    pub fn adopt_account(
        &mut self,
        now: SystemTime,
        name: &SkypeName,
        realm: &str,
        password: &str,
    ) -> Result<Vec<Change>, Refusal> {
        let ha1 = Ha1::new(name.as_str(), realm, password)?;
        match self.tables.accounts.get(name) {
            Some(account) if account.ha1 == ha1 => Ok(Vec::new()),
            Some(_) => Ok(vec![Change::PasswordSet {
                name: name.clone(),
                ha1,
            }]),
            None => self.create_account(now, name, realm, password),
        }
    }

    /// Removes an account and everything about it.
    pub fn remove_account(&self, name: &SkypeName) -> Result<Vec<Change>, Refusal> {
        self.require(name)?;
        Ok(vec![Change::AccountRemoved { name: name.clone() }])
    }

    /// Sets another password.
    pub fn change_password(
        &self,
        name: &SkypeName,
        realm: &str,
        password: &str,
    ) -> Result<Vec<Change>, Refusal> {
        self.require(name)?;
        let ha1 = Ha1::new(name.as_str(), realm, password)?;
        Ok(vec![Change::PasswordSet {
            name: name.clone(),
            ha1,
        }])
    }

    /// The account of that name.
    pub fn account(&self, name: &SkypeName) -> Option<&Account> {
        self.tables.accounts.get(name)
    }

    /// All accounts, by name.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.tables.accounts.values()
    }

    /// The digest secrets to check a client's answer with.
    pub fn ha1(&self, name: &SkypeName) -> Option<&Ha1> {
        self.tables.accounts.get(name).map(|account| &account.ha1)
    }

    /// `SKYPE_ACCOUNT_PROPERTY(account,property)`, read.
    pub fn property(&self, name: &SkypeName, property: &str) -> Result<String, Refusal> {
        let row = Property::find(property)?;
        let account = self
            .account(name)
            .ok_or_else(|| Refusal::UnknownAccount { name: name.clone() })?;
        let availability = self.own_presence(name).availability;
        Ok(row.read(&AccountView {
            account,
            status: self.status(name),
            availability,
        }))
    }

    /// `SKYPE_ACCOUNT_PROPERTY(account,property)`, written.
    pub fn set_property(
        &self,
        name: &SkypeName,
        property: &str,
        value: &str,
    ) -> Result<Vec<Change>, Refusal> {
        let row = Property::find(property)?;
        self.require(name)?;
        row.check(value)?;
        Ok(vec![Change::PropertySet {
            name: name.clone(),
            property: row.name,
            value: value.to_owned(),
        }])
    }

    /// What the viewer may read of the owner's profile. Empty for a name that nobody has.
    pub fn visible_profile(&self, viewer: &SkypeName, owner: &SkypeName) -> Profile {
        let Some(account) = self.account(owner) else {
            return Profile::default();
        };
        let reader = match self
            .tables
            .relation(owner, &Destination::Member(viewer.clone()))
            .standing
        {
            _ if viewer == owner => Reader::Owner,
            Standing::Authorized => Reader::Authorized,
            Standing::Blocked => Reader::Blocked,
            _ => Reader::Stranger,
        };
        visible_profile(&account.profile, Privacy::default(), reader)
    }
}
