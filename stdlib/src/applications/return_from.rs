//! `Return([value])`: comes back from a subroutine.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

pub(crate) static RETURN: Application = Application {
    name: "Return",
    since: "0.2.0",
    synopsis: "Comes back from a subroutine.",
    description: "The call goes on behind the `Gosub` that called it, in Rhai with the value as what \
        `Gosub` gives; it also stands in `GOSUB_RETVAL`. Local variables get the values back \
        that they hid. Outside a subroutine the call ends.",
    args: &[Arg::optional(
        "value",
        "What to give back; empty by default.",
        Kind::Raw,
    )],
    status: None,
    comes_back: false,
    source: "Asterisk application Return; observed table flow.jsonl",
    example: include_str!("return_from.rhai"),
    run,
};

fn run(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    Err(ScriptError::Return(args.text(0)))
}
