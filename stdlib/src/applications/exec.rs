//! `Exec(application(data))`: runs an application by its name.

use runtime::call::{Call, ScriptError};
use runtime::conf::called;
use runtime::library::{Application, Arg, Args, Data, Kind, Value};

use crate::lines;

pub(crate) static EXEC: Application = Application {
    name: "Exec",
    since: "0.2.0",
    synopsis: "Runs an application whose name a variable may hold.",
    description: "What stands in its parentheses is substituted once more. An application that does not \
        exist ends the call.",
    args: &[Arg {
        name: "data",
        doc: "`application(data)`",
        kind: Kind::Line(Data::Application, "the application itself"),
        required: false,
    }],
    status: None,
    comes_back: true,
    source: "Asterisk application Exec; observed table flow.jsonl",
    example: include_str!("exec.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let data = lines::data(call);
    if !data.is_empty() {
        let (name, data) = called(&data);
        lines::execute_named(call, name, &call.substitute(data)?)?;
    }
    Ok(Value::UNIT)
}
