//! `dialplan show trace NUMBER`: what a call did, step by step.

use crate::story::whole;
use crate::{Command, Outcome, Switchboard, escape};

pub(super) static DIALPLAN_SHOW_TRACE: Command = Command {
    words: "dialplan show trace",
    usage: "dialplan show trace <number>",
    arguments: 1..=1,
    summary: "Shows what a call did, step by step.",
    run,
};

fn run(arguments: &[String], board: &dyn Switchboard) -> Outcome {
    match find(&arguments[0], board) {
        Ok(kept) => Outcome::done(whole(&kept)),
        Err(outcome) => outcome,
    }
}

/// The kept call of that number.
pub(super) fn find(number: &str, board: &dyn Switchboard) -> Result<runtime::trace::Kept, Outcome> {
    let found = number.parse().ok().and_then(|number| board.trace(number));
    found.ok_or_else(|| {
        let number = escape::value(number);
        Outcome::failed(format!(
            "no trace `{number}` is kept; `dialplan show traces` lists them"
        ))
    })
}

#[cfg(test)]
mod tests {
    use crate::sample::{check, refuse};

    #[test]
    fn a_call_is_told_with_places_times_and_statements() {
        check(
            "dialplan show trace 1",
            "\
Trace 1: SIP/desk-00001 (\\u{1b}[2Jaustin_powers) called 100@internal
at 2023-11-14 22:13:20, for 2.000 s, and ended with normal
      at  place          step
   0.000                 [100@internal]
   0.000  demo.rhai:5    Wait(2)                                   | extension \"james_bond\" => { }
   2.000                   took 2.000 s waiting
   2.000                   x: (unset) → \"\\u{1b}[2J\"
   2.000                 ended with normal",
        );
    }

    #[test]
    fn a_trace_that_is_not_there_is_said_not_to_be() {
        let text =
            |number| format!("no trace `{number}` is kept; `dialplan show traces` lists them");
        refuse("dialplan show trace 3", &text("3"));
        refuse("dialplan show trace x", &text("x"));
    }
}
