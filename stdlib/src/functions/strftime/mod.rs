//! `STRFTIME([epoch][,timezone][,format])`: a time as text.

mod format;

pub(super) use format::{DAYS, MONTHS, strftime};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Arg, Args, Function, Judge, Kind, Value, Wrong};

use crate::texts;

pub(crate) static STRFTIME: Function = Function {
    name: "STRFTIME",
    since: "0.1.0",
    synopsis: "Prints a time in a time zone and a format.",
    description: "Without arguments: now, in the time zone of the machine, as in \
        `Tue Nov 14 22:13:20 2023`. All arguments may be left out with `()` or an empty text.\n\n\
        The format is that of strftime in the C locale, with `%q` for milliseconds and `%6q` for \
        microseconds. A directive that does not exist stays as it is written.",
    args: &[
        Arg::optional(
            "epoch",
            "Seconds since 1970, fractions allowed; now by default.",
            Kind::Text,
        ),
        Arg::optional(
            "timezone",
            "`Europe/Amsterdam`, `UTC`; by default that of the machine. One that does not exist \
                is taken for UTC.",
            Kind::Text,
        ),
        Arg::optional(
            "format",
            "`%Y-%m-%d %H:%M:%S` and the like; `%c` by default.",
            Kind::Whole(Judge(wrong)),
        ),
    ],
    values: &[],
    source: "Asterisk function STRFTIME; POSIX strftime",
    example: include_str!("strftime.rhai"),
    read: Some(read),
    write: None,
};

fn wrong(text: &str, _: &[Option<&str>]) -> Option<Wrong> {
    let directive = format::unknown(text)?;
    Some(Wrong::Odd(format!(
        "`{directive}` means nothing, and is printed as it is"
    )))
}

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let now = || Timestamp::try_from(call.wall_clock());
    let time = match args.given(0).and_then(|text| instant(&text)) {
        Some(time) => time,
        None => now(),
    };
    let time = time.map_err(|_| {
        ScriptError::fault(
            Code::BadArgument,
            format!(
                "`{}` is not within the years that can be printed",
                args.text(0)
            ),
        )
    })?;
    let format = args.value(2).map_or("%c".to_owned(), |_| args.text(2));
    texts::value(strftime(&time.to_zoned(zone(call, args)), &format).into_bytes())
}

/// Seconds with a fraction, to the microsecond. Text that is no number is no time.
fn instant(text: &str) -> Option<Result<Timestamp, jiff::Error>> {
    let (seconds, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let seconds: i64 = seconds.parse().ok()?;
    let micros = format!("{fraction:0<6.6}").parse().unwrap_or(0_i32);
    Some(Timestamp::new(seconds, micros * 1000))
}

pub(super) fn zone(call: &Call, args: &Args) -> TimeZone {
    let Some(name) = args.given(1) else {
        return TimeZone::system();
    };
    TimeZone::get(&name).unwrap_or_else(|_| {
        call.verbose(1, format!("there is no time zone `{name}`; taken for UTC"));
        TimeZone::UTC
    })
}
