//! `GotoIf(condition?[then][:otherwise])`: goes to one of two places.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Branch, Data, Kind, Test, Value};
use runtime::number;

use crate::lines;

pub(crate) static GOTO_IF: Application = Application {
    name: "GotoIf",
    since: "0.2.0",
    synopsis: "Goes to one of two places, as a condition says.",
    description: "A condition is false when it is empty or begins with a number that is 0, and true \
        otherwise. A branch is `[[context,]extension,]priority`, as in `Goto`; one that is left \
        out is the next line.",
    args: &[Arg::optional(
        "data",
        "`condition?then:otherwise`",
        Kind::Line(
            Data::Branches(Test::Condition, Branch::Place),
            "`if condition { … } else { … }`",
        ),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application GotoIf; observed table flow.jsonl",
    example: include_str!("goto_if.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let data = lines::data(call);
    if data.is_empty() {
        call.complain(lines::incomplete("condition?then:otherwise"));
    }
    let (condition, then, otherwise) = lines::branches(&data);
    let branch = if number::is_true(condition) {
        then.unwrap_or_default()
    } else {
        otherwise
    };
    lines::go(call, branch)?;
    Ok(Value::UNIT)
}
