//! `Exec(application(data))`: runs an application by its name.

use runtime::call::{Call, ScriptError};
use runtime::conf::called;
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::lines;

pub(crate) static EXEC: Application = Application {
    name: "Exec",
    since: "0.2.0",
    synopsis: "Runs an application whose name a variable may hold.",
    description: "What stands in its parentheses is substituted once more. An application that does not \
        exist ends the call.\n\nIn Rhai this runs a line of `extensions.conf`: `${…}` and `$[…]` are put in, commas \
        separate arguments, and a mistake is told without ending the script. An imported dialplan has it where \
        Rhai would not do the same.",
    args: &[Arg::optional("data", "`application(data)`", Kind::Raw)],
    status: None,
    comes_back: true,
    source: "Asterisk application Exec; observed table flow.jsonl",
    example: include_str!("exec.conf"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    if call.data().is_none() {
        return call.run_line(&args.text(0)).map(|()| Value::UNIT);
    }
    let data = lines::data(call);
    if !data.is_empty() {
        let (name, data) = called(&data);
        lines::execute_named(call, name, &call.substitute(data)?)?;
    }
    Ok(Value::UNIT)
}
