//! Splits a typed line into words.
//!
//! As on Asterisk's console: blanks separate words, double quotes keep blanks in a word, a backslash keeps
//! the next character as it is. A quote that is not closed lasts to the end of the line.

/// The words of a line.
pub(crate) fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            '\\' => word.get_or_insert_default().extend(letters.next()),
            blank if blank.is_whitespace() && !quoted => words.extend(word.take()),
            plain => word.get_or_insert_default().push(plain),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::split;

    fn check(line: &str, words: &[&str]) {
        assert_eq!(split(line), words, "{line}");
    }

    #[test]
    fn blanks_separate_words() {
        check("", &[]);
        check("  core\tshow  channels \n", &["core", "show", "channels"]);
    }

    #[test]
    fn quotes_and_backslashes_keep_blanks_in_a_word() {
        check(r#"a "b c"d e"#, &["a", "b cd", "e"]);
        check(r#"a "" b\ c \"d"#, &["a", "", "b c", "\"d"]);
        check(r#""never closed "#, &["never closed "]);
        check("\\", &[""]);
    }

    proptest! {
        #[test]
        fn words_hold_no_more_than_the_line(line: String) {
            let letters: usize = split(&line).iter().map(String::len).sum();
            prop_assert!(letters <= line.len());
        }
    }
}
