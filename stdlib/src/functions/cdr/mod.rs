//! `CDR(field[,options])`: the record of this call, as far as it has come.

mod cdr_prop;
mod record;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Closed, Function, Kind, Value, text_of};

pub(crate) use cdr_prop::CDR_PROP;
use record::{FIELDS, Form, custom, set_custom};
pub(crate) use record::{Fork, fork, reset};

use super::channel::details;
use crate::texts;

pub(crate) static CDR: Function = Function {
    name: "CDR",
    since: "0.2.0",
    synopsis: "Reads the record of this call, or sets what a script may set of it.",
    description: "The fields are `accountcode`, `amaflags`, `answer`, `billsec`, `channel`, `clid`, `dcontext`, \
        `disposition`, `dst`, `dstchannel`, `duration`, `end`, `lastapp`, `lastdata`, `linkedid`, `peeraccount`, \
        `sequence`, `src`, `start`, `uniqueid` and `userfield`. Times are those of the machine's time zone, as in \
        `2026-11-21 10:15:00`, and empty while there are none; durations are whole seconds until now, or until the \
        end of the call. A disposition is `ANSWERED`, `BUSY`, `FAILED` or `NO ANSWER`.\n\n\
        A script can set `accountcode`, `amaflags`, `peeraccount`, `userfield`, and any other name as a field of its \
        own. In the extension `h` and in hangup handlers the record has ended.",
    args: &[
        Arg::required(
            "field",
            "One of the fields, or a name that was set; upper and lower case are one.",
            Kind::Text,
        ),
        Arg::optional("options", "Letters.", Kind::Options(OPTIONS)),
    ],
    values: &[Closed {
        item: "disposition",
        values: &["ANSWERED", "BUSY", "CONGESTION", "FAILED", "NO ANSWER"],
    }],
    source: "Asterisk function CDR",
    example: include_str!("cdr.rhai"),
    read: Some(read),
    write: Some(write),
};

const OPTIONS: &[(char, &str)] = &[
    (
        'f',
        "`billsec` and `duration` with six places behind the point.",
    ),
    (
        'u',
        "Raw: times as seconds since 1970 with microseconds, `disposition` and `amaflags` as numbers.",
    ),
];

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let name = args.text(0).to_ascii_lowercase();
    if name.is_empty() {
        return Err(texts::missing("CDR(field[,options])"));
    }
    let options = args.text(1);
    let form = Form {
        is_raw: options.contains('u'),
        has_fraction: options.contains('f'),
    };
    Ok(match FIELDS.iter().find(|field| field.name == name) {
        Some(field) => (field.read)(call, form),
        None => custom(call, &name),
    }
    .into())
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let name = args.text(0).to_ascii_lowercase();
    let value = text_of(value);
    match name.as_str() {
        "" => Err(texts::missing("CDR(field)")),
        "accountcode" => details::set_text(call, "accountcode", &value),
        "amaflags" => details::set_text(call, "amaflags", details::purpose(&value)),
        "peeraccount" => details::set_text(call, "peeraccount", &value),
        "userfield" => set_custom(call, name, value),
        _ if FIELDS.iter().any(|field| field.name == name) => {
            Err(texts::bad(format!("`{name}` of the record cannot be set")))
        }
        _ => set_custom(call, name, value),
    }
}
