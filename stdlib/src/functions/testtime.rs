//! `TESTTIME()`: the time that a call takes it to be.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Arg, Args, Function, Kind, Value, text_of};

use crate::times;

pub(crate) static TESTTIME: Function = Function {
    name: "TESTTIME",
    since: "0.2.0",
    synopsis: "Sets the time that `GotoIfTime` goes by in this call.",
    description: "For trying out a dialplan. The time stands in the variable `TESTTIME`, as seconds since \
        1970; setting that to an empty text goes back to the clock.",
    args: &[Arg::optional("unused", "Nothing.", Kind::Text)],
    values: &[],
    source: "Asterisk function TESTTIME; observed tables flow.jsonl and func.jsonl",
    example: include_str!("testtime.rhai"),
    read: None,
    write: Some(write),
};

fn write(call: &Call, _: &Args, value: &Value) -> Result<(), ScriptError> {
    let text = text_of(value);
    let Some(time) = read_time(&text) else {
        let message = format!("`{text}` is no time like 2026/11/21 09:30:00 Europe/Amsterdam");
        return Err(ScriptError::fault(Code::BadArgument, message));
    };
    call.set_variable(times::TEST_TIME, time.as_second().to_string());
    Ok(())
}

/// `yyyy/mm/dd hh:mm[:ss][ zone]`.
fn read_time(text: &str) -> Option<Timestamp> {
    let mut words = text.split_whitespace();
    let mut date = words.next()?.splitn(3, '/');
    let mut clock = words.next()?.splitn(3, ':');
    let mut part = || date.next()?.parse::<i16>().ok();
    let (year, month, day) = (part()?, part()?, part()?);
    let mut part = || clock.next().map_or(Some(0), |part| part.parse::<i8>().ok());
    let (hour, minute, second) = (part()?, part()?, part()?);
    let (month, day) = (month.try_into().ok()?, day.try_into().ok()?);
    let time = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    let zone = match words.next() {
        Some(zone) => TimeZone::get(zone).ok()?,
        None => TimeZone::system(),
    };
    Some(time.to_zoned(zone).ok()?.timestamp())
}
