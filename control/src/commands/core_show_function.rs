//! `core show function <name>`: the reference of one function.

use crate::{Command, Outcome, Switchboard};

pub(super) static CORE_SHOW_FUNCTION: Command = Command {
    words: "core show function",
    usage: "core show function <name>",
    arguments: 1..=1,
    summary: "Explains one function of the dialplan.",
    run,
};

fn run(arguments: &[String], board: &dyn Switchboard) -> Outcome {
    let name = &arguments[0];
    let names = board.library().functions.iter().map(|row| row.name);
    // Whoever asks need not know how it is written.
    let known = names.clone().find(|known| known.eq_ignore_ascii_case(name));
    match known.and_then(|known| board.show_function(known)) {
        Some(text) => Outcome::done(text),
        None => Outcome::missing("function", name, names),
    }
}

#[cfg(test)]
mod tests {
    use crate::sample::{check, refuse};

    #[test]
    fn a_function_is_explained() {
        check("core show function LEN", "all about the function LEN");
        check("core show function len", "all about the function LEN");
    }

    #[test]
    fn a_misspelt_function_is_guessed() {
        refuse(
            "core show function LNE",
            "there is no function `LNE`; did you mean `LEN`?",
        );
        refuse("core show function Dial", "there is no function `Dial`");
    }
}
