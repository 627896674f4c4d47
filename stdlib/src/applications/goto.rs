//! `Goto([context,]extension[,priority])`: leaves this extension for another.

use runtime::call::{Call, ScriptError, Target};
use runtime::diagnostic::Code;
use runtime::library::{Application, Arg, Args, Kind, Value};

pub(crate) static GOTO: Application = Application {
    name: "Goto",
    since: "0.1.0",
    synopsis: "Goes to another extension, or to a place within one, and does not come back.",
    description: "`Goto(\"100\")` goes to an extension of this context, `Goto(\"sales\", \"100\")` to \
        one of another. The third argument is a label, `Goto(\"menu\", \"s\", \"again\")`, or the number \
        of a line of `extensions.conf`. Asterisk's forms with a priority mean the same: \
        `Goto(\"sales\", \"100\", 1)`, `Goto(\"100\", 1)`, and `Goto(1)` for this extension from the \
        beginning. In lines, `Goto(again)` and `Goto(+2)` name a place in this extension.\n\n\
        The target is looked up in the dialplan as it is now, not as it was when the call began. If \
        it is not there, the call goes to the extension `i` of that context, with what was asked for \
        in the variable `INVALID_EXTEN`; without an `i` it is an error.",
    args: &[
        Arg::required(
            "context",
            "The context; this one when there is only an extension.",
            Kind::Context,
        ),
        Arg::optional(
            "extension",
            "The extension as it would be dialled.",
            Kind::Extension,
        ),
        Arg::optional(
            "priority",
            "A label, or the number of a line; 1 by default.",
            Kind::Priority,
        ),
    ],
    status: None,
    comes_back: false,
    source: "Asterisk application Goto",
    example: include_str!("goto.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    if let Some(data) = call.data() {
        // What a line asks for and is not there is the extension `i`, or the end, when it comes to it.
        let target = call.named_target(&data).map_err(ScriptError::fatal)?;
        return Err(ScriptError::Goto(target));
    }
    let target = target(call, args)?;
    let there = call.priority_exists(&target.context, &target.extension, target.priority);
    if there || call.takes_event(&target.context, INVALID) {
        return Err(ScriptError::Goto(target));
    }
    let Target {
        context,
        extension,
        priority,
    } = target;
    let what = if call.extension_exists(&context, &extension) {
        format!("extension `{extension}` of context `{context}` has no priority `{priority}`")
    } else if call.context_exists(&context) {
        format!("context `{context}` has no extension `{extension}`")
    } else {
        format!("there is no context `{context}`")
    };
    Err(ScriptError::fault(Code::NoSuchExtension, what))
}

/// Where a call goes that asked for an extension that is not there.
const INVALID: &str = "i";

fn target(call: &Call, args: &Args) -> Result<Target, ScriptError> {
    let here = call.context();
    if args.len() > 2 {
        let parts: Vec<String> = (0..args.len()).map(|at| args.text(at)).collect();
        return call.target(&parts);
    }
    match args.len() {
        0 | 1 if is_number(args, 0) => call.target(&[args.text(0)]),
        0 | 1 => Ok(Target::start(here, args.text(0))),
        2 if is_priority(call, &here, args) => call.target(&[args.text(0), args.text(1)]),
        _ => Ok(Target::start(args.text(0), args.text(1))),
    }
}

/// A number is a priority and a text an extension. `Goto("100", "1")`, all in texts as Asterisk has
/// them, is told from a context and an extension by what there is.
fn is_priority(call: &Call, here: &str, args: &Args) -> bool {
    let extension = args.text(0);
    is_number(args, 1)
        || !call.context_exists(&extension)
            && (args.text(1) == "1" && call.extension_exists(here, &extension)
                || call.labelled(here, &extension, &args.text(1)).is_some())
}

fn is_number(args: &Args, index: usize) -> bool {
    args.value(index).is_some_and(Value::is_int)
}
