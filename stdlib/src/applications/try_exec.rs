//! `TryExec(application(data))`: runs an application by its name, and goes on if it fails.

use runtime::call::{Call, ScriptError};
use runtime::conf::called;
use runtime::library::{Application, Arg, Args, Data, Kind, Status, Value};

use crate::lines;

pub(crate) static TRY_EXEC: Application = Application {
    name: "TryExec",
    since: "0.2.0",
    synopsis: "Runs an application whose name a variable may hold, and goes on if it fails.",
    description: "As `Exec`, but a failure that would end the call does not. A hangup ends it all the same.",
    args: &[Arg::optional(
        "data",
        "`application(data)`",
        Kind::Line(Data::Application, "`try { … } catch { … }`"),
    )],
    status: Some(Status {
        variable: STATUS,
        values: &["SUCCESS", "FAILED", "NOAPP"],
    }),
    comes_back: true,
    source: "Asterisk application TryExec",
    example: include_str!("try_exec.conf"),
    run,
};

const STATUS: &str = "TRYSTATUS";

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let data = lines::data(call);
    let (name, data) = called(&data);
    let outcome = call.execute(name, &call.substitute(data)?);
    let status = match &outcome {
        Ok(true)
        | Err(ScriptError::Goto(_) | ScriptError::Return(_) | ScriptError::Fault { .. }) => {
            "SUCCESS"
        }
        Ok(false) => "NOAPP",
        Err(_) => "FAILED",
    };
    call.set_variable(STATUS, status);
    match outcome {
        Ok(_) => Ok(Value::UNIT),
        Err(error @ (ScriptError::Fault { .. } | ScriptError::Fatal { .. })) => {
            call.complain(error);
            Ok(Value::UNIT)
        }
        Err(error) => Err(error),
    }
}
