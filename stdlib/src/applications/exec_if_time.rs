//! `ExecIfTime(times?application(data))`: runs an application when the clock says so.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Branch, Data, Kind, Test, Value};

use crate::{lines, times};

pub(crate) static EXEC_IF_TIME: Application = Application {
    name: "ExecIfTime",
    since: "0.2.0",
    synopsis: "Runs an application when the time of day and the date fit.",
    description: "The times are written as in `IFTIME`; they are always those of the clock.",
    args: &[Arg::optional(
        "data",
        "`times,weekdays,days,months[,timezone]?application(data)`",
        Kind::Line(
            Data::Branches(Test::Times, Branch::Application),
            "`if IFTIME(\"09:00-17:00,mon-fri,*,*?1:0\") == \"1\" { … }`",
        ),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application ExecIfTime; observed table flow.jsonl",
    example: include_str!("exec_if_time.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let data = lines::data(call);
    let Some((times, application)) = data.split_once('?').filter(|(times, _)| !times.is_empty())
    else {
        let form = "times,weekdays,days,months[,timezone]?application(data)";
        return Err(lines::incomplete(form).fatal());
    };
    if times::hold(call, times, call.wall_clock()) {
        lines::execute(call, application)?;
    }
    Ok(Value::UNIT)
}
