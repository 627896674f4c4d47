//! `KEYPADHASH(text)`: letters as keys of a telephone.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

pub(crate) static KEYPADHASH: Function = Function {
    name: "KEYPADHASH",
    since: "0.1.0",
    synopsis: "Gives the keys of a telephone that carry the letters of a text.",
    description: "Digits stay; what is on no key, and `*` and `#`, goes away.",
    args: &[Arg::required("text", "Letters and digits.", Kind::Raw)],
    values: &[],
    source: "Asterisk function KEYPADHASH; ITU-T E.161",
    example: include_str!("keypadhash.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let text = args.text(0);
    let keys: String = text.chars().filter_map(key).collect();
    Ok(keys.into())
}

fn key(letter: char) -> Option<char> {
    Some(match letter.to_ascii_uppercase() {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        digit @ '0'..='9' => digit,
        _ => return None,
    })
}
