//! `EXPR(expression)`: an expression of `extensions.conf`, for Rhai.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

pub(crate) static EXPR: Function = Function {
    name: "EXPR",
    since: "0.2.0",
    synopsis: "Works out what `$[…]` of `extensions.conf` amounts to.",
    description: "`EXPR(\"${attempt} + 1\")` is `$[${attempt} + 1]`: variables and functions are put in first, and \
        texts that are numbers count as numbers. The value is a text. An imported dialplan has it where Rhai's own \
        operators would not always give the same.",
    args: &[Arg::required(
        "expression",
        "What stands within the brackets.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk's documentation of expressions",
    example: include_str!("expr.rhai"),
    read: Some(|call: &Call, args: &Args| {
        let value = call.substitute(&format!("$[{}]", args.text(0)))?;
        Ok::<Value, ScriptError>(value.into())
    }),
    write: None,
};
