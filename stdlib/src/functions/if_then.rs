//! `IF(condition?then:else)`: one of two texts.

use runtime::call::{Call, ScriptError};
use runtime::conf::separated;
use runtime::library::{Arg, Args, Function, Judge, Kind, Value, Wrong};

use crate::texts;

pub(crate) static IF: Function = Function {
    name: "IF",
    since: "0.1.0",
    synopsis: "Gives one of two texts.",
    description: "A condition that is empty or begins with the number 0 does not hold, any other does: \
        `0.5` is 0, `x` holds. Quotes protect `?`, `:` and commas; a backslash does so for one \
        character. Both texts lose the blanks around them.\n\nIn Rhai there are `if` and `else`, \
        and `IF(condition, then, otherwise)` does the same with separate values.",
    args: &[
        Arg::required(
            "condition",
            "The condition; in `extensions.conf` the whole of `condition?then:else`.",
            Kind::Whole(Judge(wrong)),
        ),
        Arg::optional("then", "The text when it holds.", Kind::Text),
        Arg::optional("otherwise", "The text when it does not.", Kind::Text),
    ],
    values: &[],
    source: "Asterisk function IF",
    example: include_str!("if_then.rhai"),
    read: Some(read),
    write: None,
};

fn wrong(text: &str, given: &[Option<&str>]) -> Option<Wrong> {
    let whole = given.len() > 1 || text.is_empty() || separated(text, '?', 2).len() == 2;
    let message = || format!("there is no `?` in `{text}`, and so no text for when it holds");
    (!whole).then(|| Wrong::Fails(message()))
}

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    if args.len() > 1 {
        let chosen = if texts::holds(texts::stripped(&args.text(0))) {
            1
        } else {
            2
        };
        return Ok(texts::stripped(&args.text(chosen)).into());
    }
    let parts = separated(&args.text(0), '?', 2);
    let values = separated(parts.get(1).map_or("", String::as_str), ':', 2);
    let condition = parts.first().map_or("", String::as_str);
    if condition.is_empty() || values.is_empty() {
        return Err(texts::missing("IF(condition?then:else)"));
    }
    let chosen = if texts::holds(texts::stripped(condition)) {
        0
    } else {
        1
    };
    let chosen = values.get(chosen).map_or("", String::as_str);
    Ok(texts::stripped(chosen).into())
}
