//! `VALID_EXTEN([context],extension[,priority])`: whether a context has an extension.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::dialplan_exists::exists;
use crate::texts;

pub(crate) static VALID_EXTEN: Function = Function {
    name: "VALID_EXTEN",
    since: "0.1.0",
    synopsis: "Says whether a context of the dialplan has an extension.",
    description: "The former name of `DIALPLAN_EXISTS`, which needs an extension.",
    args: &[
        Arg::required(
            "context",
            "The context; that of the call by default.",
            Kind::Text,
        ),
        Arg::required(
            "extension",
            "The extension as it would be dialled.",
            Kind::Text,
        ),
        Arg::optional("priority", "A number or a label; 1 by default.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function VALID_EXTEN",
    example: include_str!("valid_exten.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let Some(extension) = args.given(1) else {
        return Err(texts::missing("VALID_EXTEN(context,extension[,priority])"));
    };
    let context = args.given(0).unwrap_or_else(|| call.context());
    Ok(exists(call, &context, &extension, &args.text(2)).into())
}
