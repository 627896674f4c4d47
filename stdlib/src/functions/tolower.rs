//! `TOLOWER(text)`: a text in small letters.

use runtime::library::Function;

use crate::texts;

pub(crate) static TOLOWER: Function = Function {
    name: "TOLOWER",
    since: "0.1.0",
    synopsis: "Gives a text in small letters.",
    description: "Letters beyond ASCII stay as they are, as in Asterisk; Rhai's own `text.to_lower()` \
        knows them.",
    args: &[texts::TEXT],
    values: &[],
    source: "Asterisk function TOLOWER",
    example: include_str!("tolower.rhai"),
    read: Some(|_, args| Ok(args.text(0).to_ascii_lowercase().into())),
    write: None,
};
