//! One account: a name, how it proves itself, and what it tells.

use crate::availability::Availability;
use crate::credit::Credit;
use crate::ha1::Ha1;
use crate::name::SkypeName;
use crate::profile::Profile;
use crate::timestamp::Timestamp;

/// What is on disk of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The Skype name.
    pub name: SkypeName,
    /// The digest secrets.
    pub ha1: Ha1,
    /// When it was made.
    pub created: Timestamp,
    /// What it tells about its owner.
    pub profile: Profile,
    /// The availability set through the account property. Counts while the switch is logged in.
    pub chosen: Option<Availability>,
    /// What it may spend.
    pub credit: Credit,
}

impl Account {
    /// An account with an empty profile and no credit.
    pub fn new(name: SkypeName, ha1: Ha1, created: Timestamp) -> Self {
        Self {
            name,
            ha1,
            created,
            profile: Profile::default(),
            chosen: None,
            credit: Credit::default(),
        }
    }
}
