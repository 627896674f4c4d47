//! `PJSIP_HEADER(action,name[,number])`: header fields that came with the call, and those of calls that are made.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value, text_of};

use super::number;
use crate::{header_fields, texts};

pub(crate) static PJSIP_HEADER: Function = Function {
    name: "PJSIP_HEADER",
    since: "0.2.0",
    synopsis: "Reads a header field of the INVITE that began this call, or changes those of a call that is made.",
    description: "`read` gives what came, empty when there is none; with `*` behind the name, the first that begins so.\n\n\
        Written, `add` adds a field, `update` gives one that was added another value, and `remove` takes back those of \
        that name, or all that begin so with `*`. In a subroutine of `Dial` with option `b` that is about the INVITE of \
        that target; on the caller's channel it is about all that this call dials itself. Asterisk needs the subroutine. \
        Fields that the switch writes itself (From, Call-ID, Contact …) cannot be added.",
    args: &[
        Arg::required("action", "`read`, `add`, `update` or `remove`.", Kind::Text),
        Arg::required("name", "Of the field.", Kind::Text),
        Arg::optional(
            "number",
            "With `read`: which of several of that name, from 1.",
            Kind::Integer,
        ),
    ],
    values: &[],
    source: "Asterisk function PJSIP_HEADER; RFC 3261 section 7.3",
    example: include_str!("pjsip_header.rhai"),
    read: Some(read),
    write: Some(write),
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let (action, name) = (args.text(0), args.text(1));
    if name.is_empty() {
        return Err(texts::missing("PJSIP_HEADER(read,name)"));
    }
    match action.trim().to_ascii_lowercase().as_str() {
        "read" => {}
        "remove" => return Ok(removed(call, &name).into()),
        _ => {
            let fault = texts::bad(format!("`{action}` is nothing that can be read"));
            return Err(fault.with_help("`PJSIP_HEADER(read,name)` gives what came with the call"));
        }
    }
    let number = number(args, 2)?;
    let name = match name.strip_suffix('*') {
        None => name,
        Some(prefix) => {
            let names = header_fields::received_names(call, prefix)?;
            names.split(',').next().unwrap_or_default().to_owned()
        }
    };
    Ok(header_fields::received_value(call, &name, number)?.into())
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let (action, name, value) = (args.text(0), args.text(1), text_of(value));
    match action.trim().to_ascii_lowercase().as_str() {
        "add" => header_fields::add(call, &name, &value, "_"),
        "update" => {
            header_fields::remove(call, &format!("{}:", name.trim()));
            header_fields::add(call, &name, &value, "_")
        }
        "remove" => {
            removed(call, &name);
            Ok(())
        }
        _ => Err(texts::bad(format!(
            "`{action}` is neither `add`, `update` nor `remove`"
        ))),
    }
}

/// Takes back the fields of that name, or all that begin so.
fn removed(call: &Call, name: &str) -> String {
    let name = name.trim();
    let prefix = match name.strip_suffix('*') {
        Some(prefix) => prefix.to_owned(),
        None => format!("{name}:"),
    };
    header_fields::remove(call, &prefix).to_string()
}
