//! `SHA1(text)`: the SHA-1 digest of a text (RFC 3174).

use sha1::Sha1;

use runtime::library::{Arg, Function, Kind};

use super::digest;

pub(crate) static SHA1: Function = Function {
    name: "SHA1",
    since: "0.1.0",
    synopsis: "Gives the SHA-1 digest of a text, in 40 hexadecimal digits.",
    description: "SHA-1 protects nothing any more; it is here for what others compare with.",
    args: &[Arg::required("text", "The text, as UTF-8.", Kind::Raw)],
    values: &[],
    source: "Asterisk function SHA1",
    example: include_str!("sha1.rhai"),
    read: Some(|_, args| digest::<Sha1>(args, "SHA1(text)")),
    write: None,
};
