//! `EXPR(expression)` and `HOLDS(text)`: expressions and conditions of `extensions.conf`, for Rhai.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};
use runtime::number;

pub(crate) static EXPR: Function = Function {
    name: "EXPR",
    since: "0.2.0",
    synopsis: "Works out what `$[…]` of `extensions.conf` amounts to.",
    description: "`EXPR(\"${attempt} + 1\")` is `$[${attempt} + 1]`: variables and functions are put in first, and \
        texts that are numbers count as numbers. The value is a text. An imported dialplan has it where Rhai's own \
        operators would not always give the same.",
    args: &[Arg {
        name: "expression",
        doc: "What stands within the brackets.",
        kind: Kind::Raw,
        required: true,
    }],
    source: "Asterisk's documentation of expressions",
    example: include_str!("expr.rhai"),
    read: Some(|call: &Call, args: &Args| {
        let value = call.substitute(&format!("$[{}]", args.text(0)))?;
        Ok::<Value, ScriptError>(value.into())
    }),
    write: None,
};

pub(crate) static HOLDS: Function = Function {
    name: "HOLDS",
    since: "0.2.0",
    synopsis: "Says whether a text is true as `GotoIf` and `While` take it.",
    description: "A text that is empty or begins with the number 0 does not hold, any other does: `0.5` is 0, `x` \
        holds.",
    args: &[Arg {
        name: "text",
        doc: "The condition.",
        kind: Kind::Raw,
        required: true,
    }],
    source: "Asterisk application GotoIf",
    example: include_str!("expr.rhai"),
    read: Some(|_: &Call, args: &Args| Ok(number::is_true(&args.text(0)).into())),
    write: None,
};
