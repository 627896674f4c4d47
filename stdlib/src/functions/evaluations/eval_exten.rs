//! `EVAL_EXTEN([[context,]extension,]priority)`: what stands in a line of the dialplan.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Args, Function, Value};

use super::{PLACE, place};

pub(crate) static EVAL_EXTEN: Function = Function {
    name: "EVAL_EXTEN",
    since: "0.2.0",
    synopsis: "Gives what stands in a line of `extensions.conf`, with its values put in.",
    description: "So a context of `Return(value)` is a table that is looked up by patterns, and a function of your own: \
        `${EVAL_EXTEN(prompts,${CALLERID(num)},1)}`. The application of the line does not run, only what stands in its \
        parentheses is worked out, with `${EXTEN}` as the extension that was looked up. A body in Rhai has no such text: \
        ask it with `EVAL_SUB`, which runs it.",
    args: PLACE,
    values: &[],
    source: "Asterisk function EVAL_EXTEN",
    example: include_str!("eval_exten.conf"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let place = place(args, "EVAL_EXTEN(context,extension,priority)")?;
    let target = call.named_target(&place)?;
    if let Some(value) = call.data_at(&target)? {
        return Ok(value.into());
    }
    let (extension, context, priority) = (target.extension, target.context, target.priority);
    let message = format!(
        "no line stands at priority {priority} of extension `{extension}` in context `{context}`"
    );
    let fault = ScriptError::fault(Code::NoSuchExtension, message);
    Err(fault.with_help("`EVAL_SUB` runs what stands there, in Rhai too"))
}
