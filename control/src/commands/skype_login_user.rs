//! `skype login user <name>` and `skype logoff user <name>` (manual, 4.2.1 and 4.2.2).

use crate::{Command, Outcome, escape};

pub(super) static SKYPE_LOGIN_USER: Command = Command {
    words: "skype login user",
    usage: "skype login user <name>",
    arguments: 1..=1,
    summary: "Logs the switch in to an account of `chan_skype.conf`.",
    run: |arguments, board| one_line(board.log_in(&arguments[0])),
};

pub(super) static SKYPE_LOGOFF_USER: Command = Command {
    words: "skype logoff user",
    usage: "skype logoff user <name>",
    arguments: 1..=1,
    summary: "Logs the switch off from an account of `chan_skype.conf`.",
    run: |arguments, board| one_line(board.log_off(&arguments[0])),
};

/// The answer names the account, and must not let that name pass for another line.
fn one_line(answer: Result<String, String>) -> Outcome {
    let escaped = |text: String| escape::value(text.trim_end()).into_owned();
    answer.map(escaped).map_err(escaped).into()
}

#[cfg(test)]
mod tests {
    use crate::sample::{check, refuse};

    #[test]
    fn the_switch_logs_in_and_off() {
        check("skype login user james_bond", "logging in `james_bond`");
        check("skype logoff user james_bond", "logged off `james_bond`");
    }

    #[test]
    fn an_account_that_is_not_configured_is_refused() {
        refuse(
            "skype login user \"austin\npowers\"",
            "`austin\\npowers` is not in chan_skype.conf",
        );
    }
}
