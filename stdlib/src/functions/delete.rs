//! `DELETE(variable)`: takes a channel variable away.

use runtime::library::{Arg, Function, Kind};

pub(crate) static DELETE: Function = Function {
    name: "DELETE",
    since: "0.2.0",
    synopsis: "Takes a channel variable away.",
    description: "Can only be written: `DELETE[\"name\"] = \"\"`, or `Set(DELETE(name)=)`. What is written does not matter.",
    args: &[Arg::required(
        "variable",
        "Its name, without `${}`.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function DELETE",
    example: include_str!("delete.rhai"),
    read: None,
    write: Some(|call, args, _| {
        call.remove_variable(&args.text(0));
        Ok(())
    }),
};
