//! `core show hints`: what lamps show, and how many watch them.

use runtime::status::HintStatus;

use crate::table::{align, count};
use crate::{Command, Outcome, Switchboard};

pub(super) static CORE_SHOW_HINTS: Command = Command {
    words: "core show hints",
    usage: "core show hints",
    arguments: 0..=0,
    summary: "Lists the hints with their states and how many watch them.",
    run,
};

fn run(_: &[String], board: &dyn Switchboard) -> Outcome {
    let hints = board.hints();
    if hints.is_empty() {
        return Outcome::done("There are no registered dialplan hints");
    }
    let rows = align(hints.iter().map(row));
    let count = count(hints.len(), "hint", "hints");
    let rule = "----------------";
    Outcome::done(format!(
        "    -= Registered Dial Plan Hints =-\n{rows}\n{rule}\n- {count} registered"
    ))
}

fn row(hint: &HintStatus) -> [String; 4] {
    [
        format!("{}@{}", hint.extension, hint.context),
        format!(": {}", hint.watches),
        format!("State:{}", hint.state),
        format!("Watchers {}", hint.watchers),
    ]
}

#[cfg(test)]
mod tests {
    use crate::sample::{Sample, check, check_on};

    #[test]
    fn hints_are_listed_with_their_states() {
        check(
            "core show hints",
            "    -= Registered Dial Plan Hints =-
100@demo      : Skype:james_bond@austin_powers  State:Idle         Watchers 1
200@internal  : SIP/shoe-phone&SIP/kitchen      State:Unavailable  Watchers 12
----------------
- 2 hints registered",
        );
    }

    #[test]
    fn no_hints_are_said_to_be_none() {
        check_on(
            &Sample::default(),
            "core show hints",
            "There are no registered dialplan hints",
        );
    }
}
