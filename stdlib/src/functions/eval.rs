//! `EVAL(text)`: the value of what stands in a text.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::texts;

pub(crate) static EVAL: Function = Function {
    name: "EVAL",
    since: "0.1.0",
    synopsis: "Replaces `${…}` and `$[…]` in a text by their values.",
    description: "What comes from a caller does not belong in here: it could read whatever the dialplan \
        can.",
    args: &[Arg::required("text", "The text.", Kind::Raw)],
    values: &[],
    source: "Asterisk function EVAL",
    example: include_str!("eval.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let text = args.text(0);
    if text.is_empty() {
        return Err(texts::missing("EVAL(text)"));
    }
    texts::value(call.substitute(&text)?.into_bytes())
}
