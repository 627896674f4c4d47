//! `MacroExit()`: comes back from a macro before its end.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Application, Arg, Args, Data, Kind, Value};

pub(crate) static MACRO_EXIT: Application = Application {
    name: "MacroExit",
    since: "0.2.0",
    synopsis: "Comes back from a macro.",
    description: "The call goes on behind the `Macro` that called it. Outside a macro this is a mistake.",
    args: &[Arg::optional(
        "data",
        "Nothing.",
        Kind::Line(Data::Nothing, "`return`"),
    )],
    status: None,
    comes_back: false,
    source: "Asterisk 20 application MacroExit",
    example: include_str!("macro_exit.conf"),
    run,
};

fn run(call: &Call, _: &Args) -> Result<Value, ScriptError> {
    if call.in_macro() {
        return Err(ScriptError::Return(String::new()));
    }
    let message = "`MacroExit` outside a macro";
    Err(ScriptError::fault(Code::BadArgument, message))
}
