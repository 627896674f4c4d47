//! `ARRAY(name,…)`: several variables at once.

use runtime::call::{Call, ScriptError};
use runtime::conf::separated;
use runtime::library::{Arg, Args, Function, Kind, Value, text_of};

use crate::texts;

pub(crate) static ARRAY: Function = Function {
    name: "ARRAY",
    since: "0.1.0",
    synopsis: "Sets several variables to the values of a list.",
    description: "Can only be written: `Set(ARRAY(first,last)=James,Bond)`. Quotes protect commas in \
        values. Variables for which there is no value become empty.",
    args: &[Arg::required(
        "names",
        "The names of the variables.",
        Kind::Variables,
    )],
    values: &[],
    source: "Asterisk function ARRAY",
    example: include_str!("array.rhai"),
    read: None,
    write: Some(write),
};

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let values = separated(&text_of(value), ',', usize::MAX);
    for index in 0..args.len() {
        call.work(texts::EACH)?;
        let value = values.get(index).map_or("", String::as_str);
        call.set_variable(&args.text(index), value);
    }
    Ok(())
}
