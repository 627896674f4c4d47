//! `PJSIP_DIAL_CONTACTS(endpoint)`: a dial string for a telephone, wherever it is registered.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::endpoint;

pub(crate) static PJSIP_DIAL_CONTACTS: Function = Function {
    name: "PJSIP_DIAL_CONTACTS",
    since: "0.2.0",
    synopsis: "Gives the dial string of a telephone that is registered.",
    description: "`SIP/name`, which rings all places where it is registered as one channel; empty when it is registered \
        nowhere.",
    args: &[
        Arg::required("endpoint", "Its name, without `SIP/`.", Kind::Text),
        Arg::optional(
            "aor",
            "Where it registers. It is its name here.",
            Kind::Text,
        ),
        Arg::optional(
            "user",
            "Another user of the address. It is not used here.",
            Kind::Text,
        ),
    ],
    values: &[],
    source: "Asterisk function PJSIP_DIAL_CONTACTS",
    example: include_str!("pjsip_dial_contacts.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let name = args.text(0);
    let known = endpoint(call, &name)?;
    let is_there =
        known.is_some_and(|known| known.get("contacts").is_some_and(|at| !at.is_empty()));
    Ok(match is_there {
        true => format!("SIP/{name}").into(),
        false => "".into(),
    })
}
