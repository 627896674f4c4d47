//! `HOLDS(text)`: a condition of `extensions.conf`, for Rhai.

use runtime::library::{Arg, Function, Kind};
use runtime::number;

pub(crate) static HOLDS: Function = Function {
    name: "HOLDS",
    since: "0.2.0",
    synopsis: "Says whether a text is true as `GotoIf` and `While` take it.",
    description: "A text that is empty or begins with the number 0 does not hold, any other does: `0.5` is 0, `x` \
        holds.",
    args: &[Arg::required("text", "The condition.", Kind::Raw)],
    values: &[],
    source: "Asterisk application GotoIf",
    example: include_str!("holds.rhai"),
    read: Some(|_, args| Ok(number::is_true(&args.text(0)).into())),
    write: None,
};
