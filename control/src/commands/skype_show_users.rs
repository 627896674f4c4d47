//! `skype show users`: the accounts and how they are (manual, 4.2.9).

use runtime::status::AccountStatus;

use crate::table::{count, table};
use crate::{Command, Outcome, Switchboard};

pub(super) static SKYPE_SHOW_USERS: Command = Command {
    words: "skype show users",
    usage: "skype show users",
    arguments: 0..=0,
    summary: "Lists the accounts and their statuses.",
    run,
};

const HEADINGS: [&str; 5] = [
    "Skype Name",
    "Full Name",
    "Status",
    "Availability",
    "Clients",
];

fn run(_: &[String], board: &dyn Switchboard) -> Outcome {
    let accounts = board.accounts();
    let rows = table(HEADINGS, accounts.iter().map(row));
    let count = count(accounts.len(), "user", "users");
    Outcome::done(format!("{rows}\n{count}"))
}

fn row(account: &AccountStatus) -> [String; 5] {
    [
        account.name.clone(),
        account.fullname.clone(),
        status(account).to_owned(),
        account.availability.to_owned(),
        account.clients.to_string(),
    ]
}

/// The switch's own login; people's accounts, which only their clients use, have none.
pub(super) fn status(account: &AccountStatus) -> &'static str {
    if account.configured {
        account.status
    } else {
        "(not configured)"
    }
}

#[cfg(test)]
mod tests {
    use crate::sample::{Sample, check, check_on};

    #[test]
    fn accounts_are_listed_with_their_logins_and_clients() {
        check(
            "skype show users",
            "\
Skype Name     Full Name            Status            Availability  Clients
austin_powers  Austin \\u{9b}Powers  (not configured)  Online        2
james_bond     James Bond           Logged In         Invisible     0
2 users",
        );
    }

    #[test]
    fn no_accounts_are_an_empty_table() {
        check_on(
            &Sample::default(),
            "skype show users",
            "Skype Name  Full Name  Status  Availability  Clients\n0 users",
        );
    }
}
