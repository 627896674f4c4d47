//! `skype show buddies <name>`: the buddy list of an account (manual, 4.2.3).

use runtime::status::BuddyStatus;

use crate::table::{count, table};
use crate::{Command, Outcome, Switchboard};

pub(super) static SKYPE_SHOW_BUDDIES: Command = Command {
    words: "skype show buddies",
    usage: "skype show buddies <name>",
    arguments: 1..=1,
    summary: "Lists the buddies of an account.",
    run,
};

fn run(arguments: &[String], board: &dyn Switchboard) -> Outcome {
    let name = &arguments[0];
    let Some(buddies) = board.buddies(name) else {
        let accounts = board.accounts();
        let names = accounts.iter().map(|account| account.name.as_str());
        return Outcome::missing("account", name, names);
    };
    let rows = table(["Buddy", "Full Name", "Status"], buddies.iter().map(row));
    let count = count(buddies.len(), "buddy", "buddies");
    Outcome::done(format!("{rows}\n{count}"))
}

fn row(buddy: &BuddyStatus) -> [String; 3] {
    [
        buddy.buddy.clone(),
        buddy.fullname.clone(),
        buddy.state.to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use crate::sample::{check, refuse};

    #[test]
    fn buddies_are_listed_with_their_states() {
        check(
            "skype show buddies james_bond",
            "\
Buddy          Full Name      Status
+442072221010                 SkypeOut
austin_powers  Austin Powers  Waiting for Authorization
2 buddies",
        );
        check(
            "skype show buddies austin_powers",
            "Buddy  Full Name  Status\n0 buddies",
        );
    }

    #[test]
    fn buddies_of_nobody_are_refused() {
        refuse(
            "skype show buddies jamesbond",
            "there is no account `jamesbond`; did you mean `james_bond`?",
        );
    }
}
