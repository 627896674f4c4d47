//! `LOCAL(name)`: a variable of the running subroutine.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Arg, Args, Function, Kind, Value, text_of};

pub(crate) static LOCAL: Function = Function {
    name: "LOCAL",
    since: "0.2.0",
    synopsis: "Reads or sets a variable of the running subroutine.",
    description: "The variable is gone when the subroutine comes back, and one that it hides is there \
        again. Reading gives an empty text for a variable that is not local here; setting one \
        outside a subroutine is an error.",
    args: &[Arg::required("name", "The variable.", Kind::Variable)],
    values: &[],
    source: "Asterisk function LOCAL; observed tables flow.jsonl and func.jsonl",
    example: include_str!("local.rhai"),
    read: Some(read),
    write: Some(write),
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    Ok(call.local(&args.text(0)).unwrap_or_default().into())
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let name = args.text(0);
    if call.set_local(&name, text_of(value)) {
        return Ok(());
    }
    let message = format!("`LOCAL({name})` is set outside a subroutine");
    Err(ScriptError::fault(Code::BadArgument, message))
}
