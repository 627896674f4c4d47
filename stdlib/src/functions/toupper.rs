//! `TOUPPER(text)`: a text in capitals.

use runtime::library::Function;

use crate::texts;

pub(crate) static TOUPPER: Function = Function {
    name: "TOUPPER",
    since: "0.1.0",
    synopsis: "Gives a text in capitals.",
    description: "Letters beyond ASCII stay as they are, as in Asterisk; Rhai's own `text.to_upper()` \
        knows them.",
    args: &[texts::TEXT],
    values: &[],
    source: "Asterisk function TOUPPER",
    example: include_str!("toupper.rhai"),
    read: Some(|_, args| Ok(args.text(0).to_ascii_uppercase().into())),
    write: None,
};
