//! `GosubIf(condition?then[:otherwise])`: calls one of two subroutines.

use runtime::call::{Call, ScriptError};
use runtime::conf::separate_raw;
use runtime::library::{Application, Arg, Args, Branch, Data, Kind, Test, Value};

use crate::lines;

pub(crate) static GOSUB_IF: Application = Application {
    name: "GosubIf",
    since: "0.2.0",
    synopsis: "Calls one of two subroutines, as a condition says.",
    description: "A condition is read as in `GotoIf`, a branch as in `Gosub`. A branch that is left out is \
        the next line.",
    args: &[Arg::optional(
        "data",
        "`condition?then[(arguments)][:otherwise[(arguments)]]`",
        Kind::Line(
            Data::Branches(Test::Condition, Branch::Subroutine),
            "`if condition { Gosub(…); }`",
        ),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application GosubIf; observed table flow.jsonl",
    example: include_str!("gosub_if.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let data = lines::data(call);
    let parts = separate_raw(&data, '?', 2);
    let [condition, branches] = parts[..] else {
        return Err(lines::incomplete(
            "condition?then(arguments):otherwise(arguments)",
        ));
    };
    if let Some(branch) = lines::chosen(condition, branches) {
        lines::gosub(call, branch)?;
    }
    Ok(Value::UNIT)
}
