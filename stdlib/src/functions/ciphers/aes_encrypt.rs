//! `AES_ENCRYPT(key,text)`: a text in cipher (FIPS 197).

use aes::cipher::BlockCipherEncrypt;
use base64::engine::Engine;
use base64::engine::general_purpose::STANDARD;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::{KEY, changed, cipher};
use crate::texts;

pub(crate) static AES_ENCRYPT: Function = Function {
    name: "AES_ENCRYPT",
    since: "0.2.0",
    synopsis: "Encrypts a text with AES, and gives the result in Base64.",
    description: "AES with a key of 128 bits, each 16 octets by themselves (ECB), the last ones filled with NULs: \
        it shows where texts are the same, and not whether somebody changed one. Asterisk ends the result before \
        the first NUL that happens to be in it, and such a text cannot be decrypted; here all of it is given.",
    args: &[
        KEY,
        Arg::required("text", "The text, as UTF-8, commas included.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function AES_ENCRYPT; FIPS 197",
    example: include_str!("aes_encrypt.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let (aes, text) = cipher(args, "AES_ENCRYPT(key,text)")?;
    let octets = changed(text.as_bytes(), |block| aes.encrypt_block(block));
    texts::value(STANDARD.encode(octets).into_bytes())
}
