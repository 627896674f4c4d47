//! Texts in cipher: `AES_ENCRYPT` and `AES_DECRYPT`.
//!
//! AES with a key of 128 bits, each block by itself (ECB), the last one filled with NULs. That hides neither which
//! blocks are the same nor that somebody changed one; it is what Asterisk has, and what others compare with.

mod aes_decrypt;
mod aes_encrypt;

use aes::Aes128;
use aes::cipher::{Block, KeyInit};

use runtime::call::ScriptError;
use runtime::library::{Arg, Args, Kind};

use crate::texts;

pub(crate) use aes_decrypt::AES_DECRYPT;
pub(crate) use aes_encrypt::AES_ENCRYPT;

/// Length of a key, and of a block, in octets.
const LENGTH: usize = 16;

const KEY: Arg = Arg::required(
    "key",
    "16 octets: as many characters, if all are of ASCII.",
    Kind::Text,
);

/// The cipher with the key of the first argument, and the text of the second.
fn cipher(args: &Args, usage: &str) -> Result<(Aes128, String), ScriptError> {
    let (Some(key), Some(text)) = (args.given(0), args.given(1)) else {
        return Err(texts::missing(usage));
    };
    let cipher = Aes128::new_from_slice(key.as_bytes()).map_err(|_| {
        // The key itself is nobody's business.
        texts::bad(format!("the key has {} octets and not {LENGTH}", key.len()))
    })?;
    Ok((cipher, text))
}

/// Changes each block, the last one filled with NULs.
fn changed(octets: &[u8], change: impl Fn(&mut Block<Aes128>)) -> Vec<u8> {
    let mut result = Vec::with_capacity(octets.len().next_multiple_of(LENGTH));
    for chunk in octets.chunks(LENGTH) {
        let mut block = Block::<Aes128>::default();
        block[..chunk.len()].copy_from_slice(chunk);
        change(&mut block);
        result.extend_from_slice(&block);
    }
    result
}

#[cfg(test)]
mod tests {
    use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt};

    use super::*;

    /// FIPS 197, appendix C.1.
    #[test]
    fn the_standards_example_is_right() {
        let octets = |row: fn(u8) -> u8| (0..16).map(row).collect::<Vec<u8>>();
        let (key, plain) = (octets(|n| n), octets(|n| n * 0x11));
        let aes = Aes128::new_from_slice(&key).unwrap();
        let encrypted = changed(&plain, |block| aes.encrypt_block(block));
        assert_eq!(encrypted[..4], [0x69, 0xc4, 0xe0, 0xd8]);
        assert_eq!(changed(&encrypted, |block| aes.decrypt_block(block)), plain);
    }

    #[test]
    fn blocks_are_filled() {
        assert_eq!(changed(&[1; 17], |_| ()).len(), 32);
        assert_eq!(changed(&[], |_| ()), [0; 0]);
    }
}
