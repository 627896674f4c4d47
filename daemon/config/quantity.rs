//! Quantities of `skyplan.toml`: counts, sizes with a unit such as `8 MiB`, times with one such as `10 s`.

use std::ops::{Range, RangeInclusive};
use std::time::Duration;

use toml::{Spanned, Value};

/// What was written, if anything.
pub(super) type Written = Option<Spanned<Value>>;

/// Where something is wrong, what, and what to do about it.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

impl Fault {
    pub(super) fn of<T>(written: &Spanned<T>, message: String, help: impl Into<String>) -> Self {
        Self {
            span: written.span(),
            message,
            help: help.into(),
        }
    }
}

/// Units of sizes [bytes].
const SIZES: [(&str, f64); 4] = [
    ("GiB", 1_073_741_824.0),
    ("MiB", 1_048_576.0),
    ("KiB", 1024.0),
    ("B", 1.0),
];

/// Units of times [s].
const TIMES: [(&str, f64); 3] = [("min", 60.0), ("ms", 0.001), ("s", 1.0)];

/// A whole number.
pub(super) fn count(written: &Spanned<Value>, range: RangeInclusive<u64>) -> Result<u64, Fault> {
    let number = written.get_ref().as_integer();
    let number = number.and_then(|number| u64::try_from(number).ok());
    number
        .filter(|number| range.contains(number))
        .ok_or_else(|| {
            let message = format!(
                "`{}` is not a number from {} to {}",
                shown(written),
                range.start(),
                range.end()
            );
            Fault::of(
                written,
                message,
                "write a whole number; underscores may stand in it",
            )
        })
}

/// A size in bytes.
pub(super) fn size(written: &Spanned<Value>, range: RangeInclusive<u64>) -> Result<u64, Fault> {
    let bytes = quantity(written, &SIZES).map(|bytes| bytes as u64);
    bytes.filter(|bytes| range.contains(bytes)).ok_or_else(|| {
        let [least, most] =
            [range.start(), range.end()].map(|bytes| in_units(*bytes as f64, &SIZES));
        let message = format!("`{}` is not a size from {least} to {most}", shown(written));
        Fault::of(
            written,
            message,
            "write a number with `KiB`, `MiB` or `GiB`, such as `\"8 MiB\"`",
        )
    })
}

/// A time.
pub(super) fn time(
    written: &Spanned<Value>,
    range: RangeInclusive<Duration>,
) -> Result<Duration, Fault> {
    let time =
        quantity(written, &TIMES).and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.filter(|time| range.contains(time)).ok_or_else(|| {
        let [least, most] =
            [range.start(), range.end()].map(|time| in_units(time.as_secs_f64(), &TIMES));
        let message = format!("`{}` is not a time from {least} to {most}", shown(written));
        Fault::of(
            written,
            message,
            "write a number with `ms`, `s` or `min`, such as `\"10 s\"`",
        )
    })
}

/// A number with a unit.
fn quantity(written: &Spanned<Value>, units: &[(&str, f64)]) -> Option<f64> {
    let text = written.get_ref().as_str()?.trim();
    let (unit, factor) = units.iter().find(|(unit, _)| text.ends_with(unit))?;
    let number = text[..text.len() - unit.len()].trim().replace('_', "");
    let plain = number
        .bytes()
        .all(|octet| octet.is_ascii_digit() || octet == b'.');
    Some(number.parse::<f64>().ok().filter(|_| plain)? * factor)
}

/// A quantity in the largest unit in which it is a whole number.
fn in_units(amount: f64, units: &[(&str, f64)]) -> String {
    let mut sorted = units.to_vec();
    sorted.sort_by(|one, other| other.1.total_cmp(&one.1));
    let whole =
        |(_, factor): &&(&str, f64)| (amount / factor).fract().abs() < 1e-9 && amount >= *factor;
    match sorted.iter().find(whole) {
        Some((unit, factor)) => format!("{} {unit}", (amount / factor).round()),
        None => amount.to_string(),
    }
}

fn shown(written: &Spanned<Value>) -> String {
    match written.get_ref() {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: impl Into<Value>) -> Spanned<Value> {
        Spanned::new(0..0, value.into())
    }

    #[test]
    fn a_size_and_a_time_have_a_unit() {
        let check = |text: &str, bytes: Option<u64>| {
            assert_eq!(size(&written(text), 0..=1 << 40).ok(), bytes, "{text}");
        };
        check("8 MiB", Some(8 << 20));
        check("512KiB", Some(512 << 10));
        check("1.5 GiB", Some(3 << 29));
        check("100 B", Some(100));
        check("8 MB", None);
        check("8", None);
        check("-1 B", None);
        check("1e3 B", None);
        check("inf B", None);
        let check = |text: &str, ms: Option<u64>| {
            let range = Duration::ZERO..=Duration::from_secs(3600);
            assert_eq!(
                time(&written(text), range).ok(),
                ms.map(Duration::from_millis),
                "{text}"
            );
        };
        check("10 s", Some(10_000));
        check("250ms", Some(250));
        check("0.5 min", Some(30_000));
        check("61 min", None);
        check("10", None);
    }

    #[test]
    fn a_fault_says_the_range_in_units() {
        let fault = size(&written(8_i64), 65_536..=1 << 30).unwrap_err();
        assert_eq!(fault.message, "`8` is not a size from 64 KiB to 1 GiB");
        let range = Duration::from_millis(1)..=Duration::from_secs(3600);
        let fault = time(&written("1 h"), range).unwrap_err();
        assert_eq!(fault.message, "`1 h` is not a time from 1 ms to 60 min");
        let fault = count(&written(-1_i64), 1..=9).unwrap_err();
        assert_eq!(fault.message, "`-1` is not a number from 1 to 9");
    }
}
