//! `INC(variable)` and `DEC(variable)`: counts a variable up or down.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Function, Kind, Value};

use crate::{number, texts};

pub(crate) static DEC: Function = Function {
    name: "DEC",
    since: "0.1.0",
    synopsis: "Takes 1 off a variable and gives its new value.",
    description: "It must hold a whole number; the number it then holds is that of the channel, also when \
        a global variable was counted. Numbers have 32 bits and go around.",
    args: &[Arg {
        name: "variable",
        doc: "Its name, without `${}`.",
        kind: Kind::Variable,
        required: true,
    }],
    source: "Asterisk function DEC",
    example: include_str!("inc.rhai"),
    read: Some(|call, args| count(call, &args.text(0), -1)),
    write: None,
};

pub(crate) static INC: Function = Function {
    name: "INC",
    since: "0.1.0",
    synopsis: "Adds 1 to a variable and gives its new value.",
    description: "It must hold a whole number; the number it then holds is that of the channel, also when \
        a global variable was counted. Numbers have 32 bits and go around.",
    args: &[Arg {
        name: "variable",
        doc: "Its name, without `${}`.",
        kind: Kind::Variable,
        required: true,
    }],
    source: "Asterisk function INC",
    example: include_str!("inc.rhai"),
    read: Some(|call, args| count(call, &args.text(0), 1)),
    write: None,
};

fn count(call: &Call, name: &str, by: i32) -> Result<Value, ScriptError> {
    let value = call.variable(name);
    if value.is_empty() || !call.has_variable(name) {
        return Err(texts::bad(format!(
            "there is no variable `{name}` to count"
        )));
    }
    let (number, rest) = match number::integer(&value) {
        Some((number, rest)) => (number, rest),
        None if value.trim().is_empty() => (0, ""),
        None => (0, "no number"),
    };
    if !rest.is_empty() {
        return Err(texts::bad(format!(
            "variable `{name}` holds `{value}`, which is no whole number"
        )));
    }
    #[allow(clippy::cast_possible_truncation)] // It goes around, as in Asterisk.
    let number = (number as i32).wrapping_add(by);
    call.set_variable(name, number.to_string());
    Ok(i64::from(number).into())
}
