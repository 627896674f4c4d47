//! `STRREPLACE(variable,text[,replacement[,most]])`: another text for one.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::{number, texts};

pub(crate) static STRREPLACE: Function = Function {
    name: "STRREPLACE",
    since: "0.1.0",
    synopsis: "Replaces a text within the text that a variable holds.",
    description: "From left to right; what was put in is not looked at again.",
    args: &[
        texts::VARIABLE,
        Arg::required("text", "What to look for.", Kind::Text),
        Arg::optional(
            "replacement",
            "What to put there; nothing by default.",
            Kind::Text,
        ),
        Arg::optional(
            "most",
            "How many at most; all by default, and with 0 or less.",
            Kind::Integer,
        ),
        Arg::optional("rest", "Not used.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function STRREPLACE",
    example: include_str!("strreplace.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    texts::expect(args, 2, "STRREPLACE(variable,text[,replacement[,most]])")?;
    let (wanted, replacement) = (args.text(1), args.text(2));
    if wanted.is_empty() {
        return Err(texts::bad("there is no text to look for"));
    }
    let text = texts::named(call, &args.text(0))?;
    let most = number::integer(&args.text(3)).map_or(0, |(most, _)| most);
    let most = usize::try_from(most).ok().filter(|most| *most > 0);
    let count = text
        .matches(&wanted)
        .take(most.unwrap_or(usize::MAX))
        .count();
    // Known before it is made: a short text can become one of gigabytes.
    if replacement.len().saturating_mul(count) > texts::LONGEST {
        return texts::value(vec![0; texts::LONGEST + 1]);
    }
    texts::value(text.replacen(&wanted, &replacement, count).into_bytes())
}
