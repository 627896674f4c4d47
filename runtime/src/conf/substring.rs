//! `${NAME:offset:length}`: a part of a value.
//!
//! In: what stands within `${…}`, then the value. Out: the part, counted in bytes as in Asterisk. A character
//! of which only a part would be taken becomes U+FFFD, since a value is always UTF-8.

/// A part of a value. Negative numbers count from the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Substring {
    pub(crate) offset: i64,
    /// `None` for all there is.
    pub(crate) length: Option<i64>,
}

impl Substring {
    /// A part of so many octets.
    pub(crate) fn new(offset: i64, length: Option<i64>) -> Self {
        let within = |number: i64| number.clamp(i32::MIN.into(), i32::MAX.into());
        Self {
            offset: within(offset),
            length: length.map(within),
        }
    }

    /// Where it begins and how long it is.
    pub(crate) fn numbers(self) -> (i64, Option<i64>) {
        (self.offset, self.length)
    }

    /// The name, and which part of it is wanted. Colons within parentheses belong to the name.
    pub(crate) fn split(text: &str) -> (&str, Option<Self>) {
        let mut depth = 0_i32;
        for (at, c) in text.char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                ':' if depth == 0 => return (&text[..at], Self::read(&text[at + 1..])),
                _ => {}
            }
        }
        (text, None)
    }

    /// `offset:length`. What is no number ends it; without an offset the whole value is meant.
    fn read(text: &str) -> Option<Self> {
        let (offset, rest) = integer(text)?;
        let length = rest.strip_prefix(':').and_then(integer);
        let length = length.map(|(length, _)| length);
        Some(Self { offset, length })
    }

    pub(crate) fn of(self, value: &str) -> String {
        let whole = value.len() as i64;
        let start = if self.offset < 0 {
            (whole + self.offset).max(0)
        } else {
            self.offset.min(whole)
        };
        let end = match self.length {
            None => whole,
            Some(length) if length < 0 => whole + length,
            Some(length) => start.saturating_add(length).min(whole),
        };
        let part = &value.as_bytes()[start as usize..end.max(start) as usize];
        String::from_utf8_lossy(part).into_owned()
    }
}

/// The integer at the start, after any blanks, and what follows it.
fn integer(text: &str) -> Option<(i64, &str)> {
    let text = text.trim_ascii_start();
    let (sign, digits) = match text.split_at_checked(1) {
        Some(("-", digits)) => (-1, digits),
        Some(("+", digits)) => (1, digits),
        _ => (1, text),
    };
    let end = digits.bytes().take_while(u8::is_ascii_digit).count();
    if end == 0 {
        return None;
    }
    // No value is so long that more than this would make a difference.
    let number: i64 = digits[..end].parse().unwrap_or(i64::from(i32::MAX));
    Some((sign * number.min(i64::from(i32::MAX)), &digits[end..]))
}

#[cfg(test)]
mod tests {
    use super::Substring;

    fn check(text: &str, name: &str, part: &str) {
        let (split, substring) = Substring::split(text);
        assert_eq!(split, name, "{text}");
        let whole = "0123456789";
        let found = substring.map_or(whole.to_owned(), |substring| substring.of(whole));
        assert_eq!(found, part, "{text}");
    }

    #[test]
    fn offset_and_length_count_from_either_end() {
        check("A", "A", "0123456789");
        check("A:3", "A", "3456789");
        check("A:-3:2", "A", "78");
        check("A:0:-9", "A", "0");
        check("A:5:-9", "A", "");
        check("A:-20:3", "A", "012");
        check("A:20:3", "A", "");
        check("A:1: 2x", "A", "12");
        check("A:99999999999999999999", "A", "");
        check("A:1:99999999999999999999", "A", "123456789");
    }

    #[test]
    fn what_is_no_number_does_not_count() {
        check("A:", "A", "0123456789");
        check("A:x:1", "A", "0123456789");
        check("A:- 1", "A", "0123456789");
        check("A:1 :2", "A", "123456789");
        check("A:1.5", "A", "123456789");
    }

    #[test]
    fn colons_in_parentheses_belong_to_the_name() {
        check("F(a:1)", "F(a:1)", "0123456789");
        check("F(a:1):1:2", "F(a:1)", "12");
    }

    #[test]
    fn half_a_character_is_replaced() {
        let (_, half) = Substring::split("A:0:2");
        assert_eq!(half.map(|half| half.of("aé")).as_deref(), Some("a\u{fffd}"));
    }
}
