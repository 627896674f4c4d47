//! `EXCEPTION(field)`: why a call came to the extension `e`.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Arg, Args, Function, Kind, Value};

pub(crate) static EXCEPTION: Function = Function {
    name: "EXCEPTION",
    since: "0.2.0",
    synopsis: "Tells why a call came to the extension `e`.",
    description: "Empty before anything was raised.",
    args: &[Arg::required(
        "field",
        "`reason`, `context`, `exten` or `priority`: what was raised, and where; upper \
                and lower case are one.",
        Kind::Text,
    )],
    values: &[],
    source: "Asterisk function EXCEPTION; observed tables flow.jsonl and func.jsonl",
    example: include_str!("exception.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let field = args.text(0);
    let Some(exception) = call.exception() else {
        return Ok("".into());
    };
    let place = exception.place;
    Ok(match field.to_ascii_lowercase().as_str() {
        "reason" => exception.reason.into(),
        "context" => place.context.into(),
        "exten" => place.extension.into(),
        "priority" => i64::from(place.priority).into(),
        _ => {
            let message = format!("`{field}` is nothing that is known of an exception");
            return Err(ScriptError::fault(Code::BadArgument, message));
        }
    })
}
