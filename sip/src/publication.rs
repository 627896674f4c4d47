//! Publications of event state (RFC 3903): what PUBLISH brings, and for how long.

use std::time::{Duration, Instant};

use crate::message::{Request, Response};

/// What a PUBLISH did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// New state.
    Created,
    /// Other state in the place of the former.
    Modified,
    /// The same state, longer.
    Refreshed,
    /// State taken away.
    Removed,
}

/// Why a PUBLISH is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicationError {
    /// 412.
    #[error("no publication has the entity tag `{etag}`")]
    UnknownTag {
        /// The tag.
        etag: String,
    },
    /// 423.
    #[error("lifetime of {asked} s is shorter than {min} s")]
    TooBrief {
        /// Seconds asked for.
        asked: u32,
        /// Shortest lifetime in seconds.
        min: u32,
    },
    /// 400.
    #[error("a first PUBLISH needs a body")]
    NoBody,
    /// 403.
    #[error("more than {max} publications")]
    TooMany {
        /// Most publications of one resource.
        max: usize,
    },
}

/// All publications.
#[derive(Debug)]
pub struct Publications {}

#[expect(unused_variables, reason = "signatures first")]
impl Publications {
    /// Publications live between `min` and `max`; a resource has at most `max_entries`.
    pub fn new(min: Duration, max: Duration, max_entries: usize, seed: [u8; 32]) -> Self {
        unimplemented!()
    }
    /// Takes a PUBLISH for `resource`; gives what it did, and the response (200 with SIP-ETag and Expires, or the refusal).
    pub fn handle_publish(
        &mut self,
        now: Instant,
        resource: &str,
        request: &Request,
    ) -> (Result<Published, PublicationError>, Response) {
        unimplemented!()
    }
    /// The newest document published for `resource`: its Content-Type and body.
    pub fn newest(&self, resource: &str) -> Option<(&str, &[u8])> {
        unimplemented!()
    }
    /// Ends what has expired.
    pub fn handle_timeout(&mut self, now: Instant) {
        unimplemented!()
    }
    /// When the next publication expires.
    pub fn poll_timeout(&self) -> Option<Instant> {
        unimplemented!()
    }
    /// A resource one of whose publications expired.
    pub fn poll_expired(&mut self) -> Option<String> {
        unimplemented!()
    }
}
