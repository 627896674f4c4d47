//! Accounts: those the switch is logged in to, their properties and buddies, and commands about any.
//!
//! In: the accounts of `chan_skype.conf`, wishes of scripts and operators. Out: logins, replies, rows for
//! the console. What an account is, and what its properties may be, is the community's business.

mod command;
mod login;
mod property;
mod rows;

use community::config::User;
use community::{AccountStatus, SkypeName};

pub(crate) use login::Logins;
pub(crate) use property::{buddies, read_property};
pub(crate) use rows::{account_rows, buddy_rows, request_rows};

use crate::core::Core;

/// The settings of an account that the switch is logged in to now.
pub(crate) fn logged_in<'a>(core: &'a Core, name: &SkypeName) -> Option<&'a User> {
    let user = core.config.skype.user(name)?;
    (core.community.status(name) == AccountStatus::LoggedIn).then_some(user)
}
