//! Whether a caller may be shown (ITU-T Q.931, 4.5.10, octet 3a), in Asterisk's words.

/// Words and their octets.
const WORDS: [(&str, u8); 9] = [
    ("allowed_not_screened", 0x00),
    ("allowed_passed_screen", 0x01),
    ("allowed_failed_screen", 0x02),
    ("allowed", 0x03),
    ("prohib_not_screened", 0x20),
    ("prohib_passed_screen", 0x21),
    ("prohib_failed_screen", 0x22),
    ("prohib", 0x23),
    ("unavailable", UNAVAILABLE),
];

/// There is nothing to show.
const UNAVAILABLE: u8 = 0x43;

/// The bits that say whether it may be shown.
const SHOWN: u8 = 0x60;

/// The octet that a word or number stands for.
pub(in crate::functions) fn parsed(text: &str) -> Option<u8> {
    let text = text.trim();
    let row = WORDS
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(text));
    row.map(|(_, octet)| *octet).or_else(|| text.parse().ok())
}

/// The word for an octet.
pub(in crate::functions) fn printed(octet: u8) -> &'static str {
    let row = WORDS.iter().find(|(_, known)| *known == octet);
    row.map_or("unknown", |(word, _)| word)
}

/// What number and name amount to, each `None` if there is none: the one that may be shown less counts.
pub(in crate::functions) fn combined(number: Option<u8>, name: Option<u8>) -> u8 {
    let rank = |octet: Option<u8>| match octet.map(|octet| octet & SHOWN) {
        Some(0x20) => 0,
        Some(0x00) => 1,
        _ => 2,
    };
    let less = if rank(name) < rank(number) {
        name
    } else {
        number
    };
    match less.map(|octet| octet & SHOWN) {
        Some(shown) if shown < 0x40 => shown | number.unwrap_or(0) & 0x03,
        _ => UNAVAILABLE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: Option<u8>, name: Option<u8>, expected: &str) {
        assert_eq!(
            printed(combined(number, name)),
            expected,
            "{number:?} {name:?}"
        );
    }

    #[test]
    fn the_one_that_may_be_shown_less_counts() {
        check(Some(0), Some(0), "allowed_not_screened");
        check(Some(0x21), Some(0), "prohib_passed_screen");
        check(Some(0x01), Some(0x20), "prohib_passed_screen");
        check(None, Some(0), "allowed_not_screened");
        check(None, None, "unavailable");
        check(Some(0x43), Some(0x43), "unavailable");
    }

    #[test]
    fn words_and_numbers_are_read() {
        assert_eq!(parsed("PROHIB"), Some(0x23));
        assert_eq!(parsed("32"), Some(0x20));
        assert_eq!(parsed("x"), None);
    }
}
