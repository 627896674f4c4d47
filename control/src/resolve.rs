//! Finds the command that typed words stand for.
//!
//! Each word may be shortened to what only one command has in its place: `co sh h` is
//! `core show hints`. What is still short for several is the one that takes as many arguments: `co sh ch` is
//! `core show channels`, since `core show channel` takes one. A whole word goes before the longer ones that begin with it: `skype show user` is
//! not `skype show users`. Upper and lower case are the same.

use runtime::diagnostic::nearest;

use crate::{COMMANDS, Command, escape};

/// Why there is no one command for the words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unresolved {
    /// No command begins so.
    #[error("no such command `{typed}`; {}", match suggestion {
        Some(command) => format!("did you mean `{command}`?"),
        None => "`help` lists them all".to_owned(),
    })]
    Unknown {
        /// The words.
        typed: String,
        /// The command they are nearest to.
        suggestion: Option<&'static str>,
    },
    /// Commands begin so, but none ends there.
    #[error("`{typed}` is not a whole command; it goes on with `{}`", next.join("`, `"))]
    Incomplete {
        /// The words.
        typed: String,
        /// What can follow, sorted.
        next: Vec<&'static str>,
    },
    /// A word is short for several.
    #[error("`{typed}` is short for several commands: `{}`", commands.join("`, `"))]
    Ambiguous {
        /// The words.
        typed: String,
        /// All of them, sorted.
        commands: Vec<&'static str>,
    },
}

/// The command and its arguments. `words` is not empty.
pub(crate) fn resolve(words: &[String]) -> Result<(&'static Command, &[String]), Unresolved> {
    let (left, used) = narrow(words);
    let (whole, longer): (Vec<_>, Vec<_>) =
        left.iter().partition(|command| command.length() == used);
    match whole[..] {
        [command] => Ok((command, &words[used..])),
        [] if used == words.len() => Err(Unresolved::Incomplete {
            typed: typed(words),
            next: following(&longer, used),
        }),
        [] => Err(unknown(words)),
        _ => match taking(&whole, words.len() - used) {
            Some(command) => Ok((command, &words[used..])),
            None => Err(Unresolved::Ambiguous {
                typed: typed(&words[..used]),
                commands: whole.iter().map(|command| command.words).collect(),
            }),
        },
    }
}

/// The one command of several that takes so many arguments.
fn taking(commands: &[&'static Command], count: usize) -> Option<&'static Command> {
    let mut taking = commands
        .iter()
        .filter(|command| command.arguments.contains(&count));
    let command = taking.next()?;
    taking.next().is_none().then_some(command)
}

/// The commands that fit as many of the words as any command does, and how many words that is.
pub(crate) fn narrow(words: &[String]) -> (Vec<&'static Command>, usize) {
    let mut left = COMMANDS.to_vec();
    for (at, word) in words.iter().enumerate() {
        let fitting = fitting(&left, at, word);
        if fitting.is_empty() {
            return (left, at);
        }
        left = fitting;
    }
    (left, words.len())
}

/// The words that the commands have in one place, sorted, each once.
pub(crate) fn following(commands: &[&'static Command], at: usize) -> Vec<&'static str> {
    let mut words: Vec<&str> = commands.iter().filter_map(|c| c.word(at)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The error for words that no command begins with.
pub(crate) fn unknown(words: &[String]) -> Unresolved {
    Unresolved::Unknown {
        typed: typed(words),
        suggestion: suggestion(words),
    }
}

/// Commands whose word in the place `at` is, or else begins with, the typed one.
fn fitting(commands: &[&'static Command], at: usize, word: &str) -> Vec<&'static Command> {
    let having = |fits: &dyn Fn(&str) -> bool| -> Vec<_> {
        let commands = commands.iter().copied();
        commands.filter(|c| c.word(at).is_some_and(fits)).collect()
    };
    let exact = having(&|full| full.eq_ignore_ascii_case(word));
    if exact.is_empty() && !word.is_empty() {
        return having(&|full| begins(full, word));
    }
    exact
}

/// Whether `full` begins with what was typed.
pub(crate) fn begins(full: &str, typed: &str) -> bool {
    let beginning = full.get(..typed.len());
    beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(typed))
}

/// The command meant: with one word misspelt, with a word left out, or named by a word further in.
fn suggestion(words: &[String]) -> Option<&'static str> {
    let line = words.join(" ");
    // The comparison costs the product of the lengths, and no command is as long as this.
    if line.len() > 100 {
        return None;
    }
    corrected(words)
        .or_else(|| nearest(&line, COMMANDS.iter().map(|command| command.words)))
        .or_else(|| having_word(&words[0]))
}

/// The one command there is when the first word that fits nothing is taken for the nearest that would.
fn corrected(words: &[String]) -> Option<&'static str> {
    let (left, at) = narrow(words);
    let meant = nearest(words.get(at)?, following(&left, at))?;
    let mut mended = words.to_vec();
    meant.clone_into(&mut mended[at]);
    match resolve(&mended) {
        Ok((command, _)) => Some(command.words),
        Err(Unresolved::Unknown { suggestion, .. }) => suggestion,
        Err(_) => None,
    }
}

/// The one command that has the word anywhere.
fn having_word(word: &str) -> Option<&'static str> {
    let mut having = COMMANDS.iter().filter(|command| {
        let mut words = command.words.split(' ');
        words.any(|full| full.eq_ignore_ascii_case(word))
    });
    let command = having.next()?;
    having.next().is_none().then_some(command.words)
}

fn typed(words: &[String]) -> String {
    escape::value(&words.join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::split;

    fn check(line: &str, expected: &str) {
        let words = split(line);
        let found = match resolve(&words) {
            Ok((command, arguments)) => format!("{} {arguments:?}", command.words),
            Err(wrong) => wrong.to_string(),
        };
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn words_may_be_shortened_while_only_one_command_fits() {
        check("core show channels", "core show channels []");
        check("co SH ch", "core show channels []");
        check("d rel", "dialplan reload []");
        check("sk logi us bond", "skype login user [\"bond\"]");
        check("h core show", "help [\"core\", \"show\"]");
    }

    #[test]
    fn a_whole_word_goes_before_longer_ones() {
        check("skype show user", "skype show user []");
        check(
            "core show application Dial",
            "core show application [\"Dial\"]",
        );
    }

    #[test]
    fn a_word_short_for_several_names_them() {
        check(
            "skype l us bond",
            "`skype l us` is short for several commands: `skype login user`, `skype logoff user`",
        );
    }

    #[test]
    fn a_word_short_for_several_is_the_one_that_takes_as_many_arguments() {
        check("core show app", "core show applications []");
        check("core show app Dial", "core show application [\"Dial\"]");
        check("dialplan show tr 7", "dialplan show trace [\"7\"]");
    }

    #[test]
    fn a_beginning_says_how_it_goes_on() {
        check(
            "dialplan",
            "`dialplan` is not a whole command; it goes on with `export`, `generations`, `reload`, `rollback`, `show`, `trace`",
        );
        check(
            "skype l",
            "`skype l` is not a whole command; it goes on with `user`",
        );
    }

    #[test]
    fn a_misspelt_command_is_guessed() {
        let meant = |line: &str, command: &str| {
            let expected = format!("no such command `{line}`; did you mean `{command}`?");
            check(line, &expected);
        };
        meant("core show chanels", "core show channels");
        meant("cor shwo hints", "core show hints");
        meant("show channels", "core show channels");
        meant("reload", "dialplan reload");
        meant("skipe show users", "skype show users");
        check("sing", "no such command `sing`; `help` lists them all");
    }

    #[test]
    fn what_was_typed_is_shown_escaped() {
        check(
            "\x1b[2J",
            "no such command `\\u{1b}[2J`; `help` lists them all",
        );
    }

    proptest! {
        #[test]
        fn no_words_make_it_panic(words in prop::collection::vec("[ -~]{0,8}|core|show|skype|\\PC*", 1..6)) {
            let _ = resolve(&words);
        }
    }
}
