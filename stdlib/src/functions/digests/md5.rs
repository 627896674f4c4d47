//! `MD5(text)`: the MD5 digest of a text (RFC 1321).

use md5::Md5;

use runtime::library::{Arg, Function, Kind};

use super::digest;

pub(crate) static MD5: Function = Function {
    name: "MD5",
    since: "0.1.0",
    synopsis: "Gives the MD5 digest of a text, in 32 hexadecimal digits.",
    description: "MD5 protects nothing any more; it is here for what others compare with.",
    args: &[Arg::required("text", "The text, as UTF-8.", Kind::Raw)],
    values: &[],
    source: "Asterisk function MD5",
    example: include_str!("md5.rhai"),
    read: Some(|_, args| digest::<Md5>(args, "MD5(text)")),
    write: None,
};
