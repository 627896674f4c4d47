//! Numbers as C's `scanf` reads them and `printf` prints them, which is what functions make of texts.
//!
//! Blanks in front are passed over, and what follows the number does not matter: `12 apples` is 12.

/// The whole number (`%d`) that `text` begins with, and what follows. Saturates.
pub(crate) fn integer(text: &str) -> Option<(i64, &str)> {
    let text = text.trim_start_matches(BLANKS);
    let signed = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = leading(signed, |c| c.is_ascii_digit());
    if digits == 0 {
        return None;
    }
    let (number, rest) = text.split_at(text.len() - signed.len() + digits);
    let limit = if number.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    };
    Some((number.parse().unwrap_or(limit), rest))
}

/// The number (`%lf`) that `text` begins with, and what follows.
pub(crate) fn float(text: &str) -> Option<(f64, &str)> {
    let text = text.trim_start_matches(BLANKS);
    let (sign, rest) = match text.as_bytes().first() {
        Some(b'-') => (-1.0, &text[1..]),
        Some(b'+') => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    let (value, rest) = if let Some(digits) = after(rest, "0x") {
        hexadecimal(digits)?
    } else if let Some(rest) = after(rest, "infinity").or_else(|| after(rest, "inf")) {
        (f64::INFINITY, rest)
    } else if let Some(rest) = after(rest, "nan") {
        (f64::NAN, rest)
    } else {
        decimal(rest)?
    };
    Some((sign * value, rest))
}

/// A number as `%f` prints it, with six digits behind the point.
pub(crate) fn fixed(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    format!("{value:.6}")
}

/// A whole number without a point, any other as [`fixed`].
pub(crate) fn short(value: f64) -> String {
    #[allow(clippy::cast_possible_truncation)] // Saturates, and the comparison tells.
    let whole = value as i32;
    if f64::from(whole) == value {
        whole.to_string()
    } else {
        fixed(value)
    }
}

const BLANKS: [char; 6] = [' ', '\t', '\n', '\x0b', '\x0c', '\r'];

fn decimal(text: &str) -> Option<(f64, &str)> {
    let whole = leading(text, |c| c.is_ascii_digit());
    let mut end = whole;
    let mut digits = whole;
    if let Some(fraction) = text[end..].strip_prefix('.') {
        let length = leading(fraction, |c| c.is_ascii_digit());
        digits += length;
        end += 1 + length;
    }
    if digits == 0 {
        return None;
    }
    if let Some(exponent) = after(&text[end..], "e") {
        end = text.len() - exponent_end(exponent)?.len();
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn hexadecimal(text: &str) -> Option<(f64, &str)> {
    let digit = |c: char| c.to_digit(16).map(f64::from);
    let (mut value, mut digits, mut scale) = (0.0, 0, 1.0);
    let mut point = false;
    let mut rest = text.char_indices();
    let mut end = text.len();
    for (at, c) in rest.by_ref() {
        match digit(c) {
            Some(digit) => {
                value = value * 16.0 + digit;
                digits += 1;
                scale *= if point { 16.0 } else { 1.0 };
            }
            None if c == '.' && !point => point = true,
            None => {
                end = at;
                break;
            }
        }
    }
    if digits == 0 {
        return None;
    }
    let mut rest = &text[end..];
    let mut power = 0;
    if let Some(exponent) = after(rest, "p") {
        rest = exponent_end(exponent)?;
        let written = &exponent[..exponent.len() - rest.len()];
        power = written.parse::<i32>().unwrap_or(0).clamp(-5_000, 5_000);
    }
    Some((value / scale * f64::from(power).exp2(), rest))
}

/// What follows the sign and digits of an exponent; `None` without digits.
fn exponent_end(text: &str) -> Option<&str> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let length = leading(digits, |c| c.is_ascii_digit());
    (length > 0).then(|| &digits[length..])
}

/// What follows `word`, in whichever case, when `text` begins with it.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let head = text.get(..word.len())?;
    head.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
}

/// How many octets the leading characters have that are of a kind.
fn leading(text: &str, kind: impl Fn(char) -> bool) -> usize {
    text.find(|c| !kind(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, value: Option<f64>) {
        assert_eq!(float(text).map(|(value, _)| value), value, "{text:?}");
    }

    #[test]
    fn a_number_ends_where_it_makes_no_more_sense() {
        assert_eq!(integer(" -12 apples"), Some((-12, " apples")));
        assert_eq!(integer("+5"), Some((5, "")));
        assert_eq!(integer("- 5"), None);
        assert_eq!(integer("99999999999999999999"), Some((i64::MAX, "")));
        check("1.5.2", Some(1.5));
        check(".5x", Some(0.5));
        check("5.", Some(5.0));
        check("1e3", Some(1000.0));
        check("0x10", Some(16.0));
        check("0x1.8p1", Some(3.0));
        check("-inf", Some(f64::NEG_INFINITY));
    }

    #[test]
    fn what_does_not_begin_with_a_number_is_none() {
        for text in ["", ".", "a1", "1e", "0x", "- 1", "--1"] {
            check(text, None);
        }
    }

    #[test]
    fn whole_numbers_are_printed_without_a_point() {
        assert_eq!(short(-1.0), "-1");
        assert_eq!(short(1.5), "1.500000");
        assert_eq!(short(3e9), "3000000000.000000");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[-+. 0-9a-fxpeInity]{0,12}|.*") {
            float(&text);
            integer(&text);
        }
    }
}
