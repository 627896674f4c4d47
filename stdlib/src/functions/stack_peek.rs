//! `STACK_PEEK(depth,what[,quiet])`: where a subroutine was called from.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Arg, Args, Function, Kind, Value};
use runtime::number;

pub(crate) static STACK_PEEK: Function = Function {
    name: "STACK_PEEK",
    since: "0.2.0",
    synopsis: "Tells where the running subroutine, or one around it, was called from.",
    description: "It is an error if so many subroutines are not nested here.",
    args: &[
        Arg::required(
            "depth",
            "1 for the running subroutine, 2 for the one around it, and so on.",
            Kind::Integer,
        ),
        Arg::required(
            "what",
            "`c` for the context, `e` for the extension, `p` for the priority, `l` for all \
                three.",
            Kind::Text,
        ),
        Arg::optional(
            "quiet",
            "Give an empty text instead of an error: `1`, `yes`, `true` or `on`.",
            Kind::Text,
        ),
    ],
    values: &[],
    source: "Asterisk function STACK_PEEK; observed tables flow.jsonl and func.jsonl",
    example: include_str!("stack_peek.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let (depth, what) = (args.text(0), args.text(1));
    if depth.is_empty() || what.is_empty() {
        let message = "`STACK_PEEK` needs a depth and what to tell";
        return Err(ScriptError::fault(Code::MissingArgument, message));
    }
    let wanted = usize::try_from(number::or_zero(&depth)).unwrap_or(0);
    let Some(place) = call.calling_place(wanted) else {
        if wanted > 0 && is_yes(&args.text(2)) {
            return Ok("".into());
        }
        let message = format!("`{depth}` subroutines are not nested here");
        return Err(ScriptError::fault(Code::BadArgument, message));
    };
    let (context, extension, priority) = (place.context, place.extension, place.priority);
    Ok(
        match what
            .chars()
            .next()
            .map(|letter| letter.to_ascii_lowercase())
        {
            Some('c') => context.into(),
            Some('e') => extension.into(),
            Some('p') => i64::from(priority).into(),
            Some('l') => format!("{context},{extension},{priority}").into(),
            _ => {
                let message = format!("`{what}` is none of `c`, `e`, `p` and `l`");
                return Err(ScriptError::fault(Code::BadArgument, message));
            }
        },
    )
}

/// What Asterisk takes for a yes.
fn is_yes(text: &str) -> bool {
    let words = ["1", "yes", "true", "y", "t", "on"];
    words.iter().any(|word| word.eq_ignore_ascii_case(text))
}
