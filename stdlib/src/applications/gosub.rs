//! `Gosub([[context,]extension,]priority[(arguments)])`: calls a subroutine.

use runtime::call::{Call, ScriptError};
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
        Arg {
            name: "context",
            doc: "The context; this one when there are two arguments. A single text has all of it, \
                `context,extension,1(argument)`.",
            kind: Kind::Context,
            required: true,
        },
        Arg {
            name: "extension",
            doc: "The extension.",
            kind: Kind::Extension,
            required: false,
        },
        Arg {
            name: "priority",
            doc: "Its priority or label; 1 by default.",
            kind: Kind::Priority,
            required: false,
        },
        Arg {
            name: "arguments",
            doc: "What the subroutine finds in `ARG1`, or an array for `ARG1`, `ARG2` and so on.",
            kind: Kind::Text,
            required: false,
        },
    ],
    status: None,
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
        None if args.len() == 1 => lines::gosub(call, &args.text(0))?,
        None => {
            let mut place: Vec<String> = (0..args.len().min(3)).map(|at| args.text(at)).collect();
            if place.get(2).is_some_and(String::is_empty) {
                place[2] = "1".to_owned();
            }
            call.gosub(call.target(&place)?, &arguments(args)?)?
        }
    };
    Ok(value.into())
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
