//! Texts and times of a call as a script writes them.

use std::fmt::Write;
use std::time::Duration;

/// Whether a text names a channel, which has another number the next time.
pub(super) fn is_volatile(text: &str) -> bool {
    let mut digits = 0;
    let mut dashed = false;
    for letter in text.chars() {
        match letter {
            '-' => (digits, dashed) = (0, true),
            letter if letter.is_ascii_hexdigit() => digits += 1,
            _ => (digits, dashed) = (0, false),
        }
        if dashed && digits >= 8 {
            return true;
        }
    }
    false
}

/// A literal of Rhai.
pub(super) fn quoted(text: &str) -> String {
    let mut literal = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => literal.extend(['\\', letter]),
            '\n' => literal.push_str("\\n"),
            '\t' => literal.push_str("\\t"),
            '\r' => literal.push_str("\\r"),
            letter if letter.is_control() => {
                let _ = write!(literal, "\\u{:04x}", u32::from(letter));
            }
            letter => literal.push(letter),
        }
    }
    literal.push('"');
    literal
}

/// A text for a comment or a title.
pub(super) fn one_line(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

/// Seconds to the millisecond; nothing for none.
pub(super) fn seconds(time: Duration) -> String {
    match time.as_millis() {
        0 => String::new(),
        milliseconds => (milliseconds as f64 / 1000.0).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_literal_that_reads_back_as_it_was() {
        let engine = rhai::Engine::new();
        for text in [
            "",
            "plain",
            "a \"b\" \\ c",
            "\u{1b}[2J\r\n\t\0",
            "Zoë 🎩 ${x} `y`",
        ] {
            let read: String = engine.eval(&quoted(text)).unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn names_of_channels_are_told_from_other_texts() {
        assert!(is_volatile("on SIP/desk-00000001 now"));
        for text in ["2026-11-21", "0800-12345", "call SIP/desk", "a-b"] {
            assert!(!is_volatile(text), "{text}");
        }
    }
}
