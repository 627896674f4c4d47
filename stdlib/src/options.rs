//! Option letters of an application, `gr` or `U(sub^1)g`, some with an argument in parentheses.

use runtime::call::Call;
use runtime::library::option_letters;

/// What an application's option argument says.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Options {
    letters: Vec<char>,
}

impl Options {
    /// Reads option letters. Those that `known` lacks are named on the console and passed over, as
    /// a dialplan written for more options than there are still places its call.
    pub(crate) fn read(call: &Call, text: &str, known: &[(char, &str)]) -> Self {
        let (letters, unknown): (Vec<char>, Vec<char>) =
            option_letters(text).partition(|letter| known.iter().any(|(name, _)| name == letter));
        for letter in unknown {
            call.verbose(
                1,
                format!("option `{letter}` is not known and does nothing"),
            );
        }
        Self { letters }
    }

    /// Whether the letter is there.
    pub(crate) fn has(&self, letter: char) -> bool {
        self.letters.contains(&letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(option_letters(text).collect::<String>(), expected);
    }

    #[test]
    fn arguments_of_options_are_not_options() {
        check("gr", "gr");
        check("U(sub^1)g", "Ug");
        check("L(60000[:3(0)])h", "Lh");
        check("g(unclosed", "g");
        check(") g", "g");
        check("", "");
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_letters(text in ".*") {
            proptest::prop_assert!(option_letters(&text).count() <= text.chars().count());
        }
    }
}
