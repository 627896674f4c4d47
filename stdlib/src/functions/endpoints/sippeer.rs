//! `SIPPEER(endpoint,item)`: what is known of a telephone of this switch.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Property, Value};

use super::{endpoint, row};
use crate::texts;

pub(crate) static SIPPEER: Function = Function {
    name: "SIPPEER",
    since: "0.2.0",
    synopsis: "Gives what is known of a telephone of this switch.",
    description: "Empty when there is no telephone of that name. `status` is `OK` or `UNREACHABLE`; whether it is in a call \
        is the affair of `DEVICE_STATE`.",
    args: &[
        Arg::required("endpoint", "Its name, without `SIP/`.", Kind::Text),
        Arg::optional(
            "item",
            "One of the table; `ip` by default.",
            Kind::Property(ITEMS),
        ),
    ],
    values: &[],
    source: "Asterisk function SIPPEER",
    example: include_str!("sippeer.rhai"),
    read: Some(read),
    write: None,
};

const ITEMS: &[Property] = &[
    row(
        "codecs",
        "The codecs it may use, best first, separated by commas.",
    ),
    row("context", "The context its calls enter."),
    row("dynamic", "Whether it says itself where it is: `yes`."),
    row("ip", "The address it has registered from."),
    row("port", "The port it has registered from."),
    row("regexten", "Its name."),
    row("status", "Whether it is registered."),
];

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let item = args
        .given(1)
        .unwrap_or_else(|| "ip".to_owned())
        .to_ascii_lowercase();
    let Some(mut known) = endpoint(call, &args.text(0))? else {
        return Ok("".into());
    };
    let mut take = |name: &str| known.remove(name).unwrap_or_default();
    Ok(match item.as_str() {
        "ip" | "port" | "status" | "context" | "codecs" => take(&item),
        "regexten" => take("name"),
        "dynamic" => "yes".to_owned(),
        _ => {
            return Err(texts::bad(format!(
                "`{item}` is nothing that is known of a telephone"
            )));
        }
    }
    .into())
}
