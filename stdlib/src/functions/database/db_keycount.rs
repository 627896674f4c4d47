//! `DB_KEYCOUNT([path])`: how many entries the database has below a path.

use runtime::library::{Arg, Function, Kind};

use super::each;

pub(crate) static DB_KEYCOUNT: Function = Function {
    name: "DB_KEYCOUNT",
    since: "0.1.0",
    synopsis: "Counts the entries at and below a path of the database.",
    description: "",
    args: &[Arg::optional(
        "path",
        "A family, or the beginning of keys up to a slash; all by default.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function DB_KEYCOUNT",
    example: include_str!("db_keycount.rhai"),
    read: Some(|call, args| {
        let mut count = 0_i64;
        each(call, &args.text(0), |_| count += 1)?;
        Ok(count.into())
    }),
    write: None,
};
