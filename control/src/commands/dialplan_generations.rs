//! `dialplan generations`: which there are, and the calls in each.

use runtime::status::GenerationStatus;

use crate::table::{count, table};
use crate::{Command, Outcome, Switchboard};

pub(super) static DIALPLAN_GENERATIONS: Command = Command {
    words: "dialplan generations",
    usage: "dialplan generations",
    arguments: 0..=0,
    summary: "Lists the generations of the dialplan and the calls in each.",
    run,
};

fn run(_: &[String], board: &dyn Switchboard) -> Outcome {
    let generations = board.generations();
    let headings = ["Generation", "State", "Since", "Files", "Calls"];
    let rows = table(headings, generations.iter().map(row));
    let count = count(generations.len(), "generation", "generations");
    Outcome::done(format!("{rows}\n{count}"))
}

fn row(generation: &GenerationStatus) -> [String; 5] {
    let age = generation.age.map_or_else(
        || "-".to_owned(),
        |age| {
            let seconds = age.as_secs();
            let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
            format!("{hours}:{minutes:02}:{:02}", seconds % 60)
        },
    );
    [
        generation.number.to_string(),
        generation.state.to_owned(),
        age,
        generation.files.to_string(),
        generation.calls.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use runtime::status::GenerationStatus;

    use crate::sample::{Sample, check_on};

    #[test]
    fn generations_are_listed_with_their_calls() {
        let row = |number, state, seconds, calls| GenerationStatus {
            number,
            state,
            age: Some(Duration::from_secs(seconds)),
            files: 12,
            calls,
        };
        let board = Sample {
            generations: vec![row(3, "Kept", 90_061, 2), row(4, "In force", 59, 0)],
            ..Sample::busy()
        };
        check_on(
            &board,
            "dialplan generations",
            "\
Generation  State     Since     Files  Calls
3           Kept      25:01:01  12     2
4           In force  0:00:59   12     0
2 generations",
        );
    }
}
