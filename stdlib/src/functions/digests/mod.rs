//! Digests of texts, as hexadecimal digits: `MD5` and `SHA1`.

mod md5;
mod sha1;

use std::fmt::Write;

use ::md5::Digest;

use runtime::call::ScriptError;
use runtime::library::{Args, Value};

use crate::texts;

pub(crate) use md5::MD5;
pub(crate) use sha1::SHA1;

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
