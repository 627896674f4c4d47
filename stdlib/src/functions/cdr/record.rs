//! What the record of a call says: its fields, each with how it is read.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use runtime::call::{Call, ScriptError};
use runtime::host::Cause;

use super::super::channel::details;
use super::super::strftime;
use crate::texts;

/// In which form a field is read.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) is_raw: bool,
    pub(super) has_fraction: bool,
}

/// A field of the record.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) read: fn(&Call, Form) -> String,
}

const fn field(name: &'static str, read: fn(&Call, Form) -> String) -> Field {
    Field { name, read }
}

/// All fields that are not a script's own.
pub(super) static FIELDS: [Field; 21] = [
    field("accountcode", |call, _| details::text(call, "accountcode")),
    field("amaflags", amaflags),
    field("answer", |call, form| time(call, answered(call), form)),
    field("billsec", |call, form| {
        let since = answered(call).map(|at| until(call).saturating_sub(at));
        seconds(since.unwrap_or_default(), form)
    }),
    field("channel", |call, _| {
        call.with_info(|info| info.name.clone())
    }),
    field("clid", |call, _| function(call, "CALLERID(all)")),
    field("dcontext", |call, _| call.last_place().context),
    field("disposition", disposition),
    field("dst", |call, _| call.last_place().extension),
    field("dstchannel", |call, _| call.variable("DIALEDPEERNAME")),
    field("duration", |call, form| {
        seconds(until(call).saturating_sub(began(call)), form)
    }),
    field("end", |call, form| time(call, call.lasted(), form)),
    field("lastapp", |call, _| call.last_application().0.to_owned()),
    field("lastdata", |call, _| call.last_application().1.to_string()),
    field("linkedid", |call, _| call.channel().0.to_string()),
    field("peeraccount", |call, _| details::text(call, "peeraccount")),
    field("sequence", |call, _| call.id().0.to_string()),
    field("src", |call, _| call.caller().num),
    field("start", |call, form| time(call, Some(began(call)), form)),
    field("uniqueid", |call, _| call.channel().0.to_string()),
    field("userfield", |call, _| custom(call, "userfield")),
];

/// What scripts have made of the record.
#[derive(Default)]
struct Record {
    /// When it was begun anew, since the beginning of the call.
    began: Duration,
    /// A call that was answered before counts as answered then.
    answered: Duration,
    /// Whether no record is to be kept of the call (`CDR_PROP`).
    disabled: bool,
    /// Fields of a script's own.
    values: BTreeMap<String, String>,
}

/// Most fields of a script's own.
const MOST: usize = 100;

/// Begins the record anew (`ResetCDR`), with the fields that scripts have set or without.
pub(crate) fn reset(call: &Call, keep_values: bool) {
    let now = call.elapsed();
    call.keep(|record: &mut Record| {
        (record.began, record.answered) = (now, now);
        if !keep_values {
            record.values.clear();
        }
    });
}

/// How a further record begins (`ForkCDR`).
pub(crate) struct Fork {
    /// With its own time, and not with that of the one before.
    pub(crate) begins_now: bool,
    /// A call that has been answered counts as answered now.
    pub(crate) answered_now: bool,
    /// With what scripts have set in the one before.
    pub(crate) keeps_values: bool,
}

/// Goes on with a further record.
pub(crate) fn fork(call: &Call, fork: &Fork) {
    let now = call.elapsed();
    call.keep(|record: &mut Record| {
        if fork.begins_now {
            record.began = now;
        }
        if fork.answered_now {
            record.answered = now;
        }
        if !fork.keeps_values {
            record.values.clear();
        }
    });
}

/// Whether no record is to be kept of the call.
pub(super) fn is_disabled(call: &Call) -> bool {
    call.keep(|record: &mut Record| record.disabled)
}

/// Sets that.
pub(super) fn disable(call: &Call, disabled: bool) {
    call.keep(|record: &mut Record| record.disabled = disabled);
}

/// A field of a script's own.
pub(super) fn custom(call: &Call, name: &str) -> String {
    let value = call.keep(|record: &mut Record| record.values.get(name).cloned());
    value.unwrap_or_default()
}

/// Sets a field of a script's own.
pub(super) fn set_custom(call: &Call, name: String, value: String) -> Result<(), ScriptError> {
    call.keep(|record: &mut Record| {
        if record.values.len() >= MOST && !record.values.contains_key(&name) {
            return Err(texts::bad(format!(
                "a record has at most {MOST} fields of its own"
            )));
        }
        record.values.insert(name, value);
        Ok(())
    })
}

fn began(call: &Call) -> Duration {
    call.keep(|record: &mut Record| record.began)
}

/// When the call was answered; one that was answered before the record began was so from its beginning.
fn answered(call: &Call) -> Option<Duration> {
    let earliest = call.keep(|record: &mut Record| record.began.max(record.answered));
    call.answered_after().map(|at| at.max(earliest))
}

/// Until when time counts.
fn until(call: &Call) -> Duration {
    call.lasted().unwrap_or_else(|| call.elapsed())
}

fn seconds(time: Duration, form: Form) -> String {
    if form.has_fraction {
        format!("{:.6}", time.as_secs_f64())
    } else {
        time.as_secs().to_string()
    }
}

/// So long after the beginning of the call, as a time of day.
fn time(call: &Call, at: Option<Duration>, form: Form) -> String {
    let Some(at) = at else {
        return if form.is_raw { "0.000000" } else { "" }.to_owned();
    };
    let began = call.wall_clock().checked_sub(call.elapsed());
    let wall = began.unwrap_or(SystemTime::UNIX_EPOCH) + at;
    if form.is_raw {
        let since = wall.duration_since(SystemTime::UNIX_EPOCH);
        return format!("{:.6}", since.unwrap_or_default().as_secs_f64());
    }
    Timestamp::try_from(wall).map_or_else(
        |_| String::new(),
        |time| strftime::strftime(&time.to_zoned(TimeZone::system()), "%Y-%m-%d %H:%M:%S"),
    )
}

/// Asterisk's words and numbers for how a call went.
fn disposition(call: &Call, form: Form) -> String {
    let (word, number) = match (call.is_answered(), call.cause()) {
        (true, _) => ("ANSWERED", "8"),
        (_, Cause::Busy) => ("BUSY", "4"),
        (_, Cause::Congestion | Cause::Offline | Cause::Unknown | Cause::Incompatible) => {
            ("FAILED", "2")
        }
        _ => ("NO ANSWER", "0"),
    };
    if form.is_raw { number } else { word }.to_owned()
}

fn amaflags(call: &Call, form: Form) -> String {
    let number = details::number(call, "amaflags", 3);
    if form.is_raw {
        return number;
    }
    match number.as_str() {
        "1" => "OMIT",
        "2" => "BILLING",
        "3" => "DOCUMENTATION",
        _ => "Unknown",
    }
    .to_owned()
}

fn function(call: &Call, text: &str) -> String {
    let value = call.read(text);
    value.map_or_else(|_| String::new(), |value| value.to_string())
}
