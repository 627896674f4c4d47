//! `PASSTHRU(text)`: a text, where the name of a variable is wanted.

use runtime::library::Function;

use crate::texts;

pub(crate) static PASSTHRU: Function = Function {
    name: "PASSTHRU",
    since: "0.1.0",
    synopsis: "Gives a text as it is.",
    description: "Functions that take the name of a variable can so be given a text: \
        `FIELDQTY(PASSTHRU(a-b),-)`.",
    args: &[texts::TEXT],
    values: &[],
    source: "Asterisk function PASSTHRU",
    example: include_str!("passthru.rhai"),
    read: Some(|_, args| Ok(args.text(0).into())),
    write: None,
};
