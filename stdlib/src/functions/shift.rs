//! `SHIFT(variable[,delimiter])` and `POP(variable[,delimiter])`: takes an item off a list.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::{escape, texts};

pub(crate) static SHIFT: Function = Function {
    name: "SHIFT",
    since: "0.1.0",
    synopsis: "Takes the first item off the list that a variable holds, and gives it.",
    description: "From a list with one item the variable is left empty, from an empty one nothing comes.",
    args: &LIST,
    source: "Asterisk function SHIFT",
    example: include_str!("shift.rhai"),
    read: Some(|call, args| take(call, args, End::First)),
    write: None,
};

pub(crate) static POP: Function = Function {
    name: "POP",
    since: "0.1.0",
    synopsis: "Takes the last item off the list that a variable holds, and gives it.",
    description: "From a list with one item the variable is left empty, from an empty one nothing comes.",
    args: &LIST,
    source: "Asterisk function POP",
    example: include_str!("shift.rhai"),
    read: Some(|call, args| take(call, args, End::Last)),
    write: None,
};

/// A variable that holds a list, and what separates its items.
pub(super) const LIST: [Arg; 2] = [
    Arg {
        name: "variable",
        doc: "The name of the variable, without `${}`.",
        kind: Kind::Variable,
        required: true,
    },
    Arg {
        name: "delimiter",
        doc: "One character; a comma by default.",
        kind: Kind::Raw,
        required: false,
    },
];

#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

fn take(call: &Call, args: &Args, end: End) -> Result<Value, ScriptError> {
    let name = args.text(0);
    if name.is_empty() {
        return Err(texts::missing("SHIFT(variable[,delimiter])"));
    }
    let list = texts::named(call, &name)?.into_bytes();
    let delimiter = delimiter(&args.text(1));
    if list.is_empty() {
        return Ok("".into());
    }
    let is_delimiter = |octet: &u8| *octet == delimiter;
    let at = match end {
        End::First => list.iter().position(is_delimiter),
        End::Last => list.iter().rposition(is_delimiter),
    };
    let (first, last) = match at {
        Some(at) => (&list[..at], &list[at + 1..]),
        None => match end {
            End::First => (&list[..], &list[..0]),
            End::Last => (&list[..0], &list[..]),
        },
    };
    let (item, rest) = match end {
        End::First => (first, last),
        End::Last => (last, first),
    };
    call.set_variable(&name, String::from_utf8_lossy(rest));
    texts::value(item.to_vec())
}

/// The octet that separates items.
pub(super) fn delimiter(text: &str) -> u8 {
    let delimiter = escape::octet(text.as_bytes()).ok().flatten();
    delimiter.map_or(b',', |(delimiter, _)| delimiter)
}
