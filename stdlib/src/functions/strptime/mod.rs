//! `STRPTIME(text,timezone,format)`: the time in a text.

mod parse;

use jiff::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::strftime::zone;
use crate::texts;
use parse::Fields;

pub(crate) static STRPTIME: Function = Function {
    name: "STRPTIME",
    since: "0.1.0",
    synopsis: "Reads a time from a text and gives seconds since 1970.",
    description: "The format is that of strptime in the C locale. A blank in it stands for any number of \
        blanks, words are known in any case, and what the text has beyond the format does not \
        matter. What the format leaves out is 0, the year 1900; the day is 1 if there is a year \
        or month.\n\nSeconds have 32 bits, as in Asterisk: a time after January 2038 comes out \
        negative.",
    args: &[
        Arg::required("text", "The text.", Kind::Text),
        Arg::required(
            "timezone",
            "`Europe/Amsterdam`, `UTC`; by default that of the machine. One that does not \
                exist is taken for UTC.",
            Kind::Text,
        ),
        Arg::required("format", "`%Y-%m-%d %H:%M:%S` and the like.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function STRPTIME; POSIX strptime",
    example: include_str!("strptime.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let Some(format) = args.given(2) else {
        return Err(texts::missing("STRPTIME(text,timezone,format)"));
    };
    let text = args.text(0);
    let parsed = parse::parse(&text, &format);
    let fields =
        parsed.ok_or_else(|| texts::bad(format!("`{text}` is not in the format `{format}`")))?;
    let seconds = seconds(&fields, &zone(call, args))
        .ok_or_else(|| texts::bad(format!("`{text}` is not within the years that can be told")))?;
    #[allow(clippy::cast_possible_truncation)] // Seconds have 32 bits, as in Asterisk.
    let seconds = i64::from(seconds as i32);
    Ok(seconds.into())
}

/// Seconds since 1970 of a time in a zone. Fields beyond their range carry over.
fn seconds(fields: &Fields, zone: &TimeZone) -> Option<i64> {
    let month = fields.month.rem_euclid(12);
    let year = fields.year + fields.month.div_euclid(12);
    let first = Date::new(i16::try_from(year).ok()?, i8::try_from(month + 1).ok()?, 1).ok()?;
    let of_day = fields.hour * 3600 + fields.minute * 60 + fields.second;
    let span = Span::new()
        .try_days(fields.day - 1)
        .ok()?
        .try_seconds(of_day)
        .ok()?;
    let time = first.at(0, 0, 0, 0).checked_add(span).ok()?;
    Some(time.to_zoned(zone.clone()).ok()?.timestamp().as_second())
}
