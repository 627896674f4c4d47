//! `LOCAL_PEEK(depth,name)`: a variable that local ones hide.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Arg, Args, Function, Kind, Value};
use runtime::number;

pub(crate) static LOCAL_PEEK: Function = Function {
    name: "LOCAL_PEEK",
    since: "0.2.0",
    synopsis: "Reads a variable that local ones of the same name hide.",
    description: "Empty when there is none so deep.",
    args: &[
        Arg::required(
            "depth",
            "0 for the variable that can be seen, 1 for the one it hides, and so on.",
            Kind::Integer,
        ),
        Arg::required("name", "The variable.", Kind::Text),
    ],
    values: &[],
    source: "Asterisk function LOCAL_PEEK; observed tables flow.jsonl and func.jsonl",
    example: include_str!("local_peek.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let (depth, name) = (args.text(0), args.text(1));
    if depth.is_empty() || name.is_empty() {
        let message = "`LOCAL_PEEK` needs a depth and the name of a variable";
        return Err(ScriptError::fault(Code::MissingArgument, message));
    }
    let depth = usize::try_from(number::or_zero(&depth)).ok();
    let value = depth.and_then(|depth| call.hidden_variable(depth, &name));
    Ok(value.unwrap_or_default().into())
}
