//! The hashes, and what they are applied to (RFC 7616 section 3.4).

use md5::Md5;
use sha2::{Digest, Sha256};

use crate::message::grammar::hexadecimal;

/// A hash algorithm of digest authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// SHA-256 (RFC 8760).
    Sha256,
    /// MD5, for clients of before 2020.
    Md5,
}

impl Algorithm {
    /// The algorithm of an `algorithm` parameter; none given means MD5.
    pub(super) fn of(name: Option<&str>) -> Option<Self> {
        let name = name.unwrap_or("MD5");
        [Self::Sha256, Self::Md5]
            .into_iter()
            .find(|algorithm| algorithm.as_str().eq_ignore_ascii_case(name))
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Md5 => "MD5",
        }
    }

    /// The hash of `parts` with colons between, in lower-case hexadecimal.
    pub(super) fn hash(self, parts: &[&[u8]]) -> String {
        let joined = parts.join(&b':');
        match self {
            Self::Sha256 => hexadecimal(&Sha256::digest(&joined)),
            Self::Md5 => hexadecimal(&Md5::digest(&joined)),
        }
    }
}

/// What is kept of a password: H(user:realm:password) in hexadecimal, for both algorithms. Whoever
/// has it can log in as the user, at this realm.
#[derive(Clone, PartialEq, Eq)]
pub struct Ha1 {
    /// With MD5.
    pub md5: String,
    /// With SHA-256.
    pub sha256: String,
}

impl Ha1 {
    /// From a password.
    pub fn new(user: &str, realm: &str, password: &str) -> Self {
        let parts = [user.as_bytes(), realm.as_bytes(), password.as_bytes()];
        Self {
            md5: Algorithm::Md5.hash(&parts),
            sha256: Algorithm::Sha256.hash(&parts),
        }
    }

    pub(super) fn of(&self, algorithm: Algorithm) -> &str {
        match algorithm {
            Algorithm::Sha256 => &self.sha256,
            Algorithm::Md5 => &self.md5,
        }
    }
}

/// Secrets stay out of logs.
impl std::fmt::Debug for Ha1 {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Ha1(…)")
    }
}

/// What the response is computed from, HA1 aside.
pub(super) struct Proof<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) method: &'a str,
    pub(super) uri: &'a str,
    pub(super) nonce: &'a str,
    /// `qop`, `nc` as on the wire, `cnonce`; `None` in the manner of RFC 2069.
    pub(super) quality: Option<(&'a str, &'a str, &'a str)>,
    pub(super) body: &'a [u8],
}

impl Proof<'_> {
    /// The `response` parameter.
    pub(super) fn response(&self, ha1: &str) -> String {
        let (method, uri) = (self.method.as_bytes(), self.uri.as_bytes());
        let with_body = self
            .quality
            .is_some_and(|(qop, ..)| qop.eq_ignore_ascii_case("auth-int"));
        let ha2 = if with_body {
            self.algorithm
                .hash(&[method, uri, self.algorithm.hash(&[self.body]).as_bytes()])
        } else {
            self.algorithm.hash(&[method, uri])
        };
        let (ha1, nonce) = (ha1.as_bytes(), self.nonce.as_bytes());
        match self.quality {
            Some((qop, nc, cnonce)) => self.algorithm.hash(&[
                ha1,
                nonce,
                nc.as_bytes(),
                cnonce.as_bytes(),
                qop.as_bytes(),
                ha2.as_bytes(),
            ]),
            None => self.algorithm.hash(&[ha1, nonce, ha2.as_bytes()]),
        }
    }
}

/// Compares without telling by its duration where the difference is.
pub(super) fn same(own: &[u8], others: &[u8]) -> bool {
    own.len() == others.len()
        && own
            .iter()
            .zip(others)
            .fold(0, |difference, (own, other)| difference | (own ^ other))
            == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7616 section 3.9.1: the same request under both algorithms.
    fn check(algorithm: Algorithm, expected: &str) {
        let ha1 = Ha1::new("Mufasa", "http-auth@example.org", "Circle of Life");
        let proof = Proof {
            algorithm,
            method: "GET",
            uri: "/dir/index.html",
            nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            quality: Some((
                "auth",
                "00000001",
                "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            )),
            body: b"",
        };
        assert_eq!(proof.response(ha1.of(algorithm)), expected);
    }

    #[test]
    fn the_examples_of_the_rfc_come_out() {
        check(Algorithm::Md5, "8ca523f5e9506fed4657c9700eebdbec");
        check(
            Algorithm::Sha256,
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        );
    }

    #[test]
    fn only_equal_texts_are_the_same() {
        assert!(same(b"abc", b"abc") && !same(b"abc", b"abd") && !same(b"abc", b"ab"));
    }
}
