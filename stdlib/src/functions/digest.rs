//! `MD5(text)` and `SHA1(text)`: the digest of a text.

use std::fmt::Write;

use md5::{Digest, Md5};
use sha1::Sha1;

use runtime::call::ScriptError;
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::texts;

pub(crate) static MD5: Function = Function {
    name: "MD5",
    since: "0.1.0",
    synopsis: "Gives the MD5 digest of a text, in 32 hexadecimal digits.",
    description: "MD5 protects nothing any more; it is here for what others compare with.",
    args: &[Arg {
        name: "text",
        doc: "The text, as UTF-8.",
        kind: Kind::Raw,
        required: true,
    }],
    source: "Asterisk function MD5",
    example: include_str!("digest.rhai"),
    read: Some(|_, args| digest::<Md5>(args, "MD5(text)")),
    write: None,
};

pub(crate) static SHA1: Function = Function {
    name: "SHA1",
    since: "0.1.0",
    synopsis: "Gives the SHA-1 digest of a text, in 40 hexadecimal digits.",
    description: "SHA-1 protects nothing any more; it is here for what others compare with.",
    args: &[Arg {
        name: "text",
        doc: "The text, as UTF-8.",
        kind: Kind::Raw,
        required: true,
    }],
    source: "Asterisk function SHA1",
    example: include_str!("digest.rhai"),
    read: Some(|_, args| digest::<Sha1>(args, "SHA1(text)")),
    write: None,
};

fn digest<D: Digest>(args: &Args, usage: &str) -> Result<Value, ScriptError> {
    let text = args.text(0);
    if text.is_empty() {
        return Err(texts::missing(usage));
    }
    let mut printed = String::new();
    for octet in D::digest(text.as_bytes()) {
        // Writing into a text cannot fail.
        let _ = write!(printed, "{octet:02x}");
    }
    Ok(printed.into())
}
