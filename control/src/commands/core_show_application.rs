//! `core show application <name>`: the reference of one application.

use crate::{Command, Outcome, Switchboard};

pub(super) static CORE_SHOW_APPLICATION: Command = Command {
    words: "core show application",
    usage: "core show application <name>",
    arguments: 1..=1,
    summary: "Explains one application of the dialplan.",
    run,
};

fn run(arguments: &[String], board: &dyn Switchboard) -> Outcome {
    let name = &arguments[0];
    let names = board.library().applications.iter().map(|row| row.name);
    // Whoever asks need not know how it is written.
    let known = names.clone().find(|known| known.eq_ignore_ascii_case(name));
    match known.and_then(|known| board.show_application(known)) {
        Some(text) => Outcome::done(text),
        None => Outcome::missing("application", name, names),
    }
}

#[cfg(test)]
mod tests {
    use crate::sample::{check, refuse};

    #[test]
    fn an_application_is_explained() {
        check(
            "core show application Dial",
            "all about the application Dial",
        );
        check(
            "core show application dial",
            "all about the application Dial",
        );
    }

    #[test]
    fn a_misspelt_application_is_guessed() {
        refuse(
            "core show application Dail",
            "there is no application `Dail`; did you mean `Dial`?",
        );
        refuse("core show application LEN", "there is no application `LEN`");
    }
}
