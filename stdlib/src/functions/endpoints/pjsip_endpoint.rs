//! `PJSIP_ENDPOINT(endpoint,field)`: what is configured of a telephone of this switch.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Property, Value};

use super::{endpoint, row};
use crate::texts;

pub(crate) static PJSIP_ENDPOINT: Function = Function {
    name: "PJSIP_ENDPOINT",
    since: "0.2.0",
    synopsis: "Gives what is configured of a telephone of this switch.",
    description: "Empty when there is no telephone of that name. The fields of `pjsip.conf` that `[[endpoint]]` of \
        `skyplan.toml` has in some way.",
    args: &[
        Arg::required("endpoint", "Its name, without `SIP/`.", Kind::Text),
        Arg::required("field", "One of the table.", Kind::Property(FIELDS)),
    ],
    values: &[],
    source: "Asterisk function PJSIP_ENDPOINT",
    example: include_str!("pjsip_endpoint.rhai"),
    read: Some(read),
    write: None,
};

const FIELDS: &[Property] = &[
    row(
        "allow",
        "The codecs it may use, best first, separated by commas.",
    ),
    row("aors", "Where it registers: its name."),
    row("auth", "Who it says it is: its name."),
    row(
        "contacts",
        "The addresses it has registered, separated by commas.",
    ),
    row("context", "The context its calls enter."),
];

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let field = args.text(1).to_ascii_lowercase();
    let name = match field.as_str() {
        "allow" => "codecs",
        "aors" | "auth" => "name",
        "contacts" | "context" => &field,
        "" => return Err(texts::missing("PJSIP_ENDPOINT(endpoint,field)")),
        _ => {
            return Err(texts::bad(format!(
                "`{field}` is nothing that is configured of a telephone"
            )));
        }
    };
    let known = endpoint(call, &args.text(0))?;
    let value = known.and_then(|mut known| known.remove(name));
    Ok(value.unwrap_or_default().into())
}
