//! `Gosub([[context,]extension,]priority[(arguments)])`: calls a subroutine.

use runtime::call::{Call, ScriptError, Target};
use runtime::diagnostic::Code;
use runtime::library::{Application, Arg, Args, Kind, Value, text_of};

use crate::lines;

pub(crate) static GOSUB: Application = Application {
    name: "Gosub",
    since: "0.2.0",
    synopsis: "Calls an extension as a subroutine, which comes back with `Return`.",
    description: "In Rhai, `Gosub(\"context\", \"extension\", 1, \"argument\")` waits for the subroutine \
        and gives what it returned; several arguments stand in an array. In `extensions.conf` the call \
        goes on behind the line, and the value stands in `GOSUB_RETVAL`. A subroutine in one language can \
        be called from the other; an extension in Rhai comes back at its end without `Return` as well.\n\n\
        The subroutine finds its arguments in `ARG1`, `ARG2` and so on, and their number in `ARGC`. These, \
        and what it sets with `LOCAL`, are gone when it comes back. A subroutine that does not exist ends \
        the call.",
    args: &[
        Arg::required(
            "context",
            "The context; this one when there is only an extension.",
            Kind::Context,
        ),
        Arg::optional("extension", "The extension.", Kind::Extension),
        Arg::optional(
            "priority",
            "Its priority or label; 1 by default.",
            Kind::Priority,
        ),
        Arg::optional(
            "arguments",
            "What the subroutine finds in `ARG1`, or an array for `ARG1`, `ARG2` and so on.",
            Kind::Text,
        ),
    ],
    status: None,
    comes_back: true,
    source: "Asterisk application Gosub; observed table flow.jsonl",
    example: include_str!("gosub.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let value = match call.data() {
        Some(data) if data.is_empty() => {
            let form = "[[context,]extension,]priority[(arguments)]";
            return Err(lines::incomplete(form).fatal());
        }
        Some(data) => lines::gosub(call, &data)?,
        None => call.gosub(target(call, args)?, &arguments(args)?)?,
    };
    Ok(value.into())
}

/// The place that Rhai names.
fn target(call: &Call, args: &Args) -> Result<Target, ScriptError> {
    let place: Vec<String> = (0..3).filter_map(|at| args.given(at)).collect();
    match &place[..] {
        [extension] => Ok(Target::start(call.context(), extension)),
        [context, extension] => Ok(Target::start(context, extension)),
        place => call.target(place),
    }
}

/// The arguments that Rhai gives: one value, or an array of several.
fn arguments(args: &Args) -> Result<Vec<String>, ScriptError> {
    let Some(value) = args.value(3) else {
        return Ok(Vec::new());
    };
    let Ok(values) = value.as_array_ref() else {
        return Ok(vec![text_of(value)]);
    };
    if values.len() > MAX_ARGUMENTS {
        let message = format!("a subroutine takes at most {MAX_ARGUMENTS} arguments");
        return Err(ScriptError::fault(Code::BadArgument, message));
    }
    Ok(values.iter().map(text_of).collect())
}

const MAX_ARGUMENTS: usize = 255;
