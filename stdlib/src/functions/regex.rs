//! `REGEX("expression" text)`: whether a text fits a regular expression.

use runtime::call::{Call, ScriptError};
use runtime::conf::separated;
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::texts;

pub(crate) static REGEX: Function = Function {
    name: "REGEX",
    since: "0.1.0",
    synopsis: "Says whether a regular expression matches anywhere in a text.",
    description: "POSIX extended regular expressions, without back-references; a search takes time in \
        proportion to the text. True or false in Rhai; as text, 1 or 0.\n\nIn `extensions.conf` \
        the expression stands in quotes, then a blank, then the text. A backslash there takes \
        the next character as it is and goes away, so that `\\\\d` is needed for the `\\d` of an \
        expression; parentheses and brackets that do not balance hide the quote behind \
        them.\n\nIn Rhai: `REGEX(\"^[0-9]+$\", EXTEN)`, where nothing is hidden and no backslash \
        goes away.",
    args: &[
        Arg::required(
            "expression",
            "The expression; in `extensions.conf` the whole of `\"expression\" text`.",
            Kind::Expression,
        ),
        Arg::optional("text", "What to look in.", Kind::Text),
    ],
    values: &[],
    source: "Asterisk function REGEX; POSIX.1-2017, 9.4",
    example: include_str!("regex.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    if args.len() > 1 {
        return matches(call, &args.text(0), &args.text(1));
    }
    let parts = separated(&args.text(0), '"', 3);
    let [_, expression, text] = &parts[..] else {
        return Err(texts::bad("it is written `REGEX(\"expression\" text)`"));
    };
    matches(
        call,
        expression,
        text.strip_prefix([' ', '\t']).unwrap_or(text),
    )
}

fn matches(call: &Call, expression: &str, text: &str) -> Result<Value, ScriptError> {
    let found = texts::search(call, &texts::regex(expression)?, text)?;
    Ok(found.is_some().into())
}
