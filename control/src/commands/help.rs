//! `help [command]`: what there is to type.

use crate::resolve::{narrow, unknown};
use crate::table::align;
use crate::{COMMANDS, Command, Outcome, Switchboard};

pub(super) static HELP: Command = Command {
    words: "help",
    usage: "help [command]",
    // More words than any command has are answered, too.
    arguments: 0..=usize::MAX,
    summary: "Lists the commands, or those that begin with the words given.",
    run,
};

fn run(arguments: &[String], _: &dyn Switchboard) -> Outcome {
    let (commands, used) = narrow(arguments);
    match commands[..] {
        _ if arguments.is_empty() => list(COMMANDS),
        [one] if used >= one.length().min(arguments.len()) => explain(one),
        _ if used < arguments.len() => match whole(&commands, used) {
            Some(command) => explain(command),
            None => Outcome::failed(unknown(arguments).to_string()),
        },
        _ => list(&commands),
    }
}

fn explain(command: &Command) -> Outcome {
    let Command { usage, summary, .. } = command;
    Outcome::done(format!("Usage: {usage}\n       {summary}"))
}

/// The command that has all of those words and no more.
fn whole(commands: &[&'static Command], words: usize) -> Option<&'static Command> {
    let mut whole = commands.iter().filter(|command| command.length() == words);
    whole.next().copied()
}

fn list(commands: &[&Command]) -> Outcome {
    let rows = commands
        .iter()
        .map(|command| [command.usage.to_owned(), command.summary.to_owned()]);
    Outcome::done(align(rows))
}

#[cfg(test)]
mod tests {
    use crate::COMMANDS;
    use crate::sample::{Sample, check, refuse};

    #[test]
    fn every_command_is_listed_with_a_sentence() {
        let outcome = crate::execute("help", &Sample::default());
        let lines: Vec<&str> = outcome.text.lines().collect();
        assert_eq!(lines.len(), COMMANDS.len());
        for (line, command) in lines.iter().zip(COMMANDS) {
            assert!(line.starts_with(command.usage), "{line}");
            assert!(line.ends_with(command.summary), "{line}");
        }
    }

    #[test]
    fn some_words_list_what_begins_with_them() {
        check(
            "help dialplan",
            "\
dialplan export trace <number> [name]           Prints a trace as a file has it, or writes it into the data folder.
dialplan generations                            Lists the generations of the dialplan and the calls in each.
dialplan reload                                 Reads the dialplan again; calls that are up stay in the old one.
dialplan rollback                               Brings the former dialplan back until a file changes or is reloaded.
dialplan show [[extension@]context]             Shows the dialplan, one context, or where an extension leads.
dialplan show trace <number>                    Shows what a call did, step by step.
dialplan show traces                            Lists the calls whose steps are kept.
dialplan trace <channel|extension@context|all>  Follows calls step by step until Ctrl-C; several consoles may.",
        );
    }

    #[test]
    fn a_whole_command_is_explained() {
        check(
            "help skype show user",
            "Usage: skype show user <name>\n       Shows one account.",
        );
        check(
            "help dialplan sh demo",
            "Usage: dialplan show [[extension@]context]\n       Shows the dialplan, one context, or where an extension leads.",
        );
    }

    #[test]
    fn help_for_what_is_not_there_guesses() {
        refuse(
            "help core show chanels",
            "no such command `core show chanels`; did you mean `core show channels`?",
        );
    }
}
