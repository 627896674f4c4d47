//! Digest authentication (RFC 7616, RFC 2617, RFC 8760).

use std::time::{Duration, Instant};

use crate::message::{Request, Response, ResponseBuilder};

/// What is kept of a password: H(user:realm:password), in hexadecimal, for both algorithms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ha1 {
    /// With MD5.
    pub md5: String,
    /// With SHA-256.
    pub sha256: String,
}

#[expect(unused_variables, reason = "signatures first")]
impl Ha1 {
    /// From a password.
    pub fn new(user: &str, realm: &str, password: &str) -> Self {
        unimplemented!()
    }
}

/// What came of looking at a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The user proved to know the password.
    Authenticated {
        /// The user, as in the credentials.
        user: String,
    },
    /// No credentials for our realm: challenge.
    Missing,
    /// Right, but the nonce is too old or was used: challenge with `stale`.
    Stale,
    /// Unknown user or wrong password, which of them nobody is told: challenge again, or 403 after a few.
    Refused {
        /// The user as claimed.
        user: String,
    },
}

/// The server's side: makes challenges and checks what comes back.
#[derive(Debug)]
pub struct Authenticator {}

#[expect(unused_variables, reason = "signatures first")]
impl Authenticator {
    /// `secret` authenticates nonces; `lifetime` is how long one is good for.
    pub fn new(realm: &str, secret: [u8; 32], lifetime: Duration, now: Instant) -> Self {
        unimplemented!()
    }
    /// The realm.
    pub fn realm(&self) -> &str {
        unimplemented!()
    }
    /// The 401 to `request`, with challenges for SHA-256 and MD5.
    pub fn challenge(&mut self, now: Instant, request: &Request, stale: bool) -> ResponseBuilder {
        unimplemented!()
    }
    /// Checks Authorization (or Proxy-Authorization). `lookup` gives what is kept of the user's password.
    pub fn verify(
        &mut self,
        now: Instant,
        request: &Request,
        lookup: impl FnOnce(&str) -> Option<Ha1>,
    ) -> Verdict {
        unimplemented!()
    }
}

/// A challenge of a server.
#[derive(Clone, Debug)]
pub struct Challenge {}

/// Credentials of a client.
#[derive(Clone, Debug)]
pub struct Credentials {}

/// The client's side: puts credentials for the best challenge of a 401 or 407 on a request that is to be sent again.
/// `false` when no challenge can be answered. CSeq is the caller's to count up.
#[expect(unused_variables, reason = "signatures first")]
pub fn answer(
    request: &mut Request,
    response: &Response,
    user: &str,
    password: &str,
    cnonce: &str,
) -> bool {
    unimplemented!()
}
