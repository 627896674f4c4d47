//! Numbers as C's `scanf` reads them, which is how Asterisk takes them from a text.
//!
//! In: a text that somebody wrote or dialled. Out: the number it begins with, if any; what follows is left.

/// Most characters of a number that count, sign included (`%30d`).
const WIDTH: usize = 30;

/// The whole number that a text begins with, behind white space, and what follows it. Beyond 64 bits it
/// stays at their end; beyond 32 the upper ones are lost, as in C.
pub fn leading(text: &str) -> Option<(i32, &str)> {
    let text = text.trim_start_matches(is_space);
    let sign = usize::from(text.starts_with(['+', '-']));
    let digits = text[sign..].bytes().take(WIDTH - sign);
    let digits = digits.take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return None;
    }
    let (number, rest) = text.split_at(sign + digits);
    let limit = if number.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    };
    let number = number.parse().unwrap_or(limit);
    Some((number as i32, rest))
}

/// The whole number that a text consists of, white space around it aside (`%30d%1s`).
pub fn whole(text: &str) -> Option<i32> {
    let (number, rest) = leading(text)?;
    rest.chars().all(is_space).then_some(number)
}

/// The number that a text begins with, 0 if there is none (`atoi`).
pub fn or_zero(text: &str) -> i32 {
    leading(text).map_or(0, |(number, _)| number)
}

/// Whether a condition holds: a text that begins with a number does unless that is 0, an empty text does not,
/// and any other does.
pub fn is_true(condition: &str) -> bool {
    !condition.is_empty() && leading(condition).is_none_or(|(number, _)| number != 0)
}

/// What C counts as white space.
fn is_space(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\x0b'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(i32, &str)>) {
        assert_eq!(leading(text), expected, "{text:?}");
    }

    #[test]
    fn a_text_is_read_as_far_as_it_is_a_number() {
        check("12ab", Some((12, "ab")));
        check(" \t-5 ", Some((-5, " ")));
        check("+7", Some((7, "")));
        check("0x10", Some((0, "x10")));
        check("5,3", Some((5, ",3")));
        for text in ["", " ", "x", "- 1", "+", "--1", "é"] {
            check(text, None);
        }
    }

    #[test]
    fn a_number_loses_what_32_bits_cannot_hold() {
        check("4294967297", Some((1, "")));
        check("99999999999999999999", Some((-1, "")));
        check("-99999999999999999999", Some((0, "")));
        check(&"1".repeat(40), Some((-1, &"1".repeat(10))));
    }

    #[test]
    fn only_white_space_can_stand_around_a_whole_number() {
        assert_eq!(whole(" 1 "), Some(1));
        assert_eq!(whole("5x"), None);
        assert_eq!(whole("1 2"), None);
        assert_eq!(or_zero("x"), 0);
    }

    #[test]
    fn conditions_hold_as_they_do_in_asterisk() {
        for condition in
            ["1", "-1", "x", " ", "0 is not", "!", "00x1", "0.5", "yes"].map(|it| (it, is_true(it)))
        {
            let expected = !matches!(condition.0, "0 is not" | "00x1" | "0.5");
            assert_eq!(condition.1, expected, "{}", condition.0);
        }
        for condition in ["", "0", "00", "0x", "-0", " 0", "4294967296"] {
            assert!(!is_true(condition), "{condition}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in ".*") {
            if let Some((_, rest)) = leading(&text) {
                proptest::prop_assert!(text.ends_with(rest));
            }
        }
    }
}
