//! `MacroIf(condition?name[,argument…][:name[,argument…]])`: runs one of two macros.

use runtime::call::{Call, ScriptError};
use runtime::conf::separate_raw;
use runtime::library::{Application, Arg, Args, Branch, Data, Kind, Test, Value};

use super::run_named;
use crate::lines;

pub(crate) static MACRO_IF: Application = Application {
    name: "MacroIf",
    since: "0.2.0",
    synopsis: "Runs one of two macros, as a condition says.",
    description: "A condition is read as in `GotoIf`, a branch as in `Macro`. A branch that is left out is the next \
        line.",
    args: &[Arg::optional(
        "data",
        "`condition?name[,argument…][:name[,argument…]]`",
        Kind::Line(
            Data::Branches(Test::Condition, Branch::Macro),
            "`if condition { Macro(…); }`",
        ),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk 20 application MacroIf",
    example: include_str!("macro_if.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let data = lines::data(call);
    let parts = separate_raw(&data, '?', 2);
    let [condition, branches] = parts[..] else {
        return Err(lines::incomplete("condition?name,argument:name,argument"));
    };
    if let Some(branch) = lines::chosen(condition, branches) {
        run_named(call, branch)?;
    }
    Ok(Value::UNIT)
}
