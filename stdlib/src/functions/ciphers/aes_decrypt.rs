//! `AES_DECRYPT(key,text)`: a text out of cipher (FIPS 197).

use aes::cipher::BlockCipherDecrypt;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::{KEY, changed, cipher};
use crate::functions::base64_decode::octets;
use crate::texts;

pub(crate) static AES_DECRYPT: Function = Function {
    name: "AES_DECRYPT",
    since: "0.2.0",
    synopsis: "Decrypts what `AES_ENCRYPT` made of a text.",
    description: "The text ends before the first NUL. With another key something comes out all the same, but \
        hardly a text: octets that are no UTF-8 become U+FFFD.",
    args: &[
        KEY,
        Arg::required("text", "Base64, read as `BASE64_DECODE` does.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function AES_DECRYPT; FIPS 197",
    example: include_str!("aes_decrypt.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let (aes, text) = cipher(args, "AES_DECRYPT(key,text)")?;
    let mut plain = changed(&octets(text.as_bytes()), |block| aes.decrypt_block(block));
    let end = plain.iter().position(|octet| *octet == 0);
    plain.truncate(end.unwrap_or(plain.len()));
    texts::value(plain)
}
