//! Option letters of an application, `gr` or `U(sub^1)g`, some with an argument in parentheses.

use runtime::call::{Call, ScriptError};
use runtime::conf::called;

use crate::lines;

/// What an application's option argument says.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Options {
    letters: Vec<(char, Option<String>)>,
}

impl Options {
    /// Reads option letters. Those that `known` lacks are named on the console and passed over, as
    /// a dialplan written for more options than there are still places its call.
    pub(crate) fn read(call: &Call, text: &str, known: &[(char, &str)]) -> Self {
        let is_known = |letter: char| known.iter().any(|(name, _)| *name == letter);
        let (letters, unknown): (Vec<_>, Vec<_>) = split(text)
            .into_iter()
            .partition(|(letter, _)| is_known(*letter));
        for (letter, _) in unknown {
            call.verbose(
                1,
                format!("option `{letter}` is not known and does nothing"),
            );
        }
        Self { letters }
    }

    /// Whether the letter is there.
    pub(crate) fn has(&self, letter: char) -> bool {
        self.letters.iter().any(|(name, _)| *name == letter)
    }

    /// What stands in the parentheses behind the letter; empty when it has none. `None` when it is not there. Of
    /// several the last counts, as in Asterisk.
    pub(crate) fn argument(&self, letter: char) -> Option<&str> {
        let mut named = self.letters.iter().rev();
        let (_, argument) = named.find(|(name, _)| *name == letter)?;
        Some(argument.as_deref().unwrap_or_default())
    }
}

/// The letters of an option argument with what stands in their parentheses. One that is not closed reaches to the end.
fn split(text: &str) -> Vec<(char, Option<String>)> {
    let mut letters: Vec<(char, Option<String>)> = Vec::new();
    let mut depth = 0_usize;
    for letter in text.chars() {
        match (letter, depth, letters.last_mut()) {
            ('(', 0, Some((_, argument))) => *argument = Some(String::new()),
            ('(', 0, None) | (')', 0, _) => {}
            (')', 1, _) => {}
            (_, 0, _) if letter.is_whitespace() => {}
            (_, 0, _) => letters.push((letter, None)),
            (_, _, last) => {
                if let Some((_, Some(argument))) = last {
                    argument.push(letter);
                }
            }
        }
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    letters
}

/// A subroutine that an option names, `context^extension^priority(argument^argument)`, as places in lines are
/// named: the parts of the place, and the arguments.
pub(crate) fn subroutine(text: &str) -> (Vec<String>, Vec<String>) {
    let text = text.replace('^', ",");
    let (place, arguments) = called(&text);
    let parts = place.split(',').take(3).map(str::to_owned).collect();
    let arguments = if arguments.is_empty() {
        Vec::new()
    } else {
        lines::subroutine_arguments(arguments)
    };
    (parts, arguments)
}

/// A place that an option names, `[[context^]extension^]priority`.
pub(crate) fn place(call: &Call, text: &str) -> Result<runtime::call::Target, ScriptError> {
    call.named_target(&text.replace('^', ","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let letters = split(text).into_iter().map(|(letter, argument)| {
            argument.map_or(letter.to_string(), |argument| {
                format!("{letter}={argument}")
            })
        });
        assert_eq!(letters.collect::<Vec<_>>().join(" "), expected, "{text}");
    }

    #[test]
    fn a_letter_may_have_an_argument_in_parentheses() {
        check("gr", "g r");
        check("U(sub^1)g", "U=sub^1 g");
        check("L(60000[:3(0)])h", "L=60000[:3(0)] h");
        check("b(a^s^1(x,y))g", "b=a^s^1(x,y) g");
        check("g(unclosed", "g=unclosed");
        check("(odd)g", "g");
        check("S()", "S=");
        check(") g", "g");
        check("", "");
    }

    #[test]
    fn a_subroutine_has_a_place_and_arguments() {
        let (place, arguments) = subroutine("ctx^g^1(one^two)");
        assert_eq!(place, ["ctx", "g", "1"]);
        assert_eq!(arguments, ["one", "two"]);
        assert!(subroutine("ctx^g^1").1.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_letters(text in ".*") {
            proptest::prop_assert!(split(&text).len() <= text.chars().count());
        }
    }
}
