//! `dialplan reload`: reads the dialplan again. With an error in it, nothing changes.

use crate::{Command, Outcome, Switchboard};

pub(super) static DIALPLAN_RELOAD: Command = Command {
    words: "dialplan reload",
    usage: "dialplan reload",
    arguments: 0..=0,
    summary: "Reads the dialplan again; calls that are up stay in the old one.",
    run,
};

fn run(_: &[String], board: &dyn Switchboard) -> Outcome {
    board.reload().into()
}

#[cfg(test)]
mod tests {
    use crate::sample::{Sample, check_on, refuse_on};

    #[test]
    fn a_reload_reports_what_it_read() {
        let board = Sample {
            reload: Ok("generation 2: 2 contexts from 1 file\n".to_owned()),
            ..Sample::busy()
        };
        check_on(
            &board,
            "dialplan reload",
            "generation 2: 2 contexts from 1 file",
        );
    }

    #[test]
    fn a_refused_reload_says_what_is_wrong_where() {
        let board = Sample {
            reload: Err("[E0001] Error: no\n   ╭─[ demo.rhai:1:1 ]\n".to_owned()),
            ..Sample::busy()
        };
        let expected = "[E0001] Error: no\n   ╭─[ demo.rhai:1:1 ]";
        refuse_on(&board, "dialplan reload", expected);
    }
}
