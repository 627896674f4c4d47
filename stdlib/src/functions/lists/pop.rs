//! `POP(variable[,delimiter])`: takes the last item off a list.

use runtime::library::Function;

use super::{LIST, take};

pub(crate) static POP: Function = Function {
    name: "POP",
    since: "0.1.0",
    synopsis: "Takes the last item off the list that a variable holds, and gives it.",
    description: "From a list with one item the variable is left empty, from an empty one nothing comes.",
    args: &LIST,
    values: &[],
    source: "Asterisk function POP",
    example: include_str!("pop.rhai"),
    read: Some(|call, args| take(call, args, "POP(variable[,delimiter])", last)),
    write: None,
};

/// The last item, and the list before its delimiter.
pub(super) fn last(list: &[u8], delimiter: u8) -> (&[u8], &[u8]) {
    match list.iter().rposition(|octet| *octet == delimiter) {
        Some(at) => (&list[at + 1..], &list[..at]),
        None => (list, &[]),
    }
}
