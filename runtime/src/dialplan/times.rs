//! Times at which something holds: `09:00-17:00,mon-fri,*,*`, of an include, `GotoIfTime`, `ExecIfTime`, `IFTIME`.
//!
//! In: the text. Out: a table of minutes, days of the week, days of the month and months, and whether an
//! instant is in it. Each part is `*`, or elements joined with `&`; an element is one value or a range, which may
//! run over midnight or the end of the year. A fifth part names a time zone; without one it is the machine's.
//!
//! Source: Asterisk's documentation of `include`, and the observed tables `func.jsonl` and `flow.jsonl`.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::number;

/// When something holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Times {
    /// A bit for each minute of the day.
    minutes: [u64; MINUTES.div_ceil(64)],
    /// A bit for each day of the week from Sunday.
    weekdays: u32,
    days: u32,
    months: u32,
    zone: Option<TimeZone>,
}

/// What is wrong with an element. It does not count; the others do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeFault {
    /// `25:00`, `9-17`.
    #[error("`{text}` is no time of day like 09:30")]
    Minute {
        /// The element.
        text: String,
    },
    /// `Monday`.
    #[error("`{text}` is no day of the week like mon")]
    Weekday {
        /// The value.
        text: String,
    },
    /// `32`.
    #[error("`{text}` is no day of a month")]
    Day {
        /// The value.
        text: String,
    },
    /// `January`.
    #[error("`{text}` is no month like jan")]
    Month {
        /// The value.
        text: String,
    },
    /// A zone nobody knows; it is taken for UTC.
    #[error("there is no time zone `{name}`")]
    Zone {
        /// Its name.
        name: String,
    },
}

const MINUTES: usize = 24 * 60;

const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

impl Times {
    /// Reads the text. Parts that are left out hold always.
    pub fn parse(text: &str) -> (Self, Vec<TimeFault>) {
        let mut faults = Vec::new();
        let zone = (text.matches(',').count() == 4).then(|| text.rsplit(',').next().unwrap_or(""));
        let mut parts = text.split(['|', ',']);
        let mut part = || parts.next().unwrap_or("*");
        let minutes = minutes(part(), &mut faults);
        let mut set = |names: &[&str], last, fault: fn(String) -> TimeFault| {
            days(part(), names, last, |text| {
                faults.push(fault(text.to_owned()))
            })
        };
        let weekdays = set(&WEEKDAYS, 7, |text| TimeFault::Weekday { text });
        let days = set(&[], 31, |text| TimeFault::Day { text });
        let months = set(&MONTHS, 12, |text| TimeFault::Month { text });
        let zone = zone.filter(|name| !name.is_empty()).map(|name| {
            TimeZone::get(name).unwrap_or_else(|_| {
                let name = name.to_owned();
                faults.push(TimeFault::Zone { name });
                TimeZone::UTC
            })
        });
        let times = Self {
            minutes,
            weekdays,
            days,
            months,
            zone,
        };
        (times, faults)
    }

    /// Whether they hold at that time.
    pub fn hold_at(&self, time: SystemTime) -> bool {
        let Ok(time) = Timestamp::try_from(time) else {
            return false;
        };
        let zone = self.zone.clone().unwrap_or_else(TimeZone::system);
        let time = time.to_zoned(zone);
        let minute = time.hour() as usize * 60 + time.minute() as usize;
        let has = |bits: u32, at: i8| bits & 1 << at != 0;
        self.minutes[minute / 64] & 1 << (minute % 64) != 0
            && has(self.weekdays, time.weekday().to_sunday_zero_offset())
            && has(self.days, time.day() - 1)
            && has(self.months, time.month() - 1)
    }
}

/// The minutes of the day. A range includes its last minute.
fn minutes(text: &str, faults: &mut Vec<TimeFault>) -> [u64; MINUTES.div_ceil(64)] {
    if text.is_empty() || text == "*" {
        return [u64::MAX; MINUTES.div_ceil(64)];
    }
    let mut bits = [0; MINUTES.div_ceil(64)];
    for element in text.split('&') {
        let range = match element.split_once('-') {
            None => minute(element).map(|one| (one, one)),
            Some((first, last)) => {
                let last = last.trim_start_matches(|c: char| !c.is_ascii_digit());
                minute(first).zip(minute(last))
            }
        };
        let Some((first, last)) = range else {
            let text = element.to_owned();
            faults.push(TimeFault::Minute { text });
            continue;
        };
        cycle(first, last, MINUTES, |at| bits[at / 64] |= 1 << (at % 64));
    }
    bits
}

/// `9:30`, with anything behind it.
fn minute(text: &str) -> Option<usize> {
    let (hour, rest) = two_digits(text)?;
    let (minute, _) = two_digits(rest.strip_prefix(':')?)?;
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// The number of at most two characters that a text begins with (`%2d`), and what follows it.
fn two_digits(text: &str) -> Option<(usize, &str)> {
    let text = text.trim_start();
    let end = text.char_indices().nth(2).map_or(text.len(), |(at, _)| at);
    let (number, rest) = number::leading(&text[..end])?;
    let number = usize::try_from(number).ok()?;
    Some((number, &text[end - rest.len()..]))
}

/// A set of days of the week, of the month, or of months.
fn days(text: &str, names: &[&str], last: usize, mut complain: impl FnMut(&str)) -> u32 {
    if text.is_empty() || text == "*" {
        return u32::MAX;
    }
    let mut bits = 0;
    for element in text.split('&') {
        let (first, end) = element.split_once('-').unwrap_or((element, element));
        match (named(first, names, last), named(end, names, last)) {
            (Some(first), Some(end)) => cycle(first, end, last, |at| bits |= 1 << at),
            (None, _) => complain(first),
            (_, None) => complain(end),
        }
    }
    bits
}

/// A name or a number from 1, as an index.
fn named(text: &str, names: &[&str], last: usize) -> Option<usize> {
    let position = names
        .iter()
        .position(|name| name.eq_ignore_ascii_case(text));
    position.or_else(|| {
        let (number, _) = two_digits(text)?;
        (1..=last).contains(&number).then(|| number - 1)
    })
}

/// Everything from one to the other, over the end if need be.
fn cycle(first: usize, last: usize, length: usize, mut mark: impl FnMut(usize)) {
    let mut at = first;
    while at != last {
        mark(at);
        at = (at + 1) % length;
    }
    mark(last);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, time: &str, expected: bool) {
        let (times, faults) = Times::parse(text);
        assert_eq!(faults, [], "{text}");
        assert_eq!(holds(&times, time), expected, "{text} at {time}");
    }

    fn holds(times: &Times, time: &str) -> bool {
        let times = Times {
            zone: times.zone.clone().or(Some(TimeZone::UTC)),
            ..times.clone()
        };
        let time: Timestamp = time.parse().expect("a time");
        times.hold_at(time.into())
    }

    #[test]
    fn a_range_of_minutes_includes_its_last_and_may_run_over_midnight() {
        check("09:00-17:00", "2024-01-15T09:00:59Z", true);
        check("9:00-17:00", "2024-01-15T17:00:59Z", true);
        check("09:00-17:00", "2024-01-15T17:01:00Z", false);
        check("22:00-06:00", "2024-01-15T23:59:00Z", true);
        check("22:00-06:00", "2024-01-15T05:00:00Z", true);
        check("22:00-06:00", "2024-01-15T12:00:00Z", false);
        check("10:30", "2024-01-15T10:30:30Z", true);
        check("10:30", "2024-01-15T10:31:00Z", false);
        check("08:00-09:00&10:00 - 11:00", "2024-01-15T10:30:00Z", true);
    }

    #[test]
    fn days_and_months_have_names_or_numbers_and_ranges_go_round() {
        check("*,mon", "2024-01-15T10:30:00Z", true);
        check("*,MON-fri", "2024-01-15T10:30:00Z", true);
        check("*,sat-sun", "2024-01-15T10:30:00Z", false);
        check("*,fri-mon", "2024-01-15T10:30:00Z", true);
        check("*,2", "2024-01-15T10:30:00Z", true);
        check("*,,1-15,jan", "2024-01-15T10:30:00Z", true);
        check("*,*,16-31,jan", "2024-01-15T10:30:00Z", false);
        check("*,*,25-5,*", "2024-01-31T10:30:00Z", true);
        check("*,*,*,nov-feb", "2024-01-15T10:30:00Z", true);
        check("*|*|*|feb&mar", "2024-01-15T10:30:00Z", false);
        check("", "2024-01-15T10:30:00Z", true);
    }

    #[test]
    fn a_fifth_part_is_the_time_zone() {
        check(
            "04:00-06:00,*,*,*,America/New_York",
            "2024-01-15T10:30:00Z",
            true,
        );
        check("19:00-20:00,*,*,*,Asia/Tokyo", "2024-01-15T10:30:00Z", true);
        check("*,tue,*,*,Asia/Tokyo", "2024-01-15T16:00:00Z", true);
    }

    fn check_fault(text: &str, expected: &str) {
        let (times, faults) = Times::parse(text);
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults, [expected], "{text}");
        assert!(
            text.contains('&') || !holds(&times, "2024-01-15T10:30:00Z"),
            "{text}"
        );
    }

    #[test]
    fn an_element_that_cannot_be_read_does_not_count() {
        check_fault("bad", "`bad` is no time of day like 09:30");
        check_fault("9-17", "`9-17` is no time of day like 09:30");
        check_fault("25:00-26:00", "`25:00-26:00` is no time of day like 09:30");
        check_fault("*,Monday", "`Monday` is no day of the week like mon");
        check_fault("*,mon-", "`` is no day of the week like mon");
        check_fault("*,*,32", "`32` is no day of a month");
        check_fault("*,*,0&15", "`0` is no day of a month");
        check_fault("*,*,*,January", "`January` is no month like jan");
    }

    #[test]
    fn an_unknown_time_zone_is_utc() {
        let (times, faults) = Times::parse("10:30,*,*,*,Mars/Base");
        assert_eq!(faults.len(), 1);
        assert!(holds(&times, "2024-01-15T10:30:00Z"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "[-0-9:&,|*a-z ]*|.*", seconds in 0_u64..4_000_000_000) {
            let (times, _) = Times::parse(&text);
            times.hold_at(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds));
        }
    }
}
