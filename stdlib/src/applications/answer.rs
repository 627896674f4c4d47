//! `Answer([delay])`: picks up.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::replies;

pub(crate) static ANSWER: Application = Application {
    name: "Answer",
    since: "0.1.0",
    synopsis: "Answers the call, if it has not been answered yet.",
    description: "Most applications that play or record something answer by themselves.",
    args: &[Arg::optional(
        "delay",
        "Milliseconds to wait after answering, while the audio path opens; none by default.",
        Kind::Integer,
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application Answer",
    example: include_str!("answer.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let delay = args.milliseconds(0)?;
    replies::answer(call)?;
    if let Some(delay) = delay {
        call.sleep(delay)?;
    }
    Ok(Value::UNIT)
}
