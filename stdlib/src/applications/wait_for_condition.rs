//! `WaitForCondition(mark,expression[,timeout[,interval]])`: waits until something is so.

use std::time::Duration;

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

use crate::texts;

pub(crate) static WAIT_FOR_CONDITION: Application = Application {
    name: "WaitForCondition",
    since: "0.2.0",
    synopsis: "Waits until an expression holds, and works it out again and again meanwhile.",
    description: "The expression is written with a mark in place of `$`, so that it is not worked out before: \
        `WaitForCondition(#,#[\"#{GLOBAL(door)}\"=\"open\"],60)`. In Rhai write a loop with `Wait`, which needs no mark.",
    args: &[
        Arg::required("mark", "The character that stands for `$`.", Kind::Text),
        Arg::required("expression", "What is to hold.", Kind::Text),
        Arg::optional(
            "timeout",
            "Seconds to wait at most; for ever by default.",
            Kind::Seconds,
        ),
        Arg::optional(
            "interval",
            "Seconds between two looks, 0.05 at least; 0.05 by default.",
            Kind::Seconds,
        ),
    ],
    status: Some(Status {
        variable: "WAITFORCONDITIONSTATUS",
        values: &["TRUE", "TIMEOUT"],
    }),
    comes_back: true,
    source: "Asterisk application WaitForCondition",
    example: include_str!("wait_for_condition.rhai"),
    run,
};

/// The shortest time between two looks.
const INTERVAL: Duration = Duration::from_millis(50);

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let (mark, expression) = (args.text(0), args.text(1));
    let mut marks = mark.trim().chars();
    let (Some(mark), None) = (marks.next(), marks.next()) else {
        return Err(texts::bad(format!("`{mark}` is not one character")));
    };
    let expression = expression.replace(mark, "$");
    let timeout = args.seconds(2)?.filter(|time| !time.is_zero());
    let until = timeout.map(|time| call.elapsed() + time);
    let interval = args.seconds(3)?.unwrap_or(INTERVAL).max(INTERVAL);
    let status = loop {
        if texts::holds(&call.substitute(&expression)?) {
            break "TRUE";
        }
        let left = until.map(|until| until.saturating_sub(call.elapsed()));
        if left.is_some_and(|left| left.is_zero()) {
            break "TIMEOUT";
        }
        call.sleep(left.map_or(interval, |left| left.min(interval)))?;
    };
    call.set_variable("WAITFORCONDITIONSTATUS", status);
    Ok(status.into())
}
