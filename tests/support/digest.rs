//! Digest answers (RFC 7616, RFC 8760), written here a second time on purpose: the switch is not to be
//! checked with its own arithmetic.

use md5::Md5;
use sha2::{Digest, Sha256};

/// What a phone can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RFC 2617's only one.
    Md5,
    /// RFC 8760.
    Sha256,
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    fn hex(self, text: &str) -> String {
        let bytes = match self {
            Self::Md5 => Md5::digest(text).to_vec(),
            Self::Sha256 => Sha256::digest(text).to_vec(),
        };
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The value of an `Authorization` that answers `challenge` with `qop=auth`.
    pub fn answer(
        self,
        challenge: &str,
        method: &str,
        uri: &str,
        user: &str,
        password: &str,
    ) -> String {
        let parameter = |name: &str| {
            let (_, rest) = challenge.split_once(&format!("{name}=\""))?;
            rest.split_once('"').map(|(value, _)| value)
        };
        let realm = parameter("realm").expect("a challenge has a realm");
        let nonce = parameter("nonce").expect("a challenge has a nonce");
        let opaque = parameter("opaque").map(|opaque| format!(", opaque=\"{opaque}\""));
        let who = self.hex(&format!("{user}:{realm}:{password}"));
        let what = self.hex(&format!("{method}:{uri}"));
        let response = self.hex(&format!("{who}:{nonce}:00000001:0a4f113b:auth:{what}"));
        format!(
            "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             response=\"{response}\", algorithm={}, qop=auth, nc=00000001, cnonce=\"0a4f113b\"{}",
            self.name(),
            opaque.unwrap_or_default(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7616 section 3.9.1 has another cnonce; these were reckoned with Python's
    /// hashlib.
    #[test]
    fn answers_are_those_of_an_independent_implementation() {
        let challenge = "Digest realm=\"skyplan.local\", nonce=\"abc\", qop=\"auth\"";
        let answer = |algorithm: Algorithm| {
            let line = algorithm.answer(
                challenge,
                "REGISTER",
                "sip:skyplan.local",
                "moneypenny",
                "pw",
            );
            let (_, rest) = line.split_once("response=\"").unwrap();
            rest[..rest.find('"').unwrap()].to_owned()
        };
        assert_eq!(answer(Algorithm::Md5), "8b85cc5c613a407adfd57bb96ea9b9a1");
        assert_eq!(
            answer(Algorithm::Sha256),
            "e57db427146232b75dbb64b4bf8a4d511f753e2af6044975cd96e699cada43c2"
        );
    }
}
