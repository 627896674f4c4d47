//! Passwords as digest secrets (RFC 7616 section 3.4.2): H(name ":" realm ":" password).
//!
//! The password itself is not kept. A client has to send the name in lower case in its
//! `Authorization` header, as it was told when the account was made: the hash covers it.

use std::fmt;
use std::fmt::Write;

use md5::{Digest, Md5};
use sha2::Sha256;

use crate::refusal::Refusal;

/// The two digest secrets of an account, in lower-case hexadecimal. `Debug` does not show them.
#[derive(Clone, PartialEq, Eq)]
pub struct Ha1 {
    /// The realm they were made for: the SIP domain at that time.
    pub realm: String,
    /// For `algorithm=MD5`: 32 characters.
    pub md5: String,
    /// For `algorithm=SHA-256`: 64 characters.
    pub sha256: String,
}

impl Ha1 {
    /// Longest password, in bytes.
    pub const MAX_PASSWORD: usize = 256;

    /// Hashes a password. `user` is the name as it stands in the `Authorization` header: the lower-case
    /// Skype name of a member, the name of an endpoint. Refused when it is empty, too long, or has control characters, which no
    /// softphone could type.
    pub fn new(user: &str, realm: &str, password: &str) -> Result<Self, Refusal> {
        if password.is_empty() || password.len() > Self::MAX_PASSWORD {
            return Err(Refusal::PasswordLength);
        }
        if password.chars().any(char::is_control) {
            return Err(Refusal::PasswordCharacters);
        }
        let text = format!("{user}:{realm}:{password}");
        Ok(Self {
            realm: realm.to_owned(),
            md5: hex(&Md5::digest(text.as_bytes())),
            sha256: hex(&Sha256::digest(text.as_bytes())),
        })
    }
}

impl fmt::Debug for Ha1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ha1")
            .field("realm", &self.realm)
            .finish_non_exhaustive()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes all that is written");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secrets_are_those_of_the_rfc() {
        // The intermediate values of RFC 2617 section 3.5 and of RFC 7616 section 3.9.1.
        let ha1 = Ha1::new("Mufasa", "testrealm@host.com", "Circle Of Life").unwrap();
        assert_eq!(ha1.md5, "939e7578ed9e3c518a452acee763bce9");
        let ha1 = Ha1::new("Mufasa", "http-auth@example.org", "Circle of Life").unwrap();
        assert_eq!(ha1.md5, "3d78807defe7de2157e2b0b6573a855f");
        assert_eq!(
            ha1.sha256,
            "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232"
        );
    }

    #[test]
    fn hexadecimal_keeps_leading_zeros() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
    }

    #[test]
    fn a_log_does_not_show_secrets() {
        let ha1 = Ha1::new("mufasa", "example.org", "x").unwrap();
        assert_eq!(format!("{ha1:?}"), "Ha1 { realm: \"example.org\", .. }");
    }

    #[test]
    fn empty_long_and_untypable_passwords_are_refused() {
        for password in ["", &"x".repeat(257), "a\nb", "\0"] {
            assert!(Ha1::new("mufasa", "example.org", password).is_err());
        }
    }
}
