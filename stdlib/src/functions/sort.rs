//! `SORT(key:number,…)`: sorts keys by numbers.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::{number, texts};

pub(crate) static SORT: Function = Function {
    name: "SORT",
    since: "0.1.0",
    synopsis: "Sorts keys by their numbers and gives them separated by commas.",
    description: "Keys of the same number keep their order. What has no colon is left out; what is no \
        number counts 0. Numbers have the precision of 32-bit floats.",
    args: &[Arg::required(
        "pairs",
        "`key:number`, separated by commas.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function SORT",
    example: include_str!("sort.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let pairs = args.text(0);
    let number = |text: &str| {
        #[allow(clippy::cast_possible_truncation)] // That precision is what is laid down.
        let number = number::float(text).map_or(0.0, |(number, _)| number as f32);
        number
    };
    let pairs = pairs.split(',').filter_map(|pair| pair.split_once(':'));
    let mut rows: Vec<(&str, f32)> = pairs.map(|(key, value)| (key, number(value))).collect();
    rows.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    let keys: Vec<&str> = rows.into_iter().map(|(key, _)| key).collect();
    texts::value(keys.join(",").into_bytes())
}
