//! `Macro(name[,argument…])`: runs the context `macro-NAME` as a subroutine.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

use super::run_named;

pub(crate) static MACRO: Application = Application {
    name: "Macro",
    since: "0.2.0",
    synopsis: "Runs the extension `s` of a context `macro-NAME`, and comes back at its end.",
    description: "The macro finds its arguments in `ARG1`, `ARG2` and so on, and the place that called it in \
        `MACRO_EXTEN`, `MACRO_CONTEXT` and `MACRO_PRIORITY`; `EXTEN` is `s` in it. It comes back behind its last line \
        or with `MacroExit`; if it sets `MACRO_OFFSET` to a number, so many lines behind the one that called it are \
        left out. A `Goto` into another context leaves it for good.\n\n\
        Asterisk 21 has no macros any more. Write new subroutines for `Gosub`.",
    args: ARGUMENTS,
    status: None,
    comes_back: true,
    source: "Asterisk 20 application Macro",
    example: include_str!("run_macro.conf"),
    run,
};

/// What says which macro, and what it gets.
pub(super) const ARGUMENTS: &[Arg] = &[
    Arg::required(
        "name",
        "The name of its context, without `macro-`.",
        Kind::Macro,
    ),
    Arg::optional(
        "argument",
        "What the macro finds in `ARG1` and so on.",
        Kind::List,
    ),
];

pub(super) fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    match call.data() {
        Some(data) => run_named(call, &data)?,
        None => {
            let arguments: Vec<String> = (1..args.len()).map(|at| args.text(at)).collect();
            call.run_macro(&args.text(0), &arguments)?;
        }
    }
    Ok(Value::UNIT)
}
