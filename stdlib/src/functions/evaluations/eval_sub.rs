//! `EVAL_SUB([[context,]extension,]priority[(arguments)])`: what a subroutine returns.

use runtime::call::{Call, ScriptError};
use runtime::conf::called;
use runtime::library::{Args, Function, Value};

use super::{PLACE, place};
use crate::lines;

pub(crate) static EVAL_SUB: Function = Function {
    name: "EVAL_SUB",
    since: "0.2.0",
    synopsis: "Runs a subroutine and gives what it returned.",
    description: "`Gosub` in the middle of a line: `GotoIf($[\"${EVAL_SUB(shop,s,1(${EXTEN}))}\" = \"open\"]?…)`. Arguments \
        stand in parentheses behind the priority. Subroutines in Rhai give the value of `Return` too; there, `Gosub` does \
        the same and takes the arguments one by one.",
    args: PLACE,
    values: &[],
    source: "Asterisk function EVAL_SUB",
    example: include_str!("eval_sub.conf"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let text = place(args, "EVAL_SUB(context,extension,priority)")?;
    let (place, arguments) = called(&text);
    let target = call.named_target(place)?;
    let arguments = lines::subroutine_arguments(arguments);
    Ok(call.gosub_and_wait(target, &arguments)?.into())
}
