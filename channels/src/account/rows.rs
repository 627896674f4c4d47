//! Rows of `skype show users`, `skype show buddies` and `skype show requests`.

use community::{SkypeName, Standing};
use runtime::status::{AccountStatus, BuddyStatus, RequestStatus};

use crate::core::Core;
use crate::io::Now;

/// All accounts, and those of the configuration that do not exist; sorted by name.
pub(crate) fn account_rows(core: &Core, now: Now) -> Vec<AccountStatus> {
    let mut names: Vec<_> = core
        .community
        .accounts()
        .map(|account| account.name.clone())
        .collect();
    names.extend(core.config.skype.users.iter().map(|user| user.name.clone()));
    names.sort();
    names.dedup();
    names
        .iter()
        .map(|name| account_row(core, now, name))
        .collect()
}

fn account_row(core: &Core, now: Now, name: &SkypeName) -> AccountStatus {
    let profile = core.community.account(name).map(|account| &account.profile);
    AccountStatus {
        name: name.to_string(),
        fullname: profile
            .map(|profile| profile.fullname.clone())
            .unwrap_or_default(),
        configured: core.config.skype.user(name).is_some(),
        status: core.community.status(name).as_str(),
        availability: core.community.own_presence(name).availability.as_str(),
        clients: core.registrar.bindings(now.instant, name.as_str()).len(),
    }
}

/// The buddies of an account, sorted; nothing when there is no such account.
pub(crate) fn buddy_rows(core: &Core, account: &str) -> Option<Vec<BuddyStatus>> {
    let name = SkypeName::parse(account).ok()?;
    core.community.account(&name)?;
    let rows = core
        .community
        .buddies(&name)
        .into_iter()
        .map(|(buddy, state)| {
            let seen = buddy
                .member()
                .map(|buddy| core.community.visible_profile(&name, buddy).fullname);
            BuddyStatus {
                buddy: buddy.to_string(),
                fullname: seen.unwrap_or_default(),
                state: state.as_str(),
            }
        });
    Some(rows.collect())
}

/// Who asks to see an account, and about whom it has decided; nothing when there is no such account.
pub(crate) fn request_rows(core: &Core, account: &str) -> Option<Vec<RequestStatus>> {
    let name = SkypeName::parse(account).ok()?;
    core.community.account(&name)?;
    let rows = core.community.standings(&name).map(|(by, standing)| {
        let message = match standing {
            Standing::Requested { message, .. } => message.clone(),
            _ => String::new(),
        };
        RequestStatus {
            by: by.to_string(),
            standing: standing.as_str(),
            message,
        }
    });
    Some(rows.collect())
}
