//! `ExecIf(condition?application(data)[:application(data)])`: runs an application on a condition.

use runtime::call::{Call, ScriptError};
use runtime::conf::{separate, separate_raw};
use runtime::library::{Application, Arg, Args, Branch, Data, Kind, Test, Value};
use runtime::number;

use crate::lines;

pub(crate) static EXEC_IF: Application = Application {
    name: "ExecIf",
    since: "0.2.0",
    synopsis: "Runs one of two applications, as a condition says.",
    description: "The applications are written as in a line, `Set(x=1)`. Their data has been substituted \
        before, both of them. An application that does not exist ends the call.",
    args: &[Arg::optional(
        "data",
        "`condition?application(data)[:application(data)]`",
        Kind::Line(
            Data::Branches(Test::Condition, Branch::Application),
            "`if condition { … } else { … }`",
        ),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application ExecIf; observed table flow.jsonl",
    example: include_str!("exec_if.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let data = lines::data(call);
    let question = data.find('?');
    let old = question.is_none_or(|at| data[..at].contains(','));
    if old {
        return with_commas(call, &data);
    }
    let parts = separate_raw(&data, '?', 2);
    let [condition, branches] = parts[..] else {
        return Err(lines::incomplete(FORM).fatal());
    };
    match lines::chosen(condition, branches) {
        Some(application) => lines::execute(call, application)?,
        None if number::is_true(condition) => return Err(lines::incomplete(FORM).fatal()),
        None => {}
    }
    Ok(Value::UNIT)
}

const FORM: &str = "condition?application(data):application(data)";

/// The form of old dialplans, `condition,application,data`.
fn with_commas(call: &Call, data: &str) -> Result<Value, ScriptError> {
    let parts = separate(data, 3);
    if parts
        .first()
        .is_some_and(|condition| number::is_true(condition))
    {
        let part = |at: usize| parts.get(at).map_or("", String::as_str);
        lines::execute_named(call, part(1), part(2))?;
    }
    Ok(Value::UNIT)
}
