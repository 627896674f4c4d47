//! `DIALPLAN_EXISTS(context[,extension[,priority]])`: whether a call could go there.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::{number, texts};

pub(crate) static DIALPLAN_EXISTS: Function = Function {
    name: "DIALPLAN_EXISTS",
    since: "0.1.0",
    synopsis: "Says whether the dialplan has a context, an extension or a step.",
    description: "True or false in Rhai; as text, 1 or 0. Patterns and included contexts count, and the \
        dialplan asked is the one that new calls enter.",
    args: &[
        Arg::required("context", "The context.", Kind::Text),
        Arg::optional(
            "extension",
            "The extension as it would be dialled; without it, any.",
            Kind::Text,
        ),
        Arg::optional(
            "priority",
            "A number or a label; 1 by default. An extension in Rhai has priority 1 only.",
            Kind::Raw,
        ),
    ],
    values: &[],
    source: "Asterisk function DIALPLAN_EXISTS",
    example: include_str!("dialplan_exists.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let context = args.text(0);
    if args.is_empty() {
        return Err(texts::missing(
            "DIALPLAN_EXISTS(context[,extension[,priority]])",
        ));
    }
    let exists = match args.given(1) {
        None => call.context_exists(&context),
        Some(extension) => exists(call, &context, &extension, &args.text(2)),
    };
    Ok(exists.into())
}

/// Whether there is such a step: a number, a label or, if that is empty, any.
pub(super) fn exists(call: &Call, context: &str, extension: &str, priority: &str) -> bool {
    if priority.is_empty() {
        return call.extension_exists(context, extension);
    }
    let number = number::integer(priority).map(|(number, _)| number);
    match number {
        Some(number) => u32::try_from(number)
            .is_ok_and(|number| number > 0 && call.priority_exists(context, extension, number)),
        None => call.labelled(context, extension, priority).is_some(),
    }
}
