//! Runs a line: words, command, number of arguments, answer.

use crate::resolve::resolve;
use crate::words::split;
use crate::{Outcome, Switchboard, escape};

/// Longest line, in bytes. The longest name that a command takes is a context's, 256.
pub const MAX_LINE: usize = 4096;

/// Runs one line that an operator typed. An empty line does nothing.
///
/// What comes back is safe to write to a terminal: whatever callers sent is shown with its control
/// characters escaped.
pub fn execute(line: &str, board: &dyn Switchboard) -> Outcome {
    if line.len() > MAX_LINE {
        return Outcome::failed(format!("the line is longer than {MAX_LINE} bytes"));
    }
    let words = split(line);
    let outcome = if words.is_empty() {
        Outcome::done("")
    } else {
        run(&words, board)
    };
    // Commands escape single values, so that none forges a line. This is for what they pass on whole.
    let text = escape::lines(outcome.text.trim_end()).into_owned();
    Outcome { text, ..outcome }
}

fn run(words: &[String], board: &dyn Switchboard) -> Outcome {
    match resolve(words) {
        Err(wrong) => Outcome::failed(wrong.to_string()),
        Ok((command, arguments)) if command.arguments.contains(&arguments.len()) => {
            (command.run)(arguments, board)
        }
        Ok((command, _)) => Outcome::failed(format!("usage: {}", command.usage)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sample::{Sample, check, refuse};

    #[test]
    fn an_empty_line_does_nothing() {
        check("", "");
        check(" \t", "");
    }

    #[test]
    fn a_wrong_number_of_arguments_is_answered_with_the_usage() {
        refuse("skype show user", "usage: skype show user <name>");
        refuse("core show channels all", "usage: core show channels");
    }

    #[test]
    fn a_line_has_an_end() {
        refuse(
            &"x".repeat(MAX_LINE + 1),
            "the line is longer than 4096 bytes",
        );
    }

    proptest! {
        #[test]
        fn no_line_makes_the_console_panic_or_speak_to_the_terminal(
            command in "(core|skype|dialplan|help)?( (show|login|logoff))?( [a-z]{1,6})?",
            rest: String,
        ) {
            let outcome = execute(&format!("{command} {rest}"), &Sample::default());
            let spoken = |letter: char| letter.is_control() && letter != '\n' && letter != '\t';
            prop_assert!(!outcome.text.contains(spoken));
        }
    }
}
