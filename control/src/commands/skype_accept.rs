//! `skype accept`, `block`, `deny`, `forget` and `ignore <name> <buddy>`: what a person decides about a buddy,
//! done by the operator. The manual has no such commands: Skype's own client did it.

use community::Verdict;

use crate::{Command, Outcome, Switchboard, escape};

pub(super) static SKYPE_ACCEPT: Command = Command {
    words: "skype accept",
    usage: "skype accept <name> <buddy>",
    arguments: 2..=2,
    summary: "Lets a buddy see an account, whether asked or not.",
    run: |arguments, board| judge(arguments, board, Verdict::Accept),
};

pub(super) static SKYPE_BLOCK: Command = Command {
    words: "skype block",
    usage: "skype block <name> <buddy>",
    arguments: 2..=2,
    summary: "Keeps a buddy from seeing, asking, writing to and calling an account.",
    run: |arguments, board| judge(arguments, board, Verdict::Block),
};

pub(super) static SKYPE_DENY: Command = Command {
    words: "skype deny",
    usage: "skype deny <name> <buddy>",
    arguments: 2..=2,
    summary: "Does not let a buddy see an account; the buddy may ask again.",
    run: |arguments, board| judge(arguments, board, Verdict::Deny),
};

pub(super) static SKYPE_FORGET: Command = Command {
    words: "skype forget",
    usage: "skype forget <name> <buddy>",
    arguments: 2..=2,
    summary: "Takes back what an account has decided about a buddy: unblocks, for one.",
    run: |arguments, board| judge(arguments, board, Verdict::Forget),
};

pub(super) static SKYPE_IGNORE: Command = Command {
    words: "skype ignore",
    usage: "skype ignore <name> <buddy>",
    arguments: 2..=2,
    summary: "Leaves all requests of a buddy to see an account without an answer.",
    run: |arguments, board| judge(arguments, board, Verdict::Ignore),
};

fn judge(arguments: &[String], board: &dyn Switchboard, verdict: Verdict) -> Outcome {
    let escaped = |text: String| escape::value(text.trim_end()).into_owned();
    let answer = board.judge(&arguments[0], &arguments[1], verdict);
    answer.map(escaped).map_err(escaped).into()
}

#[cfg(test)]
mod tests {
    use crate::sample::{check, refuse};

    #[test]
    fn every_verdict_reaches_the_switch() {
        for (word, done) in [
            ("accept", "accepted"),
            ("block", "blocked"),
            ("deny", "denied"),
            ("forget", "forgot"),
            ("ignore", "ignored"),
        ] {
            check(
                &format!("skype {word} james_bond max_smart"),
                &format!("`james_bond` {done} `max_smart`"),
            );
        }
    }

    #[test]
    fn nobody_decides_nothing() {
        refuse(
            "skype block \"no\nbody\" max_smart",
            "nobody has the name `no\\nbody`",
        );
    }
}
