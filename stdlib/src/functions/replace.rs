//! `REPLACE(variable,characters[,replacement])`: other characters for some.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::{escape, texts};

pub(crate) static REPLACE: Function = Function {
    name: "REPLACE",
    since: "0.1.0",
    synopsis: "Replaces characters of the text that a variable holds by another one, or drops them.",
    description: "No ranges: `a-c` are the three characters `a`, `-` and `c`. A letter beyond ASCII is \
        several octets, each of which is replaced.",
    args: &[
        texts::VARIABLE,
        Arg::required(
            "characters",
            "All characters to replace; `\\n` and the like may stand there.",
            Kind::Text,
        ),
        Arg::optional(
            "replacement",
            "One character; without it they are dropped.",
            Kind::Raw,
        ),
    ],
    values: &[],
    source: "Asterisk function REPLACE",
    example: include_str!("replace.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    texts::expect(args, 2, "REPLACE(variable,characters[,replacement])")?;
    let characters = escape::octets(&args.text(1));
    let replacement = escape::octet(args.text(2).as_bytes()).ok().flatten();
    if characters.is_empty() || args.text(0).is_empty() {
        return Err(texts::bad(
            "there are no characters to look for, or no variable",
        ));
    }
    let mut wanted = [false; 256];
    for octet in characters {
        wanted[usize::from(octet)] = true;
    }
    let text = texts::named(call, &args.text(0))?;
    let replaced = text.bytes().filter_map(|octet| match replacement {
        _ if !wanted[usize::from(octet)] => Some(octet),
        other => other.map(|(octet, _)| octet),
    });
    texts::value(replaced.collect())
}
