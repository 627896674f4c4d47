//! Completion of a line that is being typed.

use crate::resolve::{begins, following, narrow};
use crate::words::split;

/// The words that can stand where the line ends, sorted: those that complete its last word or, after a
/// blank, those that can follow. Arguments are not completed, except those of `help`.
pub fn complete(line: &str) -> Vec<String> {
    let mut before = split(line);
    let begun = if line.ends_with(char::is_whitespace) {
        String::new()
    } else {
        before.pop().unwrap_or_default()
    };
    if before.first().is_some_and(|word| word == "help") {
        before.remove(0);
    }
    let (commands, used) = narrow(&before);
    if used < before.len() {
        return Vec::new();
    }
    let words = following(&commands, used).into_iter();
    words
        .filter(|word| begins(word, &begun))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::complete;

    fn check(line: &str, words: &str) {
        assert_eq!(complete(line).join(" "), words, "{line}");
    }

    #[test]
    fn a_word_is_completed_and_after_a_blank_the_next_is_offered() {
        check("", "core dialplan help skype");
        check("c", "core");
        check("core", "core");
        check("core ", "show");
        check("core show app", "application applications");
        check("Sk L", "login logoff");
        check("dialplan show ", "trace traces");
        check("dialplan show de", "");
        check("nonsense ", "");
    }

    #[test]
    fn help_is_completed_as_what_it_explains() {
        check("help di", "dialplan");
        check("help skype show ", "buddies requests user users version");
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic(line: String) {
            let _ = complete(&line);
        }
    }
}
