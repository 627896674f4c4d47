//! `dialplan export trace NUMBER [NAME]`: a trace as a file, for `skyplan test --replay` and `--from-trace`.

use super::dialplan_show_trace::find;
use crate::{Command, Outcome, Switchboard};

pub(super) static DIALPLAN_EXPORT_TRACE: Command = Command {
    words: "dialplan export trace",
    usage: "dialplan export trace <number> [name]",
    arguments: 1..=2,
    summary: "Prints a trace as a file has it, or writes it into the data folder.",
    run,
};

fn run(arguments: &[String], board: &dyn Switchboard) -> Outcome {
    let kept = match find(&arguments[0], board) {
        Ok(kept) => kept,
        Err(outcome) => return outcome,
    };
    let json = kept.story.to_json();
    match arguments.get(1) {
        None => Outcome::done(json),
        Some(name) if is_plain(name) => {
            let name = name.strip_suffix(".trace").unwrap_or(name);
            board.save_trace(&format!("{name}.trace"), &json).into()
        }
        Some(_) => Outcome::failed(
            "a trace is named with letters, digits, `-`, `_` and `.`, and lies in the data folder",
        ),
    }
}

/// Whether a name is one of a file, and of none elsewhere.
fn is_plain(name: &str) -> bool {
    let letters = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    !name.is_empty() && name.len() <= 100 && !name.starts_with('.') && name.chars().all(letters)
}

#[cfg(test)]
mod tests {
    use runtime::trace::Story;

    use crate::execute;
    use crate::sample::{Sample, check, refuse};

    #[test]
    fn a_trace_is_printed_as_it_can_be_read_again() {
        let board = Sample::busy();
        let outcome = execute("dialplan export trace 1", &board);
        let story = Story::from_json(&outcome.text).expect("a trace");
        assert_eq!(story.entries, board.traces[0].story.entries);
    }

    #[test]
    fn a_trace_with_a_name_goes_into_the_data_folder_and_nowhere_else() {
        check("dialplan export trace 1 night", "wrote night.trace");
        check("dialplan export trace 1 a.trace", "wrote a.trace");
        for name in ["../x", "/etc/x", ".hidden", "\"a b\"", "\"\""] {
            let line = format!("dialplan export trace 1 {name}");
            refuse(
                &line,
                "a trace is named with letters, digits, `-`, `_` and `.`, and lies in the data folder",
            );
        }
    }
}
