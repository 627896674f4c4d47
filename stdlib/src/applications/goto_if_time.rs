//! `GotoIfTime(times?[then][:otherwise])`: goes to one of two places, as the clock says.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Branch, Data, Kind, Test, Value};

use crate::{lines, times};

pub(crate) static GOTO_IF_TIME: Application = Application {
    name: "GotoIfTime",
    since: "0.2.0",
    synopsis: "Goes to one of two places, as the time of day and the date say.",
    description: "The times are written as in `IFTIME`. `TESTTIME` can set another time than that of the \
        clock.",
    args: &[Arg::optional(
        "data",
        "`times,weekdays,days,months[,timezone]?then:otherwise`",
        Kind::Line(
            Data::Branches(Test::Times, Branch::Place),
            "`if IFTIME(\"09:00-17:00,mon-fri,*,*?1:0\") == \"1\" { … }`",
        ),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application GotoIfTime; observed table flow.jsonl",
    example: include_str!("goto_if_time.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    let data = lines::data(call);
    if data.is_empty() {
        let form = "times,weekdays,days,months[,timezone]?then:otherwise";
        return Err(lines::incomplete(form).fatal());
    }
    let (times, then, otherwise) = lines::branches(&data);
    let hold = times::hold(call, times, times::tested(call));
    lines::go(
        call,
        if hold {
            then.unwrap_or_default()
        } else {
            otherwise
        },
    )?;
    Ok(Value::UNIT)
}
