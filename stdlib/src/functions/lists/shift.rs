//! `SHIFT(variable[,delimiter])`: takes the first item off a list.

use runtime::library::Function;

use super::{LIST, take};

pub(crate) static SHIFT: Function = Function {
    name: "SHIFT",
    since: "0.1.0",
    synopsis: "Takes the first item off the list that a variable holds, and gives it.",
    description: "From a list with one item the variable is left empty, from an empty one nothing comes.",
    args: &LIST,
    values: &[],
    source: "Asterisk function SHIFT",
    example: include_str!("shift.rhai"),
    read: Some(|call, args| take(call, args, "SHIFT(variable[,delimiter])", first)),
    write: None,
};

/// The first item, and the list behind its delimiter.
pub(super) fn first(list: &[u8], delimiter: u8) -> (&[u8], &[u8]) {
    match list.iter().position(|octet| *octet == delimiter) {
        Some(at) => (&list[..at], &list[at + 1..]),
        None => (list, &[]),
    }
}
