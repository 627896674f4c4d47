//! `skype show requests <name>`: who asks to see an account, and about whom it has decided.

use runtime::status::RequestStatus;

use crate::table::table;
use crate::{Command, Outcome, Switchboard};

pub(super) static SKYPE_SHOW_REQUESTS: Command = Command {
    words: "skype show requests",
    usage: "skype show requests <name>",
    arguments: 1..=1,
    summary: "Lists who asks to see an account, and whom it accepted, denied or blocked.",
    run,
};

fn run(arguments: &[String], board: &dyn Switchboard) -> Outcome {
    let name = &arguments[0];
    match board.requests(name) {
        Some(requests) => Outcome::done(table(
            ["Buddy", "Standing", "Message"],
            requests.iter().map(row),
        )),
        None => {
            let accounts = board.accounts();
            let names = accounts.iter().map(|account| account.name.as_str());
            Outcome::missing("account", name, names)
        }
    }
}

fn row(request: &RequestStatus) -> [String; 3] {
    [
        request.by.clone(),
        request.standing.to_owned(),
        request.message.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use crate::sample::{check, refuse};

    #[test]
    fn requests_and_decisions_are_listed_with_what_was_written() {
        check(
            "skype show requests james_bond",
            "\
Buddy          Standing  Message
austin_powers  Waiting   Yeah, \\u{1b}baby
max_smart      Blocked",
        );
    }

    #[test]
    fn requests_to_nobody_are_refused() {
        refuse(
            "skype show requests jamesbond",
            "there is no account `jamesbond`; did you mean `james_bond`?",
        );
    }
}
