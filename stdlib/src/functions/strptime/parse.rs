//! strptime in the C locale (POSIX, with what the GNU C library adds).

use super::super::strftime::{DAYS, MONTHS};

/// What a text says of a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) year: i64,
    /// From 0.
    pub(super) month: i64,
    /// Of the month, from 1; 0 is the last day of the month before.
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
}

/// What has been read, and what it takes to make sense of it at the end.
#[derive(Debug, Default)]
struct Reader {
    fields: Fields,
    has_month: bool,
    has_day: bool,
    /// Whether anything of a date was read that a day of the week follows from.
    dated: bool,
    day_of_year: Option<i64>,
    century: Option<i64>,
    /// Years within their century.
    short_year: Option<i64>,
    /// Whether hours go to twelve.
    twelve: bool,
    afternoon: bool,
    /// Seconds since 1970.
    epoch: Option<i64>,
}

/// Reads `text`; `None` if it is not in that format.
pub(super) fn parse(text: &str, format: &str) -> Option<Fields> {
    let mut reader = Reader::default();
    reader.fields.year = 1900;
    reader.read(text, format, 0)?;
    Some(reader.finished())
}

/// Deepest nesting of conversions that stand for several others.
const DEPTH: usize = 4;

impl Reader {
    /// Reads what a format describes and gives what follows.
    fn read<'a>(&mut self, text: &'a str, format: &str, depth: usize) -> Option<&'a str> {
        let mut rest = text;
        let mut format = format.chars();
        while let Some(c) = format.next() {
            if c.is_ascii_whitespace() {
                rest = rest.trim_ascii_start();
                continue;
            }
            if c != '%' {
                rest = rest.strip_prefix(c)?;
                continue;
            }
            let mut conversion = format.next()?;
            while matches!(conversion, '-' | '_' | '0' | '^' | '#' | 'E' | 'O') {
                conversion = format.next()?;
            }
            rest = self.convert(rest, conversion, depth)?;
        }
        Some(rest)
    }

    fn convert<'a>(&mut self, text: &'a str, conversion: char, depth: usize) -> Option<&'a str> {
        if let Some(format) = composed(conversion) {
            return if depth < DEPTH {
                self.read(text, format, depth + 1)
            } else {
                None
            };
        }
        match conversion {
            '%' => text.strip_prefix('%'),
            'n' | 't' => Some(text.trim_ascii_start()),
            'a' | 'A' => word(text, &DAYS).map(|(_, rest)| rest),
            'b' | 'B' | 'h' => {
                let (month, rest) = word(text, &MONTHS)?;
                self.fields.month = i64::try_from(month).ok()?;
                (self.has_month, self.dated) = (true, true);
                Some(rest)
            }
            'p' | 'P' => {
                let (half, rest) = word(text, &["AM", "PM"])?;
                self.afternoon = half == 1;
                Some(rest)
            }
            'Z' => Some(
                text.trim_ascii_start()
                    .trim_start_matches(|c: char| !c.is_ascii_whitespace()),
            ),
            'z' => zone(text.trim_ascii_start()),
            's' => {
                let (seconds, rest) = number(text, 0, i64::MAX, 18)?;
                self.epoch = Some(seconds);
                Some(rest)
            }
            _ => self.number(text, conversion),
        }
    }

    /// Conversions of numbers.
    fn number<'a>(&mut self, text: &'a str, conversion: char) -> Option<&'a str> {
        let (least, most, digits) = match conversion {
            'C' | 'g' | 'y' => (0, 99, 2),
            'd' | 'e' => (1, 31, 2),
            'G' | 'Y' => (0, 9999, 4),
            'H' | 'k' => (0, 23, 2),
            'I' | 'l' => (1, 12, 2),
            'j' => (1, 366, 3),
            'm' => (1, 12, 2),
            'M' => (0, 59, 2),
            'S' => (0, 61, 2),
            'u' => (1, 7, 1),
            'w' => (0, 6, 1),
            'U' | 'V' | 'W' => (0, 53, 2),
            _ => return None,
        };
        let (value, rest) = number(text, least, most, digits)?;
        let fields = &mut self.fields;
        match conversion {
            'C' => (self.century, self.dated) = (Some(value), true),
            'd' | 'e' => (fields.day, self.has_day, self.dated) = (value, true, true),
            'H' | 'k' => (fields.hour, self.twelve) = (value, false),
            'I' | 'l' => (fields.hour, self.twelve) = (value % 12, true),
            'j' => self.day_of_year = Some(value),
            'm' => (fields.month, self.has_month, self.dated) = (value - 1, true, true),
            'M' => fields.minute = value,
            'S' => fields.second = value,
            'y' => (self.short_year, self.dated) = (Some(value), true),
            'Y' => {
                fields.year = value;
                (self.century, self.short_year, self.dated) = (None, None, true);
            }
            // Weeks and days of the week are read and do not count.
            _ => {}
        }
        Some(rest)
    }

    fn finished(self) -> Fields {
        let mut fields = self.fields;
        if let Some(epoch) = self.epoch {
            return Fields {
                year: 1970,
                month: 0,
                day: 1,
                hour: 0,
                minute: 0,
                second: epoch,
            };
        }
        if self.twelve && self.afternoon {
            fields.hour += 12;
        }
        fields.year = match (self.century, self.short_year) {
            (Some(century), short) => century * 100 + short.unwrap_or(0),
            // POSIX: 69 to 99 are of the twentieth century.
            (None, Some(short)) => {
                if short >= 69 {
                    1900 + short
                } else {
                    2000 + short
                }
            }
            (None, None) => fields.year,
        };
        match self.day_of_year {
            Some(day) if self.dated && !(self.has_month && self.has_day) => {
                (fields.month, fields.day) = (0, day);
            }
            _ if self.dated && fields.day == 0 => fields.day = 1,
            _ => {}
        }
        fields
    }
}

/// What a conversion stands for that stands for several others.
fn composed(conversion: char) -> Option<&'static str> {
    Some(match conversion {
        'c' => "%a %b %e %H:%M:%S %Y",
        'D' | 'x' => "%m/%d/%y",
        'F' => "%Y-%m-%d",
        'r' => "%I:%M:%S %p",
        'R' => "%H:%M",
        'T' | 'X' => "%H:%M:%S",
        _ => return None,
    })
}

/// A number within a range, of so many digits at most. Blanks in front do not count.
fn number(text: &str, least: i64, most: i64, digits: usize) -> Option<(i64, &str)> {
    let text = text.trim_start_matches(' ');
    let mut value = 0_i64;
    let mut end = 0;
    for digit in text.bytes().take(digits).take_while(u8::is_ascii_digit) {
        let longer = value * 10 + i64::from(digit - b'0');
        // `45` is no month, and neither are its two digits two months.
        value = longer;
        end += 1;
    }
    (end > 0 && (least..=most).contains(&value)).then(|| (value, &text[end..]))
}

/// Which of `words` the text begins with, whole or by its first three letters.
fn word<'a>(text: &'a str, words: &[&str]) -> Option<(usize, &'a str)> {
    let begins = |word: &str| {
        let head = text.get(..word.len())?;
        head.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
    };
    let short = |word: &str| begins(&word[..word.len().min(3)]);
    let found = words.iter().enumerate();
    found
        .clone()
        .find_map(|(at, word)| Some((at, begins(word)?)))
        .or_else(|| {
            found
                .clone()
                .find_map(|(at, word)| Some((at, short(word)?)))
        })
}

/// `Z`, `+0100`, `-01:00`: read, and does not count.
fn zone(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix('Z') {
        return Some(rest);
    }
    let digits = text.strip_prefix(['+', '-'])?;
    let (_, rest) = number(digits, 0, 99, 2)?;
    let minutes = rest.strip_prefix(':').unwrap_or(rest);
    Some(number(minutes, 0, 59, 2).map_or(rest, |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::{Fields, parse};

    fn check(text: &str, format: &str, expected: &str) {
        let printed = match parse(text, format) {
            None => "no".to_owned(),
            Some(Fields {
                year,
                month,
                day,
                hour,
                minute,
                second,
            }) => {
                format!("{year}-{}-{day} {hour}:{minute}:{second}", month + 1)
            }
        };
        assert_eq!(printed, expected, "{text} as {format}");
    }

    #[test]
    fn dates_and_times_are_read() {
        check(
            "2023-11-14 22:13:20",
            "%Y-%m-%d %H:%M:%S",
            "2023-11-14 22:13:20",
        );
        check("Nov 14 2023", "%b %d %Y", "2023-11-14 0:0:0");
        check("november 4, 2023", "%B %d, %Y", "2023-11-4 0:0:0");
        check("Tue Nov 14 22:13:20 2023", "%c", "2023-11-14 22:13:20");
        check("10:13 PM", "%I:%M %p", "1900-1-0 22:13:0");
        check("12:13 AM", "%I:%M %p", "1900-1-0 0:13:0");
        check("99-01-01", "%y-%m-%d", "1999-1-1 0:0:0");
        check("68-01-01", "%y-%m-%d", "2068-1-1 0:0:0");
        check("2024 060", "%Y %j", "2024-1-60 0:0:0");
        check("86400", "%s", "1970-1-1 0:0:86400");
        check(
            "2023-11-14T22:13:20+0100 and more",
            "%FT%T%z",
            "2023-11-14 22:13:20",
        );
    }

    #[test]
    fn a_day_that_is_not_told_is_the_first_if_anything_else_of_a_date_is() {
        check("2023-11", "%Y-%m", "2023-11-1 0:0:0");
        check("12:30", "%H:%M", "1900-1-0 12:30:0");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        check("2023", "%Y-%m", "no");
        check("13", "%m", "no");
        check("", "%H", "no");
        check("x", "%Q", "no");
        check("5", "%", "no");
    }

    proptest::proptest! {
        #[test]
        fn any_text_in_any_format_is_read_or_refused(text in ".{0,20}|[-0-9: ]{0,20}", format in "(%[a-zA-Z]|.){0,8}") {
            parse(&text, &format);
        }
    }
}
