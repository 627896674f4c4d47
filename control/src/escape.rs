//! Makes texts from outside harmless to a terminal.
//!
//! A caller chooses the name and number that an operator will see. Without this it could choose an escape
//! sequence too: clear the screen, forge a line of a table, or type into the operator's shell.

use std::borrow::Cow;
use std::fmt::Write;

/// A name, number or other single value: nothing of it ends the line or moves the cursor.
pub(crate) fn value(text: &str) -> Cow<'_, str> {
    escape(text, |_| false)
}

/// A text of several lines, which keeps ends of lines and tabs. What is already escaped stays as it is.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    escape(text, |letter| matches!(letter, '\n' | '\t'))
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let bad = |letter: char| is_active(letter) && !keep(letter);
    if !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if bad(letter) {
            // Writing to a String cannot fail.
            let _ = write!(safe, "{}", letter.escape_default());
        } else {
            safe.push(letter);
        }
    }
    Cow::Owned(safe)
}

/// Whether a terminal acts on the character and does not only show it: C0 and C1 controls and DEL, the
/// separators of lines and paragraphs, and what turns the direction of writing (Unicode annex 9), which
/// would let one column be read as another.
fn is_active(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, shown: &str) {
        assert_eq!(value(text), shown);
    }

    #[test]
    fn plain_text_of_any_language_stays() {
        check("", "");
        check("Zoë Müller \\ 名前 🎩", "Zoë Müller \\ 名前 🎩");
    }

    #[test]
    fn controls_are_shown_and_not_obeyed() {
        check("\x1b[2J", "\\u{1b}[2J");
        check("\u{9b}31m", "\\u{9b}31m");
        check("a\r\nb\tc\x07\x7f\0", "a\\r\\nb\\tc\\u{7}\\u{7f}\\u{0}");
        check("a\u{202e}b\u{2028}c", "a\\u{202e}b\\u{2028}c");
    }

    #[test]
    fn a_text_keeps_its_lines_and_tabs_alone() {
        assert_eq!(lines("a\n\tb\r\x1b"), "a\n\tb\\r\\u{1b}");
    }

    proptest! {
        #[test]
        fn nothing_active_is_left_and_a_second_time_changes_nothing(text: String) {
            let once = value(&text).into_owned();
            prop_assert!(!once.contains(is_active));
            prop_assert_eq!(value(&once), once.as_str());
            prop_assert_eq!(lines(&once), once.as_str());
        }
    }
}
