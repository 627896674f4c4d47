//! `StackPop()`: forgets where a subroutine was called from.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Application, Arg, Args, Data, Kind, Value};

pub(crate) static STACK_POP: Application = Application {
    name: "StackPop",
    since: "0.2.0",
    synopsis: "Leaves the running subroutine as if it had never been called.",
    description: "Its local variables go, and `Return` comes back from the subroutine around it, if there \
        is one.",
    args: &[Arg::optional(
        "data",
        "Nothing.",
        Kind::Line(Data::Nothing, "`Goto`, which does not come back either"),
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application StackPop; observed table flow.jsonl",
    example: include_str!("stack_pop.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    if !call.pop_subroutine() {
        let message = "`StackPop` outside a subroutine";
        call.complain(ScriptError::fault(Code::BadArgument, message));
    }
    Ok(Value::UNIT)
}
