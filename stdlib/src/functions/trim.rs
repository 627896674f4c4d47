//! `TRIM(text)`: a text without blanks around it.

use runtime::library::Function;

use crate::texts;

pub(crate) static TRIM: Function = Function {
    name: "TRIM",
    since: "0.1.0",
    synopsis: "Gives a text without the blanks around it.",
    description: "Blanks are spaces and all control characters.",
    args: &[texts::TEXT],
    values: &[],
    source: "Asterisk function TRIM",
    example: include_str!("trim.rhai"),
    read: Some(|_, args| Ok(texts::stripped(&args.text(0)).into())),
    write: None,
};
