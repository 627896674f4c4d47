//! `dialplan rollback`: brings the generation back that was in force before this one, whatever the files say.

use crate::{Command, Outcome, Switchboard};

pub(super) static DIALPLAN_ROLLBACK: Command = Command {
    words: "dialplan rollback",
    usage: "dialplan rollback",
    arguments: 0..=0,
    summary: "Brings the former dialplan back until a file changes or is reloaded.",
    run,
};

fn run(_: &[String], board: &dyn Switchboard) -> Outcome {
    board.rollback().into()
}

#[cfg(test)]
mod tests {
    use crate::sample::{Sample, check_on, refuse_on};

    #[test]
    fn a_rollback_says_what_is_in_force() {
        let board = Sample {
            rollback: Ok("generation 1 is in force again".to_owned()),
            ..Sample::busy()
        };
        let expected = "generation 1 is in force again";
        check_on(&board, "dialplan rollback", expected);
    }

    #[test]
    fn without_a_former_generation_nothing_changes() {
        let said = "there is no generation before `1` to go back to";
        let board = Sample {
            rollback: Err(said.to_owned()),
            ..Sample::busy()
        };
        refuse_on(&board, "dialplan rollback", said);
    }
}
