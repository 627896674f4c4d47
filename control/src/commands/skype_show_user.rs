//! `skype show user <name>`: one account (manual, 4.2.10).

use super::skype_show_users::status;
use crate::table::align;
use crate::{Command, Outcome, Switchboard};

pub(super) static SKYPE_SHOW_USER: Command = Command {
    words: "skype show user",
    usage: "skype show user <name>",
    arguments: 1..=1,
    summary: "Shows one account.",
    run,
};

fn run(arguments: &[String], board: &dyn Switchboard) -> Outcome {
    let name = &arguments[0];
    let accounts = board.accounts();
    let mut found = accounts.iter();
    let Some(account) = found.find(|account| account.name.eq_ignore_ascii_case(name)) else {
        let names = accounts.iter().map(|account| account.name.as_str());
        return Outcome::missing("account", name, names);
    };
    let clients = account.clients.to_string();
    let rows = [
        ["Skype Name:", &account.name],
        ["Full Name:", &account.fullname],
        ["Status:", status(account)],
        ["Availability:", account.availability],
        ["Clients:", &clients],
    ];
    Outcome::done(align(rows.map(|row| row.map(str::to_owned))))
}

#[cfg(test)]
mod tests {
    use crate::sample::{check, refuse};

    #[test]
    fn an_account_is_shown_line_by_line() {
        check(
            "skype show user James_Bond",
            "\
Skype Name:    james_bond
Full Name:     James Bond
Status:        Logged In
Availability:  Invisible
Clients:       0",
        );
    }

    #[test]
    fn a_misspelt_account_is_guessed() {
        refuse(
            "skype show user james_bnod",
            "there is no account `james_bnod`; did you mean `james_bond`?",
        );
        refuse(
            "skype show user \x1b]0;x\x07",
            "there is no account `\\u{1b}]0;x\\u{7}`",
        );
    }
}
