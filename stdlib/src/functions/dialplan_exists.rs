//! `DIALPLAN_EXISTS(context[,extension[,priority]])`: whether a call could go there.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

pub(crate) static DIALPLAN_EXISTS: Function = Function {
    name: "DIALPLAN_EXISTS",
    since: "0.1.0",
    synopsis: "Says whether the dialplan has a context or an extension.",
    description: "True or false in Rhai; as text, 1 or 0. Patterns and included contexts count, and \
        the dialplan asked is the one that new calls enter.",
    args: &[
        Arg {
            name: "context",
            doc: "The context.",
            kind: Kind::Text,
            required: true,
        },
        Arg {
            name: "extension",
            doc: "The extension as it would be dialled; without it, any.",
            kind: Kind::Text,
            required: false,
        },
        Arg {
            name: "priority",
            doc: "An extension in Rhai has priority 1 only, which is the default.",
            kind: Kind::Text,
            required: false,
        },
    ],
    source: "Asterisk function DIALPLAN_EXISTS",
    example: include_str!("dialplan_exists.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let context = args.text(0);
    let exists = match args.given(1) {
        None => call.context_exists(&context),
        Some(extension) => {
            args.given(2).is_none_or(|priority| priority == "1")
                && call.extension_exists(&context, &extension)
        }
    };
    Ok(exists.into())
}
