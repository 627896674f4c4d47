//! Commands that scripts may run: a program and what its arguments may be.
//!
//! In: `/usr/bin/logger -t skyplan *` from the configuration, and the command of a script. Out: the words that the
//! program is called with. There is no shell: quotes and backslashes make words, and nothing else has a meaning.

use std::str::FromStr;

use super::matches;

/// A program that may be run.
///
/// Its first word is the path of the program. Each further word stands for one argument, in which `*` is any
/// characters; `...` at the end stands for as many arguments as there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    program: String,
    arguments: Vec<String>,
    /// Whether there may be more of them.
    open: bool,
}

/// Why a text is no command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandFault {
    /// A quote that is not closed.
    #[error("has a quote that is not closed")]
    OpenQuote,
    /// There is nothing in it.
    #[error("names no program")]
    Empty,
    /// The program has no whole path.
    #[error("does not begin with the whole path of a program")]
    NoPath,
    /// It cannot be handed to a program.
    #[error("has a character with the code 0 in it")]
    Zero,
}

impl Command {
    /// All programs with all arguments.
    pub(super) fn any() -> Self {
        Self {
            program: "*".to_owned(),
            arguments: Vec::new(),
            open: true,
        }
    }

    /// Whether it allows these words.
    pub fn allows(&self, words: &[String]) -> bool {
        let Some((program, arguments)) = words.split_first() else {
            return false;
        };
        let enough = arguments.len() >= self.arguments.len();
        let fits = enough && (self.open || arguments.len() == self.arguments.len());
        let mut pairs = self.arguments.iter().zip(arguments);
        matches(&self.program, program)
            && fits
            && pairs.all(|(pattern, argument)| matches(pattern, argument))
    }

    /// The program.
    pub fn program(&self) -> &str {
        &self.program
    }
}

impl FromStr for Command {
    type Err = CommandFault;

    fn from_str(text: &str) -> Result<Self, CommandFault> {
        let mut words = words(text)?;
        let program = words.remove(0);
        if !program.starts_with('/') || program.contains('*') {
            return Err(CommandFault::NoPath);
        }
        let open = words.last().is_some_and(|last| last == "...");
        if open {
            words.pop();
        }
        Ok(Self {
            program,
            arguments: words,
            open,
        })
    }
}

/// The words of a command: separated by blanks, held together by single or double quotes; a backslash makes the next
/// character ordinary, except between single quotes.
///
/// # Errors
///
/// When a quote is not closed, or there are no words.
pub fn words(text: &str) -> Result<Vec<String>, CommandFault> {
    if text.contains('\0') {
        return Err(CommandFault::Zero);
    }
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (None | Some('"'), '\\') => {
                let next = characters.next().unwrap_or('\\');
                word.get_or_insert_default().push(next);
            }
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, blank) if blank.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    if quote.is_some() {
        return Err(CommandFault::OpenQuote);
    }
    words.extend(word);
    if words.is_empty() {
        return Err(CommandFault::Empty);
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_make_words_and_nothing_else_does() {
        let check =
            |text: &str, expected: &[&str]| assert_eq!(words(text).unwrap(), expected, "{text}");
        check("a  b\tc", &["a", "b", "c"]);
        check("a 'b c' \"d e\"", &["a", "b c", "d e"]);
        check(r#"a \"b "c\"d" 'e\'"#, &["a", "\"b", "c\"d", "e\\"]);
        check("a '' b", &["a", "", "b"]);
        check("a;b $(c) `d` >e|f", &["a;b", "$(c)", "`d`", ">e|f"]);
        check("a\\", &["a\\"]);
        assert_eq!(words("a 'b"), Err(CommandFault::OpenQuote));
        assert_eq!(words("  "), Err(CommandFault::Empty));
        assert_eq!(words("a\0b"), Err(CommandFault::Zero));
    }

    #[test]
    fn a_command_fits_word_by_word() {
        let check = |pattern: &str, command: &str, fits: bool| {
            let pattern: Command = pattern.parse().unwrap();
            assert_eq!(pattern.allows(&words(command).unwrap()), fits, "{command}");
        };
        check("/bin/log -t x *", "/bin/log -t x 'a b'", true);
        check("/bin/log -t x *", "/bin/log -t x a b", false);
        check("/bin/log -t x *", "/bin/log -t y a", false);
        check("/bin/log -t x *", "/bin/log -t x", false);
        check("/bin/log", "/bin/log -rf", false);
        check("/bin/log", "log", false);
        check("/bin/log ...", "/bin/log", true);
        check("/bin/log --to=* ...", "/bin/log --to=a b c", true);
        check("/bin/log --to=* ...", "/bin/log b c", false);
        assert_eq!("log".parse::<Command>(), Err(CommandFault::NoPath));
    }
}
