//! `core show applications`: what a dialplan can do.

use crate::table::pad;
use crate::{Command, Outcome, Switchboard};

pub(super) static CORE_SHOW_APPLICATIONS: Command = Command {
    words: "core show applications",
    usage: "core show applications",
    arguments: 0..=0,
    summary: "Lists the applications of the dialplan.",
    run,
};

fn run(_: &[String], board: &dyn Switchboard) -> Outcome {
    let applications = board.library().applications;
    let widest = applications.iter().map(|row| row.name.len()).max();
    let mut text = String::from("    -= Registered Applications =-\n");
    for row in applications {
        // Names end where the colons stand, as in Asterisk.
        let indent = widest.unwrap_or(0) - row.name.len();
        text.push_str(&format!(
            "  {}{}: {}\n",
            pad("", indent),
            row.name,
            row.synopsis
        ));
    }
    text.push_str(&format!(
        "    -= {} Applications Registered =-",
        applications.len()
    ));
    Outcome::done(text)
}

#[cfg(test)]
mod tests {
    use crate::sample::check;

    #[test]
    fn applications_are_listed_with_their_synopses() {
        check(
            "core show applications",
            "    -= Registered Applications =-
  Answer: Answers the channel.
    Dial: Calls one or more destinations.
    -= 2 Applications Registered =-",
        );
    }
}
