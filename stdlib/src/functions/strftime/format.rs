//! strftime in the C locale (POSIX, with the flags and widths of the GNU C library).
//!
//! A directive is `%[flags][width][modifier]conversion`; flags are `-` (no padding), `_` (spaces),
//! `0` (zeros), `^` (upper case) and `#` (the other case). `E` and `O` change nothing in this locale.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::texts;

/// Prints `time` as `format` says; not much more than [`texts::LONGEST`] octets of it.
pub(in crate::functions) fn strftime(time: &Zoned, format: &str) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let (directive, after) = Directive::parse(&rest[at..]);
        directive.print(time, &mut out);
        rest = after;
        if out.len() > texts::LONGEST {
            break;
        }
    }
    out.push_str(rest);
    out
}

/// The first directive of a format that means nothing.
pub(super) fn unknown(format: &str) -> Option<&str> {
    let time = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        let (directive, after) = Directive::parse(&rest[at..]);
        let conversion = directive.conversion.unwrap_or('\0');
        let known = conversion == 'q' || number(&time, conversion).is_some();
        if !known && text(&time, conversion).is_none() {
            return Some(directive.written);
        }
        rest = after;
    }
    None
}

/// Wider than any text a dialplan can want, so that `%999999999d` does no harm.
const WIDEST: usize = 1_000;

struct Directive<'a> {
    written: &'a str,
    padding: Option<char>,
    no_padding: bool,
    upper: bool,
    swap: bool,
    width: Option<usize>,
    conversion: Option<char>,
}

/// What a conversion gives: its text, the width it is padded to, and with what.
struct Field(String, usize, char);

impl<'a> Directive<'a> {
    /// The directive at the head of `text`, which begins with `%`, and what follows it.
    fn parse(text: &'a str) -> (Self, &'a str) {
        let mut directive = Self {
            written: text,
            padding: None,
            no_padding: false,
            upper: false,
            swap: false,
            width: None,
            conversion: None,
        };
        let mut rest = text[1..].char_indices().peekable();
        while let Some((_, flag)) = rest.next_if(|(_, c)| "-_0^#".contains(*c)) {
            match flag {
                '-' => directive.no_padding = true,
                '_' => directive.padding = Some(' '),
                '0' => directive.padding = Some('0'),
                '^' => directive.upper = true,
                _ => directive.swap = true,
            }
        }
        while let Some((_, digit)) = rest.next_if(|(_, c)| c.is_ascii_digit()) {
            let digit = digit as usize - '0' as usize;
            let width = directive.width.unwrap_or(0) * 10 + digit;
            directive.width = Some(width.min(WIDEST));
        }
        while rest.next_if(|(_, c)| matches!(c, 'E' | 'O')).is_some() {}
        directive.conversion = rest.next().map(|(_, c)| c);
        let end = rest.peek().map_or(text.len(), |(at, _)| at + 1);
        directive.written = &text[..end];
        (directive, &text[end..])
    }

    fn print(&self, time: &Zoned, out: &mut String) {
        let conversion = self.conversion.unwrap_or('\0');
        if conversion == 'q' {
            return out.push_str(&fraction(time, self.width.unwrap_or(3)));
        }
        let Field(mut text, width, padding) = number(time, conversion)
            .or_else(|| text(time, conversion))
            .unwrap_or_else(|| Field(self.written.to_owned(), 0, ' '));
        if self.upper || self.swap && conversion != 'p' {
            text = text.to_uppercase();
        } else if self.swap {
            text = text.to_lowercase();
        }
        let width = match self.width {
            Some(width) => width,
            None if self.no_padding => 0,
            None => width,
        };
        let padding = self.padding.unwrap_or(padding);
        let missing = width.saturating_sub(text.chars().count());
        out.extend(std::iter::repeat_n(padding, missing));
        out.push_str(&text);
    }
}

fn fraction(time: &Zoned, digits: usize) -> String {
    let all = format!("{:09}", time.subsec_nanosecond());
    all[..digits.clamp(1, 9)].to_owned()
}

/// Conversions that give a number, padded with zeros unless POSIX says otherwise.
fn number(time: &Zoned, conversion: char) -> Option<Field> {
    let iso = time.date().iso_week_date();
    let hour_of_twelve = (time.hour() + 11) % 12 + 1;
    let zeros = |value: i64, width| Field(value.to_string(), width, '0');
    let spaces = |value: i64, width| Field(value.to_string(), width, ' ');
    Some(match conversion {
        'C' => zeros(i64::from(time.year()).div_euclid(100), 2),
        'd' => zeros(time.day().into(), 2),
        'e' => spaces(time.day().into(), 2),
        'g' => zeros(i64::from(iso.year()).rem_euclid(100), 2),
        'G' => zeros(iso.year().into(), 1),
        'H' => zeros(time.hour().into(), 2),
        'I' => zeros(hour_of_twelve.into(), 2),
        'j' => zeros(time.day_of_year().into(), 3),
        'k' => spaces(time.hour().into(), 2),
        'l' => spaces(hour_of_twelve.into(), 2),
        'm' => zeros(time.month().into(), 2),
        'M' => zeros(time.minute().into(), 2),
        's' => zeros(time.timestamp().as_second(), 1),
        'S' => zeros(time.second().into(), 2),
        'u' => zeros(time.weekday().to_monday_one_offset().into(), 1),
        'U' => zeros(week(time, Weekday::Sunday), 2),
        'V' => zeros(iso.week().into(), 2),
        'w' => zeros(time.weekday().to_sunday_zero_offset().into(), 1),
        'W' => zeros(week(time, Weekday::Monday), 2),
        'y' => zeros(i64::from(time.year()).rem_euclid(100), 2),
        'Y' => zeros(time.year().into(), 1),
        _ => return None,
    })
}

/// Conversions that give words, and those that stand for several others.
fn text(time: &Zoned, conversion: char) -> Option<Field> {
    let day = DAYS[time.weekday().to_sunday_zero_offset() as usize];
    let month = MONTHS[time.month() as usize - 1];
    let noon = if time.hour() < 12 { "AM" } else { "PM" };
    let text = match conversion {
        'a' => day[..3].to_owned(),
        'A' => day.to_owned(),
        'b' | 'h' => month[..3].to_owned(),
        'B' => month.to_owned(),
        'c' => strftime(time, "%a %b %e %H:%M:%S %Y"),
        'D' | 'x' => strftime(time, "%m/%d/%y"),
        'F' => strftime(time, "%Y-%m-%d"),
        'n' => "\n".to_owned(),
        'p' => noon.to_owned(),
        'P' => noon.to_lowercase(),
        'r' => strftime(time, "%I:%M:%S %p"),
        'R' => strftime(time, "%H:%M"),
        't' => "\t".to_owned(),
        'T' | 'X' => strftime(time, "%H:%M:%S"),
        'z' => time.strftime("%z").to_string(),
        'Z' => time.strftime("%Z").to_string(),
        '%' => "%".to_owned(),
        _ => return None,
    };
    Some(Field(text, 0, ' '))
}

/// Week of the year; the days before the first `start` are in week 0.
fn week(time: &Zoned, start: Weekday) -> i64 {
    let since_start = i64::from(start.until(time.weekday()));
    (i64::from(time.day_of_year()) - 1 + 7 - since_start) / 7
}

pub(crate) const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::strftime;

    fn check_in(zone: &str, epoch: i64, format: &str, expected: &str) {
        let time = Timestamp::from_second(epoch)
            .unwrap()
            .to_zoned(TimeZone::get(zone).unwrap());
        assert_eq!(strftime(&time, format), expected, "{format}");
    }

    fn check(format: &str, expected: &str) {
        check_in("UTC", 1_700_000_000, format, expected);
    }

    #[test]
    fn each_conversion_prints_as_in_the_c_locale() {
        check("%A %a %B %b %h", "Tuesday Tue November Nov Nov");
        check("%c", "Tue Nov 14 22:13:20 2023");
        check("%C %y %Y %g %G", "20 23 2023 23 2023");
        check("%d %e %j", "14 14 318");
        check("%D %x %F", "11/14/23 11/14/23 2023-11-14");
        check("%H %I %k %l %M %S", "22 10 22 10 13 20");
        check(
            "%p %P %r %R %T %X",
            "PM pm 10:13:20 PM 22:13 22:13:20 22:13:20",
        );
        check("%s %u %w %U %V %W", "1700000000 2 2 46 46 46");
        check("%z %%", "+0000 %");
        check("%Y-%m-%dT%H:%M:%SZ", "2023-11-14T22:13:20Z");
    }

    #[test]
    fn times_before_1970_and_leap_days_are_right() {
        check_in("UTC", 0, "%c", "Thu Jan  1 00:00:00 1970");
        check_in("UTC", -1, "%Y", "1969");
        check_in("UTC", 1_709_164_800, "%F %a %j", "2024-02-29 Thu 060");
        check_in("UTC", 1_704_067_199, "%G-W%V-%u", "2023-W52-7");
        check_in("UTC", 1_704_067_200, "%G-W%V-%u", "2024-W01-1");
    }

    #[test]
    fn zones_shift_the_clock_and_follow_summer_time() {
        check_in("Europe/Amsterdam", 1_700_000_000, "%H:%M %z", "23:13 +0100");
        check_in("Asia/Tokyo", 1_700_000_000, "%H:%M", "07:13");
        check_in("America/New_York", 1_690_000_000, "%H:%M %Z", "00:26 EDT");
    }

    #[test]
    fn flags_and_widths_pad() {
        check_in("UTC", 0, "%-d %_d %05d %3e", "1  1 00001   1");
        check("%^a %#b %#p", "TUE NOV pm");
        check("%q %6q", "000 000000");
    }

    #[test]
    fn what_is_no_directive_stays() {
        check("plain", "plain");
        check("", "");
        check("%Q", "%Q");
        check("%#", "%#");
        check("%1", "%1");
        check("%6", "    %6");
        check("%", "%");
        check("ä%ö", "ä%ö");
    }

    proptest::proptest! {
        #[test]
        fn any_format_prints_something_bounded(format in "(%[-_0^#]*[0-9]{0,9}.|.)*") {
            let time = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
            let most = format.len() * super::WIDEST * 4;
            proptest::prop_assert!(strftime(&time, &format).len() <= most);
        }
    }
}
